//! Lets officers record recovered bikes and read them.

use super::RecoveryError;
use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::id::RecoveryId;
use domain::recovery::{NewRecovery, Recovery};
use store::recovery::{BestMatch, Listing};
use store::{Constraint, StoreError};

/// Records a bike that came into a property store.
///
/// # Errors
/// [`RecoveryError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn record(
    registry: &Registry,
    officer: OfficerOf,
    new: &NewRecovery,
) -> Result<RecoveryId, RecoveryError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if let Some(id) = registry.made_before(&tx).await? {
        return Ok(id);
    }
    let added = store::recovery::add(&tx, officer.organisation, Some(officer.account), new, now).await;
    let id = match added {
        Err(StoreError::Taken(Constraint::PropertyRef)) => return Err(RecoveryError::SameReference),
        other => other?,
    };
    registry.made(&tx, &id).await?;
    tx.commit().await?;
    registry.bikes_changed();
    tracing::info!(recovery.id = %id, "Recorded a recovered bike");
    Ok(id)
}

/// Reads one recovery of the officer's force.
///
/// # Errors
/// [`RecoveryError::NotFound`] when it is not there; [`RecoveryError::Store`].
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
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

/// Lists the force's recoveries, each with the result of its last look-up.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn list(
    registry: &Registry,
    officer: OfficerOf,
    listing: &Listing,
) -> Result<Vec<(Recovery, BestMatch)>, StoreError> {
    store::recovery::of_organisation(&registry.store, officer.organisation, listing).await
}
