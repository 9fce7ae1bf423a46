//! Assigns a batch that has no organisation to one, at the command line.

use super::moves::{MoveMarksError, Moved, carry_out, receiver};
use crate::Registry;
use domain::id::{BatchId, OrganisationId};
use domain::mark::stock::{Move, Selection};

/// Assigns all marks of a batch that has no organisation to one, at the command line. If the batch already belongs to
/// the organisation, nothing changes.
///
/// # Errors
/// [`MoveMarksError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all, fields(batch = batch.0, to = to.0))]
pub async fn hand_over(
    registry: &Registry,
    batch: BatchId,
    to: OrganisationId,
) -> Result<Moved, MoveMarksError> {
    let tx = registry.store.begin().await?;
    let found = store::mark::batches::hold(&tx, batch).await?;
    let batch = found.ok_or(MoveMarksError::NoBatch)?;
    if batch.organisation == Some(to) {
        return Ok(Moved {
            count: 0,
            batch: batch.id,
        });
    }
    let owner = receiver(&tx, &batch, to).await?;
    carry_out(
        registry,
        tx,
        None,
        &batch,
        Selection::All,
        Move::HandOver(to),
        Some(owner),
    )
    .await
}
