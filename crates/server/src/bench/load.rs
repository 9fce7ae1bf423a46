//! Puts a made register into a data folder, by the verbs that `import` uses.

use super::core;
use super::plan::Plan;
use crate::config::Config;
use crate::lists::import::follow::follow;
use crate::lists::progress::{Progress, grouped};
use crate::open;
use anyhow::{Context, Result, bail, ensure};
use domain::bike::{Description, Identifier, NewBike};
use domain::id::BikeId;
use domain::look_up::BikeEntry;
use domain::number::Frame;
use domain::theft::{NewTheftReport, TheftWindow};
use jiff::{SignedDuration, Timestamp};
use registry::bike::import::{self, Import, Line};
use registry::{Registry, Tuning};
use serde::Serialize;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{mpsc, watch};

/// Bikes in a transaction, as `import` takes them.
const BATCH: usize = 10_000;
/// One bike in so many is reported stolen.
const STOLEN: i64 = 10;

/// What loading took.
#[derive(Clone, Debug, Serialize)]
pub struct Loaded {
    /// From the first bike until the last can be found.
    pub seconds: f64,
    /// Bikes a second.
    pub bikes_a_second: f64,
    /// The index, bytes a bike.
    pub index_bytes_a_bike: f64,
    /// The database, bytes a bike.
    pub database_bytes_a_bike: f64,
}

/// Loads the register.
pub async fn load(config: &Config, plan: &Arc<Plan>) -> Result<Loaded> {
    let registry = open::or_make(config, Tuning::Bulk).await?.0;
    let bikes = plan.register.len() as u64;
    let started = Instant::now();
    let (sender, mut batches) = mpsc::channel(1);
    let maker = tokio::task::spawn_blocking({
        let (registry, plan) = (registry.clone(), Arc::clone(plan));
        move || make(&registry, &plan, &sender)
    });
    let (written, followed) = watch::channel(0);
    let follower = tokio::spawn(follow(registry.clone(), followed));
    let progress = Progress::start("Loading", Some(bikes));
    let (mut import, mut done) = (Import::new(&registry, false), 0);
    while let Some(batch) = batches.recv().await {
        let loaded = import.batch(batch).await?;
        if let Some((line, error)) = loaded.refused.first() {
            bail!("bike {line} of the made register was refused: {error}");
        }
        done += loaded.added;
        written.send_replace(done);
        progress.set(done, Some(bikes), &format!("{} bikes", grouped(done)));
    }
    drop((written, progress));
    maker.await.context("the making stopped")??;
    follower.await.context("the indexing stopped")??;
    let seconds = started.elapsed().as_secs_f64();
    ensure!(done == bikes, "{done} of {bikes} bikes were loaded");
    in_order(&registry, bikes).await?;
    registry.store().clone().close().await?;
    drop(registry);
    let a_bike = |bytes: u64| bytes as f64 / bikes as f64;
    let database = std::fs::metadata(config.data.join("framemark.db"))?.len();
    Ok(Loaded {
        seconds,
        bikes_a_second: bikes as f64 / seconds,
        index_bytes_a_bike: a_bike(core::bytes_in(&config.data.join("index"))?),
        database_bytes_a_bike: a_bike(database),
    })
}

/// Makes the bikes, batch by batch.
fn make(registry: &Registry, plan: &Plan, sender: &mpsc::Sender<Vec<Line>>) -> Result<()> {
    let now = registry.now();
    let mut batch = Vec::with_capacity(BATCH);
    for entry in plan.register.entries() {
        plan.check()?;
        batch.push(line(registry, &entry, now)?);
        if batch.len() == BATCH {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            // Nobody listens any more when the writing has failed, which says so itself.
            if sender.blocking_send(full).is_err() {
                return Ok(());
            }
        }
    }
    if !batch.is_empty() {
        // As above.
        let _ = sender.blocking_send(batch);
    }
    Ok(())
}

fn line(registry: &Registry, entry: &BikeEntry, now: Timestamp) -> Result<Line> {
    let number = entry.id.0;
    let [(_, frame), others @ ..] = entry.numbers.as_slice() else {
        bail!("bike {number} of the made register has no number");
    };
    let identifiers = others
        .iter()
        .map(|(kind, number)| Identifier::new(*kind, number))
        .collect::<Result<_, _>>()?;
    let theft = (number % STOLEN == 0).then(|| {
        let gone = now - SignedDuration::from_hours(24 * (1 + number % 300));
        NewTheftReport {
            window: TheftWindow::stored(gone - SignedDuration::from_hours(8), gone),
            place: None,
            point: None,
            lock: None,
            how: None,
            crime_ref: None,
        }
    });
    let external_ref = number.to_string();
    Ok(Line {
        number: number.unsigned_abs(),
        digest: import::digest(registry, [external_ref.as_str(), frame]),
        external_ref,
        bike: NewBike {
            frame: Frame::parse(frame)?,
            description: Description {
                make: entry.make.clone(),
                model: entry.model.clone(),
                colours: entry.colours.clone(),
                kind: entry.kind,
                features: None,
            },
            identifiers,
        },
        owner: None,
        mark: None,
        theft,
    })
}

/// Makes sure that a bike has the number on the register that it has in the plan.
async fn in_order(registry: &Registry, bikes: u64) -> Result<()> {
    for number in [1, bikes] {
        let bike = store::bike::find(registry.store(), BikeId(number.cast_signed())).await?;
        let reference = bike.and_then(|bike| bike.external_ref);
        ensure!(
            reference.as_deref() == Some(number.to_string().as_str()),
            "bike {number} of the made register was loaded as {reference:?}"
        );
    }
    Ok(())
}
