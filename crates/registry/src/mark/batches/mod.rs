//! Batches of blank marks, as a coordinator sees them: made, printed, sent out to events,
//! brought back, made void, and counted.

mod hand_over;
mod kits;
mod make;
mod moves;
mod names;
mod print;
mod printers;

pub use hand_over::hand_over;
pub use kits::{Kit, event_kits, kits};
pub use make::{MOST_MARKS, MakeBatchError, make_batch};
pub use marks::{Stock, sheet::FARTHEST};
pub use moves::{MoveMarksError, Moved, move_marks, places, would_move};
pub use names::{Found, LONGEST_NAME, NoBatch, find_marks, printed_by, rename};
pub use print::{Picture, PrintError, Sheet, calibration_page, picture, print, slips};
pub use printers::{Printer, keep_printer, printers};
pub use store::mark::batches::Batch;

use crate::Registry;
use crate::account::permits::CoordinatorOf;
use domain::event::MarkingEvent;
use domain::id::BatchId;
use domain::mark::stock::{StockMark, Tally};
use store::{Source, StoreError};

/// A batch, and what happened to its marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The batch that was counted.
    pub batch: Batch,
    /// What happened to its marks.
    pub tally: Tally,
}

/// Reads the batches of the coordinator's organisations, newest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn list(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    skip: u64,
    most: u64,
) -> Result<Vec<Counted>, StoreError> {
    let batches = store::mark::batches::list(&registry.store, &coordinator.reach, skip, most).await?;
    counted(registry, batches).await
}

async fn counted(registry: &Registry, batches: Vec<Batch>) -> Result<Vec<Counted>, StoreError> {
    let ids: Vec<BatchId> = batches.iter().map(|batch| batch.id).collect();
    let tallies = store::mark::batches::of_batches(&registry.store, &ids, registry.now()).await?;
    let with_tally = |batch: Batch| Counted {
        tally: tallies.get(&batch.id).copied().unwrap_or_default(),
        batch,
    };
    Ok(batches.into_iter().map(with_tally).collect())
}

/// Finds a batch. Returns `None` if there is no such batch, or if the coordinator may not see it.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(batch = id.0))]
pub async fn find(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    id: BatchId,
) -> Result<Option<Counted>, StoreError> {
    let found = theirs(&registry.store, coordinator, id).await?;
    Ok(counted(registry, found.into_iter().collect()).await?.pop())
}

async fn theirs(
    source: &impl Source,
    coordinator: &CoordinatorOf,
    id: BatchId,
) -> Result<Option<Batch>, StoreError> {
    let found = store::mark::batches::find(source, id).await?;
    Ok(found.filter(|batch| coordinator.keeps_batch(batch)))
}

impl CoordinatorOf {
    /// Returns true if the coordinator manages a batch. Only site administrators manage batches without an
    /// organisation.
    pub(super) fn keeps_batch(&self, batch: &Batch) -> bool {
        match batch.organisation {
            Some(organisation) => self.keeps(organisation),
            None => self.reach == domain::account::Reach::Everywhere,
        }
    }
}

/// Reads the marks of a batch that was found, in the order in which they are printed.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn marks_of(registry: &Registry, batch: &Batch) -> Result<Vec<StockMark>, StoreError> {
    store::mark::batches::marks(&registry.store, batch.id).await
}

/// Reads the events of a batch's organisation that its marks can go out to, latest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn events_for(registry: &Registry, batch: &Batch) -> Result<Vec<MarkingEvent>, StoreError> {
    let organisations: Vec<_> = match batch.organisation {
        Some(organisation) => vec![organisation],
        None => store::account::organisations::all(&registry.store)
            .await?
            .into_iter()
            .map(|organisation| organisation.id)
            .collect(),
    };
    store::event::held_by(&registry.store, &organisations).await
}

#[cfg(test)]
mod tests;
