//! Something is done with the blank marks of a batch: out to an event, back, void.

use super::theirs;
use crate::Registry;
use crate::partner::CoordinatorOf;
use domain::MarkCode;
use domain::id::BatchId;
use domain::look_up::Reason;
use domain::stock::{Move, Selection, StockMark};
use store::StoreError;
use store::audit::{Action, AuditEntry};
use thiserror::Error;

/// Why nothing was done.
#[derive(Debug, Error)]
pub enum MoveMarksError {
    /// There is no such batch, or none that is theirs to keep.
    #[error("There is no such batch")]
    NoBatch,
    /// The event is not there, another organisation's, or over.
    #[error("There is no such event of this organisation that is still to come or under way")]
    NoEvent,
    /// None of the marks is one with which it can be done.
    #[error(
        "None of these marks can be {0}. Marks that are on a bike, void or out at another event stay as they are"
    )]
    NoneAble(String),
    /// Fewer marks are there than it was to be done with.
    #[error("Only {able} of these marks can be {what}")]
    TooFew {
        /// How many there are.
        able: usize,
        /// What was to be done.
        what: String,
    },
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Does something with marks of a batch and tells with how many. Marks that are on a bike or void stay as they are,
/// and so do those that are out at another event.
///
/// # Errors
/// [`MoveMarksError`]; then nothing was written.
pub async fn move_marks(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    batch: BatchId,
    selection: Selection,
    movement: Move,
) -> Result<u64, MoveMarksError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let batch = theirs(&tx, coordinator, batch)
        .await?
        .ok_or(MoveMarksError::NoBatch)?;
    let owner = match movement {
        Move::Allot(event) => {
            let event = store::events::find(&tx, event)
                .await?
                .ok_or(MoveMarksError::NoEvent)?;
            let holder = event.event.organisation;
            if batch
                .organisation
                .is_some_and(|organisation| organisation != holder)
                || !coordinator.keeps(holder)
                || !event.stage.is_open()
            {
                return Err(MoveMarksError::NoEvent);
            }
            Some(holder)
        }
        Move::Return | Move::Void(_) => batch.organisation,
    };
    let kit = store::batches::marks(&tx, batch.id).await?;
    let codes = selection.pick(&kit, movement);
    if codes.is_empty() {
        return Err(MoveMarksError::NoneAble(in_words(movement)));
    }
    if let Selection::First(count) = selection
        && codes.len() < count as usize
    {
        let what = in_words(movement);
        return Err(MoveMarksError::TooFew {
            able: codes.len(),
            what,
        });
    }
    let moved = store::batches::move_marks(&tx, &codes, movement, owner, now).await?;
    let entry = AuditEntry {
        actor: Some(coordinator.account),
        organisation: batch.organisation,
        reason: Reason::parse(&described(batch.id, &codes, moved, movement)).ok(),
        ..AuditEntry::of(match movement {
            Move::Allot(_) | Move::Return => Action::MarksMoved,
            Move::Void(_) => Action::MarksVoided,
        })
    };
    store::audit::record(&tx, &entry, now).await?;
    tx.commit().await?;
    tracing::info!(batch = %batch.id, "{moved} marks {movement}");
    Ok(moved)
}

fn in_words(movement: Move) -> String {
    match movement {
        Move::Allot(_) => "sent out to this event".to_owned(),
        other => other.to_string(),
    }
}

/// What the audit log keeps: how many, and between which codes.
fn described(batch: BatchId, codes: &[MarkCode], moved: u64, movement: Move) -> String {
    let range = match codes {
        [] => String::new(),
        [one] => format!(" ({one})"),
        [first, .., last] => format!(" ({first} to {last})"),
    };
    format!("batch {batch}: {moved} marks {movement}{range}")
}

/// Finds the places of two codes in a batch, in their order; what was typed is put right where it can be. The second
/// may be left out.
pub fn places(kit: &[StockMark], from: MarkCode, to: Option<MarkCode>) -> Option<(u32, u32)> {
    let place = |code: MarkCode| {
        kit.iter()
            .find(|mark| mark.code == code)
            .map(|mark| mark.position)
    };
    let from = place(from)?;
    let to = to.map_or(Some(from), place)?;
    Some((from.min(to), from.max(to)))
}
