//! The way home: the owner of a bike that the police hold shows that it is theirs, and books a time to collect it.

mod collect;
mod contradict;
mod counter;
mod hours;
mod insurance;
mod proof;
mod write;

pub use collect::{SlotTime, book, cancel, name_collector, slots};
pub use contradict::contradictions;
pub use counter::{Case, Coming, case, find_by_code, list, picture};
pub use hours::{SetHoursError, hours_of, property_store, set_hours, version_of_hours};
pub use insurance::{InsurerAsked, answer_by_token, asked_of, note_insurer, say};
pub use proof::{MOST_PROOFS, NewProof, check, offer};
pub use write::write_again;

use super::{HandOver, RecoveryError, owner};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::bike::own::{self, NotYours};
use crate::recovery::letters::{self, About};
use domain::bike::{BikeReference, Retirement};
use domain::id::{AccountId, BikeId, RecoveryId};
use domain::recovery::home::{Homecoming, Next, PropertyStore, Recipient};
use domain::recovery::{Recovery, RecoveryStatus};
use jiff::Timestamp;
use store::recovery::home as rows;
use store::{Source, StoreError, Tx};
use thiserror::Error;

/// Why a step on a bike's way home was not taken.
#[derive(Debug, Error)]
pub enum HomeError {
    /// The bike is somebody else's, or not on the register.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// It is not on its way home.
    #[error("The police do not hold this bike any more")]
    NotHeld,
    /// The owner has sent as many proofs as they can.
    #[error("You have sent enough. The police will look at what you have sent and write to you")]
    Enough,
    /// The photo is not one of this bike’s.
    #[error("Choose one of this bike’s photos")]
    NoPhoto,
    /// There is no such proof, or somebody has already looked at it.
    #[error("Another officer has changed this since you opened it. Read what is new, then try again")]
    Checked,
    /// No time can be booked yet.
    #[error(
        "You can choose a time once the police agree that the bike is yours, and nothing else is in the way"
    )]
    TooEarly,
    /// The store offers no such time.
    #[error("Choose one of the times in the list")]
    NoSuchTime,
    /// Somebody else took the last place.
    #[error("The last place at that time has just been taken. Choose another time")]
    Full,
    /// The question about an insurer is no longer open.
    #[error("This question has been answered, or the bike has left the property store")]
    NotAsked,
    /// The record cannot be read or changed.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// The store failed; nothing was kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The way home as the bike's owner sees it.
#[derive(Clone, Debug)]
pub struct MyHomecoming {
    /// How far it has come.
    pub home: Homecoming,
    /// What the owner has to do next.
    pub next: Next,
    /// The police force that holds the bike.
    pub force: String,
    /// The force's reference for the bike.
    pub property_ref: String,
    /// Where and when it can be collected.
    pub store: PropertyStore,
    /// True if the police keep it as an exhibit for the time being.
    pub on_hold: bool,
}

/// Reads the way home of an owner's bike.
///
/// # Errors
/// [`HomeError::NotYours`], [`HomeError::NotHeld`] or [`HomeError::Store`].
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn mine(registry: &Registry, owner: AccountId, bike: BikeId) -> Result<MyHomecoming, HomeError> {
    let source = &registry.store;
    own::must_own(source, owner, bike).await??;
    let home = rows::of_bike(source, bike).await?.ok_or(HomeError::NotHeld)?;
    if is_somebody_elses(source, bike).await? {
        return Err(HomeError::NotHeld);
    }
    let recovery = store::recovery::find(source, home.recovery).await?;
    let recovery = recovery.ok_or(HomeError::NotHeld)?;
    let force = store::account::organisations::find(source, home.organisation).await?;
    Ok(MyHomecoming {
        next: home.next(registry.now()),
        store: hours_of(source, home.organisation).await?,
        force: force.map_or_else(|| "The police".to_owned(), |force| force.name),
        property_ref: recovery.recovery.property_ref,
        on_hold: recovery.held_at.is_some(),
        home,
    })
}

/// Starts a matched bike on its way home, in the transaction that matches it.
pub(super) async fn begin(
    tx: &Tx,
    recovery: &Recovery,
    bike: BikeId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let home = Homecoming::begun(recovery.id, bike, recovery.organisation, now);
    rows::keep(tx, &home).await
}

/// Ends the way home, in the transaction that takes the bike out of the store.
pub(super) async fn end(tx: &Tx, id: RecoveryId, now: Timestamp) -> Result<(), StoreError> {
    let Some(home) = rows::find_to_change(tx, id).await? else {
        return Ok(());
    };
    let ended = Homecoming {
        ended_at: Some(now),
        write_at: None,
        ..home
    };
    rows::keep(tx, &ended).await
}

/// Makes sure that a bike may be handed over in the way that an officer says.
pub(super) async fn may_hand_over(
    tx: &Tx,
    id: RecoveryId,
    given: &HandOver,
    now: Timestamp,
) -> Result<(), RecoveryError> {
    let Some(home) = rows::find_to_change(tx, id).await? else {
        return Ok(());
    };
    if is_somebody_elses(tx, home.bike).await? {
        return Err(RecoveryError::NotTheirs);
    }
    if home.waits_for_insurer(now) {
        let until = home.insurance_until.unwrap_or(now);
        return Err(RecoveryError::WaitsForInsurer(domain::london::day(until)));
    }
    if given.to == Recipient::Collector && home.said.collector.is_none() {
        return Err(RecoveryError::NobodyNamed);
    }
    let by_code = given.code.is_some() && given.code == home.said.code;
    if given.code.is_some() && !by_code {
        return Err(RecoveryError::WrongCode);
    }
    let facts = proof::public_facts(tx, home.bike).await?;
    let against = contradict::of(tx, &home, &facts, by_code).await?;
    if given.why.is_none() && !against.is_empty() {
        return Err(RecoveryError::NoWhy);
    }
    Ok(())
}

/// Returns true if the bike may be disposed of, because its owner has not answered and nobody is waiting for an
/// insurer.
pub(super) async fn is_given_up(tx: &Tx, id: RecoveryId, now: Timestamp) -> Result<bool, StoreError> {
    let home = rows::find(tx, id).await?;
    Ok(home.is_some_and(|home| home.silent_at.is_some() && !home.waits_for_insurer(now)))
}

/// Reads the way home of an owner's bike and keeps others from changing it until the transaction ends.
async fn mine_to_change(tx: &Tx, owner: AccountId, bike: BikeId) -> Result<Homecoming, HomeError> {
    own::must_own(tx, owner, bike).await??;
    let home = rows::of_bike(tx, bike).await?.ok_or(HomeError::NotHeld)?;
    let home = rows::find_to_change(tx, home.recovery).await?;
    let live = home.filter(|home| home.ended_at.is_none() && home.bike == bike);
    let live = live.ok_or(HomeError::NotHeld)?;
    if is_somebody_elses(tx, bike).await? {
        return Err(HomeError::NotHeld);
    }
    Ok(live)
}

/// Returns true if a registration has ended because the bike is another owner's.
async fn is_somebody_elses(source: &impl Source, bike: BikeId) -> Result<bool, StoreError> {
    let why = store::bike::retired_why(source, bike).await?;
    Ok(matches!(why, Some(Retirement::Refused | Retirement::PassedOn)))
}

/// Reads the way home of a bike in the officer's store and keeps others from changing it until the transaction ends.
async fn theirs_to_change(
    tx: &Tx,
    officer: OfficerOf,
    id: RecoveryId,
) -> Result<(Recovery, Homecoming), HomeError> {
    let recovery = super::to_change(tx, officer, id, None).await?;
    if recovery.status != RecoveryStatus::Tied {
        return Err(RecoveryError::NotTied.into());
    }
    let home = rows::find_to_change(tx, id).await?.ok_or(HomeError::NotHeld)?;
    Ok((recovery, home))
}

/// Queues a letter to the bike's owner about its way home.
async fn tell(
    registry: &Registry,
    tx: &Tx,
    home: &Homecoming,
    letter: letters::Telling<'_>,
) -> Result<(), StoreError> {
    let page = format!("{}/account/bikes/{}/home", registry.public_url(), home.bike);
    let reference = BikeReference::of(home.bike);
    owner::tell(tx, home.bike, registry.now(), |to| {
        letters::telling(
            &About {
                to,
                reference,
                page: &page,
            },
            letter,
        )
    })
    .await
}

#[cfg(test)]
mod tests;
