//! Bikes that share a number. We flag them for the police, and do not tell people who register or mark one.

use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::bike::disputes::ask_first_owners;
use crate::bike::letters;
use domain::MarkCode;
use domain::account::Role;
use domain::bike::{Bike, Identifier, NewBike, Standing};
use domain::id::{AccountId, BikeId};
use domain::mark::MarkStatus;
use domain::number::{Frame, FrameNumber, is_filler};
use jiff::{SignedDuration, Timestamp};
use store::bike::flags::{self, Flag, FlagKind};
use store::{Source, StoreError, Tx};

/// The most bikes with the same number that we look at.
const MOST_BIKES: u64 = 50;
/// The most flags that a list shows.
const MOST_FLAGS: u64 = 200;
/// Officers get at most one e-mail in this time, because the list shows everything.
const TOLD_EVERY: SignedDuration = SignedDuration::from_hours(1);
const TOLD_AT: &str = "police-told-of-doubles";

/// Flags the other bikes that carry one of this bike's numbers, for the police alone. It e-mails officers that there is
/// something on their list. Once somebody answers for the new bike, it asks the owners of the others. A second record
/// of the same owner is not a double, unless it is reported stolen.
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
        ask_first_owners(registry, tx, bike).await?;
    }
    Ok(())
}

/// Returns true if a label is on a bike that has the number of a stolen one, and no officer has dealt with it.
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

/// Returns true if we must not say that a bike is fine. That is so if it is flagged, or another bike with one of its
/// numbers is reported stolen or held by the police, and no officer has dealt with it.
pub(crate) async fn is_doubtful(source: &impl Source, bike: &Bike) -> Result<bool, StoreError> {
    let flags = flags::for_bikes(source, &[bike.id]).await?;
    if flags.iter().any(Flag::is_open) {
        return Ok(true);
    }
    shares_stolen_number(source, bike, &flags).await
}

/// Reads the other bikes with one of these numbers that are still in use, without `bike` itself. A number that a bike
/// had before counts while that bike is stolen or with the police.
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
    let bears = |other: &Bike| {
        other
            .numbers()
            .any(|(_, number)| folded.contains(&number.folded()))
    };
    others.retain(|other| {
        let in_use = other.standing != Standing::Retired && (is_grave(other.standing) || bears(other));
        Some(other.id) != bike && in_use
    });
    Ok(others)
}

/// A bike that has another bike's number.
#[derive(Clone, Debug)]
pub struct Double {
    /// The bike that came later.
    pub bike: Bike,
    /// The one that was there before.
    pub other: Bike,
    /// Why the bike was flagged, and when.
    pub flag: Flag,
}

/// Lists the doubles that no officer has dealt with, newest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
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
