//! Officers record recovered bikes and read what they have recorded.

use super::RecoveryError;
use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::id::RecoveryId;
use domain::recovery::{NewRecovery, Recovery, RecoveryStatus};
use store::{Constraint, StoreError};

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
    let added = store::recovery::add(&tx, officer.organisation, Some(officer.account), new, now).await;
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
    let found = store::recovery::find(&registry.store, id).await?;
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
    store::recovery::of_organisation(&registry.store, officer.organisation, status, offset, limit).await
}
