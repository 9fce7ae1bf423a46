//! Makes the register: bikes, four years of thefts in both districts, and recoveries.

use crate::lists::progress::{Progress, grouped};
use anyhow::{Context, Result};
use domain::account::{Organisation, OrganisationKind};
use domain::bike::{BikeKind, Description, NewBike};
use domain::id::{BikeId, OrganisationId, PartnershipId};
use domain::number::Frame;
use domain::place::{Point, wards};
use domain::recovery::{NewRecovery, Tie};
use domain::theft::{Lock, NewTheftReport, TheftWindow};
use jiff::{SignedDuration, Timestamp};
use registry::Registry;
use store::account::organisations;
use store::bike::{Arrival, RegisteredBy};

const CHUNK: usize = 5_000;
const YEARS: i64 = 4;

/// How large the register is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    pub(super) bikes: u32,
    pub(super) thefts: u32,
    pub(super) recoveries: u32,
}

/// The register that was made.
pub(super) struct Made {
    pub(super) partnership: PartnershipId,
    /// A bike that has not been stolen.
    spare: BikeId,
}

/// Makes an organisation that is in no partnership.
pub(super) fn organisation(kind: OrganisationKind) -> Organisation {
    Organisation {
        id: OrganisationId(1),
        slug: "bench".to_owned(),
        name: "Bench".to_owned(),
        kind,
        partnership: None,
        leads: false,
    }
}

/// Makes the register from a seed.
pub(super) async fn register(registry: &Registry, sizes: Sizes, seed: u64) -> Result<Made> {
    let mut random = fastrand::Rng::with_seed(seed);
    let store = registry.store();
    let tx = store.begin().await?;
    let partnership = organisations::ensure_partnership(&tx, "cambridge", "Cambridge").await?;
    organisations::ensure_partnership(&tx, "east-cambs", "East Cambridgeshire").await?;
    let police = organisations::ensure(
        &tx,
        "police",
        "Police",
        OrganisationKind::Police,
        Some(partnership),
    )
    .await?;
    tx.commit().await?;
    let ids = bikes(registry, sizes.bikes as usize, &mut random).await?;
    let stolen = ids.get(..sizes.thefts as usize).unwrap_or_default();
    thefts(registry, stolen, &mut random).await?;
    recoveries(registry, stolen, sizes.recoveries as usize, police, &mut random).await?;
    Ok(Made {
        partnership,
        spare: *ids.last().context("the register has no bikes")?,
    })
}

async fn bikes(registry: &Registry, many: usize, random: &mut fastrand::Rng) -> Result<Vec<BikeId>> {
    let progress = Progress::start("Bikes", Some(many as u64));
    let kinds: Vec<BikeKind> = BikeKind::all().collect();
    let at = registry.now() - SignedDuration::from_hours(24 * 365 * (YEARS + 1));
    let mut ids = Vec::with_capacity(many);
    while ids.len() < many {
        let bikes: Vec<NewBike> = (0..CHUNK.min(many - ids.len()))
            .map(|_| NewBike {
                frame: Frame::Unnumbered,
                description: Description {
                    kind: random.choice(&kinds).copied(),
                    ..Description::default()
                },
                identifiers: Vec::new(),
            })
            .collect();
        let arrivals: Vec<Arrival<'_>> = bikes
            .iter()
            .map(|bike| Arrival {
                bike,
                via: RegisteredBy::Web,
                organisation: None,
                external_ref: None,
                import_digest: None,
            })
            .collect();
        let tx = registry.store().begin().await?;
        ids.extend(store::bike::insert(&tx, &arrivals, at).await?);
        tx.commit().await?;
        progress.set(ids.len() as u64, Some(many as u64), &grouped(ids.len() as u64));
    }
    Ok(ids)
}

/// Makes a theft in the last four years. Most thefts are in the first wards of Cambridge.
fn theft(now: Timestamp, random: &mut fastrand::Rng) -> Result<NewTheftReport> {
    let all = wards::all();
    let at = random.usize(..all.len()).min(random.usize(..all.len()));
    let ward = all.get(at).context("there are no wards")?;
    let mut near = |degrees: f64| degrees + (f64::from(random.f32()) - 0.5) * 0.01;
    let point = Point::new(near(ward.middle().lat()), near(ward.middle().lng()))?;
    let to = now - SignedDuration::from_secs(random.i64(3_600..YEARS * 365 * 86_400));
    let from = to - SignedDuration::from_mins(random.i64(10..2_000));
    Ok(NewTheftReport {
        point: (random.u8(..) > 20).then_some(point),
        lock: random.choice(Lock::ALL).copied(),
        crime_ref: random.bool().then(|| format!("35/{}/BENCH", random.u32(..))),
        ..NewTheftReport::at(TheftWindow::new(from, to, now)?)
    })
}

async fn thefts(registry: &Registry, bikes: &[BikeId], random: &mut fastrand::Rng) -> Result<()> {
    let progress = Progress::start("Thefts", Some(bikes.len() as u64));
    let mut done = 0;
    for chunk in bikes.chunks(CHUNK) {
        let mut reports = Vec::with_capacity(chunk.len());
        for bike in chunk {
            reports.push((*bike, None, theft(registry.now(), random)?));
        }
        let tx = registry.store().begin().await?;
        store::theft::open_of_noted(&tx, &reports, registry.now()).await?;
        tx.commit().await?;
        done += chunk.len() as u64;
        progress.set(done, Some(bikes.len() as u64), &grouped(done));
    }
    Ok(())
}

async fn recoveries(
    registry: &Registry,
    stolen: &[BikeId],
    many: usize,
    force: OrganisationId,
    random: &mut fastrand::Rng,
) -> Result<()> {
    let progress = Progress::start("Recoveries", Some(many as u64));
    for first in (0..many).step_by(CHUNK) {
        let tx = registry.store().begin().await?;
        for number in first..(first + CHUNK).min(many) {
            let found_at =
                registry.now() - SignedDuration::from_secs(random.i64(86_400..YEARS * 365 * 86_400));
            let recovery = NewRecovery {
                property_ref: format!("BENCH/{number}"),
                read: None,
                identifiers: Vec::new(),
                make: None,
                model: None,
                colours: Vec::new(),
                kind: None,
                found_at,
                found_by: None,
                place: None,
                given: None,
                point: None,
            };
            let id = store::recovery::add(&tx, force, None, &recovery, found_at).await?;
            if let Some(bike) = stolen.get(number).filter(|_| number.is_multiple_of(2)) {
                let tie = Tie {
                    recovery: id,
                    bike: *bike,
                    look_up: None,
                    bits: 30.0,
                    evidence: serde_json::json!([]),
                };
                let tied = found_at + SignedDuration::from_hours(random.i64(1..24 * 120));
                store::recovery::tie(&tx, &tie, None, tied.min(registry.now())).await?;
            }
        }
        tx.commit().await?;
        progress.set(first as u64, Some(many as u64), &grouped(first as u64));
    }
    Ok(())
}

/// Reports one more theft.
pub(super) async fn one_more(registry: &Registry, made: &Made) -> Result<()> {
    let report = theft(registry.now(), &mut fastrand::Rng::with_seed(9))?;
    let tx = registry.store().begin().await?;
    store::theft::open(&tx, &[(made.spare, None, report)], registry.now()).await?;
    tx.commit().await?;
    Ok(())
}
