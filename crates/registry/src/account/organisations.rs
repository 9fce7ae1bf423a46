//! The organisations of the register, and those that a coordinator looks after.

use crate::Registry;
use crate::account::permits::CoordinatorOf;
use domain::account::{Organisation, Partnership};
use store::StoreError;

/// Reads the organisations whose events and marks the coordinator manages, by name.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_coordinator(
    registry: &Registry,
    coordinator: &CoordinatorOf,
) -> Result<Vec<Organisation>, StoreError> {
    let mut all = store::account::organisations::all(&registry.store).await?;
    all.retain(|organisation| coordinator.keeps(organisation.id));
    Ok(all)
}

/// Reads every organisation of the register, by name. A planned event can name any of them as a partner.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn all(registry: &Registry) -> Result<Vec<Organisation>, StoreError> {
    store::account::organisations::all(&registry.store).await
}

/// Reads every partnership of the register, by name.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn partnerships(registry: &Registry) -> Result<Vec<Partnership>, StoreError> {
    store::account::organisations::partnerships(&registry.store).await
}
