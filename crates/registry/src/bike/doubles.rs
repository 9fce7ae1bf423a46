//! Bikes that carry one another's numbers: flagged for the police, and said to nobody who registers or marks one.

use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::mail::letters;
use domain::MarkCode;
use domain::account::Role;
use domain::bike::{Bike, Identifier, NewBike, Standing};
use domain::id::{AccountId, BikeId};
use domain::mark::MarkStatus;
use domain::number::{Frame, FrameNumber, is_filler};
use jiff::{SignedDuration, Timestamp};
use store::bike::flags::{self, Flag, FlagKind};
use store::{Source, StoreError, Tx};

/// The most bikes that can share a number and all be looked at.
const MOST_BIKES: u64 = 50;
/// The most flags that a list shows.
const MOST_FLAGS: u64 = 200;
/// Officers are written to at most once in this time, for the list shows everything.
const TOLD_EVERY: SignedDuration = SignedDuration::from_hours(1);
const TOLD_AT: &str = "police-told-of-doubles";

/// Notes, for the police alone, which other bikes carry one of this bike's numbers, and writes to officers that
/// there is something on their list. A second record of the same owner is no double, unless it is reported stolen.
pub(crate) async fn flag_doubles(
    registry: &Registry,
    tx: &Tx,
    (bike, owner): (BikeId, AccountId),
    new: &NewBike,
    now: Timestamp,
) -> Result<(), StoreError> {
    let others = others_with(tx, Some(bike), &new.frame, &new.identifiers).await?;
    let ids: Vec<BikeId> = others.iter().map(|other| other.id).collect();
    let owners = store::bike::ownerships::owners_of(tx, &ids).await?;
    let mut raised = false;
    for other in others {
        let kind = FlagKind::of(other.standing);
        let same_owner = owners.get(&other.id).is_some_and(|of| of.account == owner);
        if kind == FlagKind::SameNumber && same_owner {
            continue;
        }
        raised |= flags::raise(tx, bike, other.id, kind, now).await?;
    }
    if raised {
        tell_officers(registry, tx, now).await?;
    }
    Ok(())
}

/// Tells whether a label is on a bike that carries a stolen one's number, and no officer has dealt with that.
pub(crate) async fn label_shares_stolen_number(
    source: &impl Source,
    code: MarkCode,
) -> Result<bool, StoreError> {
    let mark = store::mark::find(source, code).await?;
    let Some(id) = mark
        .filter(|mark| mark.status == MarkStatus::Issued)
        .and_then(|mark| mark.bike)
    else {
        return Ok(false);
    };
    let Some(bike) = store::bike::find(source, id).await? else {
        return Ok(false);
    };
    let flags = flags::for_bikes(source, &[id]).await?;
    shares_stolen_number(source, &bike, &flags).await
}

async fn shares_stolen_number(source: &impl Source, bike: &Bike, flags: &[Flag]) -> Result<bool, StoreError> {
    let settled = |other: &Bike| flags.iter().any(|flag| flag.other == other.id && !flag.is_open());
    let others = others_with(source, Some(bike.id), &bike.frame, &bike.identifiers).await?;
    Ok(others
        .iter()
        .any(|other| is_grave(other.standing) && !settled(other)))
}

/// Tells whether nobody should be told that a bike is fine: it is flagged, or another bike with one of its numbers
/// is reported stolen or held by the police, and no officer has dealt with that.
pub(crate) async fn is_doubtful(source: &impl Source, bike: &Bike) -> Result<bool, StoreError> {
    let flags = flags::for_bikes(source, &[bike.id]).await?;
    if flags.iter().any(Flag::is_open) {
        return Ok(true);
    }
    shares_stolen_number(source, bike, &flags).await
}

/// Reads the bikes with one of these numbers that are still in use, `bike` itself left out.
pub(crate) async fn others_with(
    source: &impl Source,
    bike: Option<BikeId>,
    frame: &Frame,
    identifiers: &[Identifier],
) -> Result<Vec<Bike>, StoreError> {
    let folded: Vec<String> = frame
        .number()
        .into_iter()
        .chain(identifiers.iter().map(|identifier| &identifier.number))
        .filter(|number| !is_filler(number.as_written(), number.key()))
        .map(FrameNumber::folded)
        .collect();
    let others = store::bike::identifiers::bikes_with(source, &folded, MOST_BIKES).await?;
    let mut others = store::bike::load(source, &others).await?;
    others.retain(|other| Some(other.id) != bike && other.standing != Standing::Retired);
    Ok(others)
}

/// A bike that carries another one's number.
#[derive(Clone, Debug)]
pub struct Double {
    /// The bike that came later.
    pub bike: Bike,
    /// The one that was there before.
    pub other: Bike,
    /// What is odd, and since when.
    pub flag: Flag,
}

/// Lists the doubles that no officer has dealt with, the newest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn doubles(registry: &Registry, _: OfficerOf) -> Result<Vec<Double>, StoreError> {
    let flags = flags::open(&registry.store, MOST_FLAGS).await?;
    let mut ids: Vec<BikeId> = flags.iter().flat_map(|flag| [flag.bike, flag.other]).collect();
    ids.sort_unstable();
    ids.dedup();
    let bikes = store::bike::load(&registry.store, &ids).await?;
    let find = |id: BikeId| {
        bikes
            .iter()
            .find(|bike| bike.id == id && bike.standing != Standing::Retired)
    };
    Ok(flags
        .into_iter()
        .filter_map(|flag| {
            let (bike, other) = (find(flag.bike)?.clone(), find(flag.other)?.clone());
            Some(Double { bike, other, flag })
        })
        .collect())
}

/// Takes a bike off the list of doubles: the officer has looked into it. Tells whether it was on it.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn settle(registry: &Registry, officer: OfficerOf, bike: BikeId) -> Result<bool, StoreError> {
    let tx = registry.store.begin().await?;
    let settled = flags::settle(&tx, bike, officer.account, registry.now()).await?;
    tx.commit().await?;
    tracing::info!(bike.id = %bike, account.id = %officer.account, "Dealt with a bike that carries another one's number");
    Ok(settled > 0)
}

fn is_grave(standing: Standing) -> bool {
    FlagKind::of(standing) == FlagKind::SameNumberAsStolen
}

async fn tell_officers(registry: &Registry, tx: &Tx, now: Timestamp) -> Result<(), StoreError> {
    let told = store::settings::get(tx, TOLD_AT).await?;
    let told = told.and_then(|at| at.parse::<Timestamp>().ok());
    if told.is_some_and(|at| now < at + TOLD_EVERY) {
        return Ok(());
    }
    let officers = store::account::organisations::accounts_with(tx, Role::Officer).await?;
    let contacts = store::account::contacts(tx, &officers).await?;
    let list = format!("{}/police/doubles", registry.public_url());
    for contact in contacts.values() {
        if let Some(email) = &contact.email {
            store::mail::queue(tx, &letters::doubles_to_look_at(email, &list), now).await?;
        }
    }
    store::settings::set(tx, TOLD_AT, &now.to_string()).await
}

#[cfg(test)]
mod tests;
