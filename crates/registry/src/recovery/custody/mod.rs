//! The custody log of a recovered bike: officers add to it, and nobody takes anything away.

mod due;
mod rule;

pub use due::{Disposal, due, of_recovery};
pub use rule::{RuleError, rule_of, set_rule};

use super::{RecoveryError, case_file, find, home};
use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::id::{OrganisationId, RecoveryId};
use domain::recovery::{Custody, CustodyKind, Recovery, RecoveryStatus};
use jiff::Timestamp;
use store::recovery::standing;
use store::{StoreError, Tx};
use thiserror::Error;

/// Why nothing was added to a custody log.
#[derive(Debug, Error)]
pub enum CustodyError {
    /// The record is not this force's, has changed, or cannot be read.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// The time is in the future, or before the bike came in.
    #[error("Enter a day and time after the bike came in, and not in the future")]
    When,
    /// It was moved, but nobody said where to.
    #[error("Enter where the bike is now")]
    Where,
    /// It needs a reason.
    #[error("Enter a reason")]
    Why,
    /// It is already on hold.
    #[error("This bike is already held as an exhibit")]
    HeldAlready,
    /// It is not on hold.
    #[error("This bike is not held as an exhibit")]
    NotHeld,
    /// It is on hold.
    #[error("This bike is held as an exhibit. End the hold first")]
    OnHold,
    /// A match is waiting for an officer.
    #[error("A possible owner has been found. Decide on the match first")]
    OpenMatch,
    /// Its owner is known.
    #[error("This bike is matched to its owner. Return it, or undo the match first")]
    HasOwner,
    /// It is no longer in the store.
    #[error("This bike has left the property store")]
    Gone,
    /// The force's rule gives it more time.
    #[error("Under your force’s rule, this bike can be disposed of from {0}")]
    NotDue(String),
}

impl From<StoreError> for CustodyError {
    fn from(error: StoreError) -> Self {
        Self::Recovery(error.into())
    }
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// The entry itself.
    pub custody: Custody,
    /// The name of the person who wrote it, as their own force knows it.
    pub by: Option<String>,
    /// When it was written.
    pub noted_at: Timestamp,
}

/// Adds to the log of a recovery of the officer's force. `version` is the version of the record that the officer saw.
/// If somebody else has changed it since, nothing is added.
///
/// # Errors
/// [`CustodyError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add(
    registry: &Registry,
    officer: OfficerOf,
    (id, version): (RecoveryId, i64),
    new: &Custody,
) -> Result<(), CustodyError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    // A form that is sent twice makes one entry.
    if registry.made_before::<RecoveryId>(&tx).await?.is_some() {
        return Ok(());
    }
    let recovery = super::to_change(&tx, officer, id, Some(version)).await?;
    if new.at > now || new.at < recovery.recovery.found_at.min(recovery.recorded_at) {
        return Err(CustodyError::When);
    }
    if !matches!(recovery.status, RecoveryStatus::Open | RecoveryStatus::Tied) {
        return Err(CustodyError::Gone);
    }
    may(&tx, &recovery, new, now).await?;
    store::recovery::custody::note(&tx, id, new, Some(officer.account), now).await?;
    if new.what.ends_as().is_some() {
        home::end(&tx, id, now).await?;
        let bike = recovery.bike.map(domain::feed::Subject::Bike);
        store::feed::record_all(&tx, bike.as_slice(), now).await?;
    }
    registry.made(&tx, &id).await?;
    tx.commit().await?;
    registry.bikes_changed();
    tracing::info!(recovery.id = %id, what = new.what.slug(), "Added to a custody log");
    Ok(())
}

/// Checks that an entry may be added to the log of a bike that is in the store.
async fn may(tx: &Tx, recovery: &Recovery, new: &Custody, now: Timestamp) -> Result<(), CustodyError> {
    let held = recovery.held_at.is_some();
    let why = || new.reason.as_ref().map(|_| ()).ok_or(CustodyError::Why);
    match new.what {
        CustodyKind::Moved if new.place.is_none() => Err(CustodyError::Where),
        CustodyKind::Moved | CustodyKind::Examined => Ok(()),
        CustodyKind::Held if held => Err(CustodyError::HeldAlready),
        CustodyKind::HoldEnded if !held => Err(CustodyError::NotHeld),
        CustodyKind::Held | CustodyKind::HoldEnded => why(),
        CustodyKind::Released | CustodyKind::Disposed => {
            why()?;
            may_leave(tx, recovery, now).await?;
            if new.what == CustodyKind::Disposed {
                let due = rule::read(tx, recovery.organisation)
                    .await?
                    .falls_due(recovery.recorded_at);
                if now < due {
                    return Err(CustodyError::NotDue(domain::london::day(due)));
                }
            }
            Ok(())
        }
        // The register writes these itself.
        CustodyKind::Received | CustodyKind::Returned => Err(CustodyError::Why),
    }
}

/// Checks that a bike may leave the store without going to its owner: no owner is known or the owner has not answered,
/// it is not on hold, and no match is waiting.
async fn may_leave(tx: &Tx, recovery: &Recovery, now: Timestamp) -> Result<(), CustodyError> {
    if recovery.status == RecoveryStatus::Tied && !home::is_given_up(tx, recovery.id, now).await? {
        return Err(CustodyError::HasOwner);
    }
    if recovery.held_at.is_some() {
        return Err(CustodyError::OnHold);
    }
    let pairs = standing::of_recovery(tx, recovery.id).await?;
    if pairs.iter().any(|pair| pair.status.is_open()) {
        return Err(CustodyError::OpenMatch);
    }
    Ok(())
}

/// Reads the log of a recovery of the officer's force, newest first.
///
/// # Errors
/// [`RecoveryError::NotFound`] when it is not there; [`RecoveryError::Store`].
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn log(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
) -> Result<Vec<Logged>, RecoveryError> {
    find(registry, officer, id).await?;
    let source = &registry.store;
    let mut logged = Vec::new();
    for entry in store::recovery::custody::of_recovery(source, id).await? {
        let by = match entry.by {
            Some(account) => case_file::colleague(source, officer, account).await?,
            None => None,
        };
        logged.push(Logged {
            custody: entry.custody,
            by,
            noted_at: entry.noted_at,
        });
    }
    logged.reverse();
    Ok(logged)
}

/// Returns the name under which a force's rule is stored.
fn rule_name(force: OrganisationId) -> String {
    format!("disposal-days-{force}")
}

#[cfg(test)]
mod tests;
