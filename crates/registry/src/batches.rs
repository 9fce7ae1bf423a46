//! Batches of blank marks, as whoever keeps an organisation's stock sees them.

use crate::Registry;
use crate::partner::CoordinatorOf;
use store::StoreError;
pub use store::batches::Batch;

/// Reads the batches of the coordinator's organisations, newest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn list(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    skip: u64,
    most: u64,
) -> Result<Vec<Batch>, StoreError> {
    store::batches::list(&registry.store, &coordinator.reach, skip, most).await
}
