//! Stores the offsets of a printer under its name, so that people need not measure them again.

use super::Batch;
use crate::Registry;
use crate::account::permits::CoordinatorOf;
use store::StoreError;
pub use store::mark::printers::Printer;

/// The most printers that are offered.
const MOST: u64 = 20;

/// Lists the printers of a batch's organisation, the most recently used first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn printers(registry: &Registry, batch: &Batch) -> Result<Vec<Printer>, StoreError> {
    match batch.organisation {
        Some(organisation) => {
            store::mark::printers::of_organisation(&registry.store, organisation, MOST).await
        }
        None => Ok(Vec::new()),
    }
}

/// Stores the offsets of a printer. A batch without an organisation has no printers.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn keep_printer(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    batch: &Batch,
    printer: &Printer,
) -> Result<(), StoreError> {
    let Some(organisation) = batch.organisation.filter(|of| coordinator.keeps(*of)) else {
        return Ok(());
    };
    let tx = registry.store.begin().await?;
    store::mark::printers::keep(&tx, organisation, printer, registry.now()).await?;
    tx.commit().await
}
