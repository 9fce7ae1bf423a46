//! Officers write down recovered bikes and tie them to the register.

use crate::Registry;
use domain::id::{AccountId, BikeId, OrganisationId, RecoveryId};
use domain::recovery::{NewRecovery, Recovery, RecoveryStatus, Tie};
use domain::theft::TheftOutcome;
use store::audit::{Action, AuditEntry};
use store::{Constraint, StoreError};
use thiserror::Error;

/// An officer at work, and for which force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficerOf {
    /// The officer's account.
    pub account: AccountId,
    /// The force.
    pub organisation: OrganisationId,
}

/// Why a recovery was not written down or changed.
#[derive(Debug, Error)]
pub enum RecoveryError {
    /// The property reference names another recovery of the same force.
    #[error("There is a recovery with this property reference already")]
    SameReference,
    /// There is no such recovery in this force's store.
    #[error("This recovery is not in your property store")]
    NotFound,
    /// The recovery is tied or closed.
    #[error("This recovery is tied to a bike already")]
    NotOpen,
    /// The recovery is not tied to a bike.
    #[error("This recovery is not tied to a bike")]
    NotTied,
    /// The bike is held under another recovery.
    #[error("This bike is held under another property reference already")]
    HeldElsewhere,
    /// The bike is not on the register.
    #[error("This bike is not on the register")]
    NoSuchBike,
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes down a bike that came into a property store.
///
/// # Errors
/// [`RecoveryError`]; then nothing was written.
pub async fn record(
    registry: &Registry,
    officer: OfficerOf,
    new: &NewRecovery,
) -> Result<RecoveryId, RecoveryError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let added = store::recoveries::add(&tx, officer.organisation, Some(officer.account), new, now).await;
    let id = match added {
        Err(StoreError::Taken(Constraint::PropertyRef)) => return Err(RecoveryError::SameReference),
        other => other?,
    };
    tx.commit().await?;
    tracing::info!(recovery.id = %id, "Recorded a recovered bike");
    Ok(id)
}

/// Reads one recovery of the officer's force.
///
/// # Errors
/// [`RecoveryError::NotFound`] when it is not there; [`RecoveryError::Store`].
pub async fn find(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
) -> Result<Recovery, RecoveryError> {
    let found = store::recoveries::find(&registry.store, id).await?;
    found
        .filter(|found| found.organisation == officer.organisation)
        .ok_or(RecoveryError::NotFound)
}

/// Reads the force's recoveries, newest first, `limit` of them after `offset`.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn list(
    registry: &Registry,
    officer: OfficerOf,
    status: Option<RecoveryStatus>,
    offset: u64,
    limit: u64,
) -> Result<Vec<Recovery>, StoreError> {
    store::recoveries::of_organisation(&registry.store, officer.organisation, status, offset, limit).await
}

/// Ties a recovery to a bike on the register: from here on the bike is held by the police.
///
/// # Errors
/// [`RecoveryError`]; then nothing was written.
pub async fn tie(registry: &Registry, officer: OfficerOf, tie: &Tie) -> Result<(), RecoveryError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let recovery = store::recoveries::find(&tx, tie.recovery).await?;
    if recovery.is_none_or(|found| found.organisation != officer.organisation) {
        return Err(RecoveryError::NotFound);
    }
    if store::bikes::find(&tx, tie.bike).await?.is_none() {
        return Err(RecoveryError::NoSuchBike);
    }
    match store::recoveries::tie(&tx, tie, Some(officer.account), now).await {
        Ok(true) => {}
        Ok(false) => return Err(RecoveryError::NotOpen),
        Err(StoreError::Taken(Constraint::Held)) => return Err(RecoveryError::HeldElsewhere),
        Err(error) => return Err(error.into()),
    }
    let entry = AuditEntry {
        look_up: tie.look_up,
        ..entry(Action::RecoveryTied, officer, tie.bike)
    };
    store::audit::record(&tx, &entry, now).await?;
    tx.commit().await?;
    registry.bikes_changed();
    tracing::info!(recovery.id = %tie.recovery, bike.id = %tie.bike, "Tied a recovery to a bike");
    Ok(())
}

/// Undoes a tie that turned out wrong.
///
/// # Errors
/// [`RecoveryError`]; then nothing was written.
pub async fn untie(registry: &Registry, officer: OfficerOf, id: RecoveryId) -> Result<(), RecoveryError> {
    find(registry, officer, id).await?;
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let bike = store::recoveries::untie(&tx, id, Some(officer.account), now)
        .await?
        .ok_or(RecoveryError::NotTied)?;
    store::audit::record(&tx, &entry(Action::RecoveryUntied, officer, bike), now).await?;
    tx.commit().await?;
    registry.bikes_changed();
    tracing::info!(recovery.id = %id, bike.id = %bike, "Took the tie of a recovery back");
    Ok(())
}

/// Notes that a held bike went back to its owner, which ends its open theft report.
///
/// # Errors
/// [`RecoveryError`]; then nothing was written.
pub async fn return_to_owner(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
) -> Result<(), RecoveryError> {
    find(registry, officer, id).await?;
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let bike = store::recoveries::return_to_owner(&tx, id, now)
        .await?
        .ok_or(RecoveryError::NotTied)?;
    store::theft_reports::close(&tx, bike, TheftOutcome::Returned, now).await?;
    store::audit::record(&tx, &entry(Action::RecoveryReturned, officer, bike), now).await?;
    tx.commit().await?;
    registry.bikes_changed();
    tracing::info!(recovery.id = %id, bike.id = %bike, "Returned a bike to its owner");
    Ok(())
}

/// What the log says of an officer's act on a bike.
fn entry(action: Action, officer: OfficerOf, bike: BikeId) -> AuditEntry {
    AuditEntry {
        actor: Some(officer.account),
        organisation: Some(officer.organisation),
        bike: Some(bike),
        ..AuditEntry::of(action)
    }
}

#[cfg(test)]
mod tests;
