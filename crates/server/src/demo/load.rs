//! Puts the demonstration register into an empty database.

use super::scheme::{LEADS, POLICE};
use super::{DemoEvent, DemoRegister, bookings, generate, looked_up, partnership, stock, talk};
use anyhow::{Context, Result, bail};
use domain::account::contact::{Contact, EmailAddress};
use domain::account::factor::FactorRule;
use domain::event::{EventDetails, NewMarkingEvent, Partner, Stage};
use domain::id::{AccountId, BikeId, OrganisationId, RecoveryId};
use domain::recovery::Tie;
use domain::recovery::home::Homecoming;
use jiff::Timestamp;
use registry::Registry;
use std::collections::HashMap;
use store::bike::ownerships::{Acquired, Claim};
use store::bike::{Arrival, RegisteredBy};
use store::mark::Allotment;
use store::{Tx, account::organisations, bike};

/// The seed. In an empty folder, the demonstration always makes the same register.
pub const SEED: u64 = 1;
/// The score of a match in the demonstration.
const TIE_BITS: f64 = 38.0;

/// The setting that says that a demonstration made this register.
const MADE_BY_DEMO: &str = "demonstration";

/// Returns true if a demonstration made this register.
///
/// # Errors
/// When the database does not answer.
pub async fn made(registry: &Registry) -> Result<bool> {
    Ok(store::settings::get(registry.store(), MADE_BY_DEMO)
        .await?
        .is_some())
}

/// Loads the demonstration register, completely or not at all, unless it is already there.
///
/// # Errors
/// When the register contains real data, because then everybody could read its e-mails.
pub async fn load(registry: &Registry) -> Result<()> {
    let store = registry.store();
    if made(registry).await? {
        tracing::info!("Kept the demonstration register from an earlier start");
        return Ok(());
    }
    if bike::total(store).await? > 0 || !organisations::all(store).await?.is_empty() {
        bail!(
            "this folder holds a real register, not a demonstration. --demo would show its mail to everybody on this \
             machine: start without --demo, or choose another folder with --data"
        );
    }
    let demo = generate(SEED, registry.now())?;
    let tx = registry.store().begin().await?;
    let organisations = tenants(&tx, &demo).await?;
    staff(&tx, &demo, &organisations, registry).await?;
    events(&tx, &demo, &organisations, registry.now()).await?;
    partnership::enter(&tx, &organisations, registry.photos(), registry.now()).await?;
    let (ids, owners) = register(&tx, &demo).await?;
    stock::settle(&tx, &demo, registry.now()).await?;
    stock::keep_some(&tx, named(&organisations, "cycle-campaign")?, registry.now()).await?;
    thefts(&tx, &demo, &ids, &owners).await?;
    recoveries(&tx, &demo, &ids, &organisations).await?;
    talk::write(&tx, &demo, &ids, registry.now()).await?;
    looked_up::write(&tx, named(&organisations, POLICE)?, &ids, registry.now()).await?;
    for month in crate::figures::published_months()? {
        store::figure::recorded::replace(&tx, &month, registry.now()).await?;
    }
    store::settings::set(&tx, MADE_BY_DEMO, "1").await?;
    tx.commit().await?;
    registry::plan::draft_due_reports(registry).await?;
    tracing::info!("Loaded {} invented bikes", demo.bikes.len());
    Ok(())
}

pub(super) type Organisations = HashMap<&'static str, OrganisationId>;

async fn tenants(tx: &Tx, demo: &DemoRegister) -> Result<Organisations> {
    let mut partnerships = HashMap::new();
    for partnership in &demo.partnerships {
        let id = organisations::ensure_partnership(tx, partnership.slug, partnership.name).await?;
        partnerships.insert(partnership.slug, id);
    }
    let mut ids = HashMap::new();
    for organisation in &demo.organisations {
        let partnership = organisation
            .partnership
            .and_then(|slug| partnerships.get(slug))
            .copied();
        let id = organisations::ensure(
            tx,
            organisation.slug,
            organisation.name,
            organisation.kind,
            partnership,
        )
        .await?;
        // People try the demonstration with a link alone.
        organisations::set_factor_rule(tx, id, FactorRule::Off).await?;
        if let Some(partnership) = partnership.filter(|_| LEADS.contains(&organisation.slug)) {
            organisations::lead(tx, id, partnership).await?;
        }
        ids.insert(organisation.slug, id);
    }
    Ok(ids)
}

pub(super) fn named(ids: &Organisations, slug: &str) -> Result<OrganisationId> {
    ids.get(slug)
        .copied()
        .with_context(|| format!("the demonstration names no organisation {slug:?}"))
}

async fn staff(tx: &Tx, demo: &DemoRegister, ids: &Organisations, registry: &Registry) -> Result<()> {
    let now = registry.now();
    let mut contacts = Vec::new();
    for person in &demo.staff {
        let email =
            EmailAddress::parse(&person.email).context("cannot read an address of the demonstration")?;
        contacts.push(Contact {
            name: Some(person.name.clone()),
            email: Some(email),
            ..Contact::default()
        });
    }
    let accounts = store::account::find_or_create_known(tx, &contacts, now).await?;
    for (person, account) in demo.staff.iter().zip(accounts) {
        organisations::add_member(tx, account, named(ids, person.organisation)?, person.role, now).await?;
        store::account::confirm(tx, account, now).await?;
    }
    Ok(())
}

async fn events(tx: &Tx, demo: &DemoRegister, ids: &Organisations, now: Timestamp) -> Result<()> {
    for event in &demo.events {
        let organisation = named(ids, event.organisation)?;
        let new = NewMarkingEvent {
            organisation,
            name: event.name.to_owned(),
            place: event.place.to_owned(),
            about: Some(event.about.to_owned()),
            point: Some(event.point),
            starts_at: event.starts,
            ends_at: event.ends,
            details: details(event, ids)?,
        };
        let stage = if event.stage == Stage::Draft {
            Stage::Draft
        } else {
            Stage::Published
        };
        let id = store::event::add(tx, &new, stage).await?;
        for (address, duty) in &event.rota {
            let email = EmailAddress::parse(address).context("cannot read an address on a rota")?;
            let account = store::account::find_by_email(tx, &email).await?;
            let account = account.with_context(|| format!("nobody has the address {address}"))?;
            store::event::staff::add(tx, id, account, Some(duty), None, event.planned).await?;
        }
        bookings::keep(tx, id, event, now).await?;
        if !event.marks.is_empty() {
            let allotment = Allotment {
                organisation: Some(organisation),
                event: Some(id),
                by: None,
            };
            store::mark::add_batch(tx, &event.marks, allotment, event.planned).await?;
        }
        bookings::close(tx, id, event, &demo.staff).await?;
    }
    Ok(())
}

fn details(event: &DemoEvent, ids: &Organisations) -> Result<EventDetails> {
    let partners = event.partners.iter();
    let partners = partners.map(|slug| Ok(Partner::Organisation(named(ids, slug)?)));
    Ok(EventDetails {
        bring: Some(event.bring.to_owned()),
        slots: event.slots,
        partners: partners.collect::<Result<_>>()?,
        advice: event.advice.clone(),
    })
}

async fn register(tx: &Tx, demo: &DemoRegister) -> Result<(Vec<BikeId>, Vec<AccountId>)> {
    let start = demo
        .bikes
        .iter()
        .map(|bike| bike.registered_at)
        .min()
        .unwrap_or_default();
    let owners = store::account::find_or_create_known(tx, &demo.owners, start).await?;
    let mut ids = Vec::with_capacity(demo.bikes.len());
    for bike in &demo.bikes {
        let marked = bike.mark.map(|(code, event)| (code, &demo.events[event]));
        // Other people came to the event with a bike that was already registered.
        let at_desk = marked.is_some_and(|(_, event)| bike.registered_at >= event.starts);
        let arrival = Arrival {
            bike: &bike.bike,
            via: if at_desk {
                RegisteredBy::Desk
            } else {
                RegisteredBy::Web
            },
            organisation: None,
            external_ref: Some(&bike.external_ref),
            import_digest: None,
        };
        let inserted = bike::insert(tx, &[arrival], bike.registered_at).await?;
        let id = *inserted.first().context("a bike was not written")?;
        let owner = *owners.get(bike.owner).context("a bike has no owner")?;
        let how = if at_desk {
            Acquired::AtDesk
        } else {
            Acquired::Registered
        };
        bike::ownerships::add(tx, &[Claim::untyped(id, owner)], how, bike.registered_at).await?;
        bike::ownerships::confirm(tx, id, owner, bike.registered_at).await?;
        if let Some((code, event)) = marked {
            let at = bike.registered_at.max(event.starts);
            store::mark::issue(tx, code, id, None, at).await?;
        }
        ids.push(id);
    }
    Ok((ids, owners))
}

async fn thefts(tx: &Tx, demo: &DemoRegister, ids: &[BikeId], owners: &[AccountId]) -> Result<()> {
    for (at, theft) in &demo.past {
        let bike = demo.bikes.get(*at).context("a stolen bike does not exist")?;
        let id = *ids.get(*at).context("a bike was not written")?;
        let owner = owners.get(bike.owner).copied();
        store::theft::open(tx, &[(id, owner, theft.report.clone())], theft.reported_at).await?;
        if let Some((back, outcome)) = theft.closed {
            store::theft::close(tx, id, outcome, back).await?;
        }
    }
    for (bike, id) in demo.bikes.iter().zip(ids) {
        let Some(theft) = &bike.theft else { continue };
        let owner = owners.get(bike.owner).copied();
        store::theft::open(tx, &[(*id, owner, theft.report.clone())], theft.reported_at).await?;
        if let Some((at, outcome)) = theft.closed {
            store::theft::close(tx, *id, outcome, at).await?;
        }
    }
    Ok(())
}

async fn recoveries(
    tx: &Tx,
    demo: &DemoRegister,
    ids: &[BikeId],
    organisations: &Organisations,
) -> Result<()> {
    for one in &demo.recoveries {
        let force = named(organisations, one.organisation)?;
        let id: RecoveryId = store::recovery::add(tx, force, None, &one.recovery, one.recorded_at).await?;
        let Some(bike) = one.really.filter(|_| one.tied).and_then(|at| ids.get(at)) else {
            continue;
        };
        let tie = Tie {
            recovery: id,
            bike: *bike,
            look_up: None,
            bits: TIE_BITS,
            evidence: serde_json::json!([{"field": "number", "sentence": "matched when the demonstration was made"}]),
        };
        store::recovery::tie(tx, &tie, None, one.recorded_at).await?;
        let home = Homecoming {
            // The demonstration sends no e-mails about invented matches.
            write_at: None,
            ended_at: one.returned_at,
            ..Homecoming::begun(id, *bike, force, one.recorded_at)
        };
        store::recovery::home::keep(tx, &home).await?;
        if let Some(at) = one.returned_at {
            store::recovery::return_to_owner(tx, id, None, at).await?;
        }
    }
    Ok(())
}
