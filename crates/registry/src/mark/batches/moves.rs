//! Moves the blank marks of a batch: sends them to an event, takes them back, makes them void, or gives them to an
//! organisation.

use super::Batch;
use crate::Registry;
use crate::account::permits::CoordinatorOf;
use domain::MarkCode;
use domain::id::{AccountId, BatchId, EventId, OrganisationId};
use domain::look_up::Reason;
use domain::mark::stock::{Move, Selection, StockMark};
use domain::text::counted;
use std::collections::HashSet;
use store::look_up::audit::{Action, AuditEntry};
use store::{StoreError, Tx};
use thiserror::Error;

/// Why no marks were moved.
#[derive(Debug, Error)]
pub enum MoveMarksError {
    /// There is no such batch, or it belongs to somebody else.
    #[error("There is no such batch")]
    NoBatch,
    /// There is no such event, it belongs to another organisation, or it is over.
    #[error("This organisation has no such current or future event")]
    NoEvent,
    /// There is no such organisation.
    #[error("There is no such organisation")]
    NoOrganisation,
    /// The batch already belongs to an organisation.
    #[error("These marks already belong to an organisation")]
    Owned,
    /// None of the marks can be moved in this way.
    #[error(
        "None of these marks can be {0}. Marks that are on a bike, void or out at another event do not change"
    )]
    NoneAble(String),
    /// There are fewer marks than were asked for.
    #[error("Only {able} of these marks can be {what}")]
    TooFew {
        /// How many there are.
        able: usize,
        /// What was asked for.
        what: String,
    },
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The result of moving marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// How many were moved.
    pub count: u64,
    /// The batch that they are in now. It is a new one if only some of the marks were given to an organisation.
    pub batch: BatchId,
}

/// Moves marks of a batch. Returns how many, and the batch that they are in now. Marks that are on a bike, void or out
/// at another event do not change. When marks without an organisation go to an event, they become the marks of the
/// event's organisation.
///
/// # Errors
/// [`MoveMarksError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all, fields(batch = batch.0))]
pub async fn move_marks(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    batch: BatchId,
    selection: Selection,
    movement: Move,
) -> Result<Moved, MoveMarksError> {
    let tx = registry.store.begin().await?;
    let (batch, owner) = allowed(&tx, coordinator, batch, movement).await?;
    carry_out(
        registry,
        tx,
        Some(coordinator.account),
        &batch,
        selection,
        movement,
        owner,
    )
    .await
}

/// Returns the marks of a batch that [`move_marks`] would move, but does not move them.
///
/// # Errors
/// The same [`MoveMarksError`] as for [`move_marks`].
#[tracing::instrument(level = "debug", skip_all, fields(batch = batch.0))]
pub async fn would_move(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    batch: BatchId,
    selection: Selection,
    movement: Move,
) -> Result<Vec<StockMark>, MoveMarksError> {
    let tx = registry.store.begin().await?;
    let (batch, _) = allowed(&tx, coordinator, batch, movement).await?;
    let kit = store::mark::batches::marks(&tx, batch.id).await?;
    let codes: HashSet<MarkCode> = picked(&kit, selection, movement)?.into_iter().collect();
    Ok(kit
        .into_iter()
        .filter(|mark| codes.contains(&mark.code))
        .collect())
}

/// Finds a batch that may be moved, and the organisation that its marks then belong to.
async fn allowed(
    tx: &Tx,
    coordinator: &CoordinatorOf,
    batch: BatchId,
    movement: Move,
) -> Result<(Batch, Option<OrganisationId>), MoveMarksError> {
    let found = store::mark::batches::hold(tx, batch).await?;
    let batch = found
        .filter(|batch| coordinator.keeps_batch(batch))
        .ok_or(MoveMarksError::NoBatch)?;
    let owner = match movement {
        Move::Allot(event) => Some(holder(tx, coordinator, &batch, event).await?),
        Move::HandOver(to) => Some(receiver(tx, &batch, to).await?),
        Move::Return | Move::Void(_) => batch.organisation,
    };
    Ok((batch, owner))
}

/// Picks the marks that can be moved, as many as were asked for.
fn picked(kit: &[StockMark], selection: Selection, movement: Move) -> Result<Vec<MarkCode>, MoveMarksError> {
    let codes = selection.pick(kit, movement);
    if codes.is_empty() {
        return Err(MoveMarksError::NoneAble(in_words(movement)));
    }
    if selection
        .count()
        .is_some_and(|count| codes.len() < count as usize)
    {
        let (able, what) = (codes.len(), in_words(movement));
        return Err(MoveMarksError::TooFew { able, what });
    }
    Ok(codes)
}

/// Finds the organisation of the event that marks of a batch go out to.
async fn holder(
    tx: &Tx,
    coordinator: &CoordinatorOf,
    batch: &Batch,
    event: EventId,
) -> Result<OrganisationId, MoveMarksError> {
    let event = store::event::find(tx, event).await?;
    let event = event.filter(|event| event.stage.is_open() && coordinator.keeps(event.event.organisation));
    let holder = event.ok_or(MoveMarksError::NoEvent)?.event.organisation;
    if batch.organisation.is_some_and(|owner| owner != holder) {
        return Err(MoveMarksError::NoEvent);
    }
    Ok(holder)
}

/// Finds the organisation that will get a batch that has none.
pub(super) async fn receiver(
    tx: &Tx,
    batch: &Batch,
    to: OrganisationId,
) -> Result<OrganisationId, MoveMarksError> {
    if batch.organisation.is_some() {
        return Err(MoveMarksError::Owned);
    }
    let found = store::account::organisations::find(tx, to).await?;
    Ok(found.ok_or(MoveMarksError::NoOrganisation)?.id)
}

/// Moves the marks, after the checks. `owner` is the organisation that they then belong to.
pub(super) async fn carry_out(
    registry: &Registry,
    tx: Tx,
    by: Option<AccountId>,
    batch: &Batch,
    selection: Selection,
    movement: Move,
    owner: Option<OrganisationId>,
) -> Result<Moved, MoveMarksError> {
    let now = registry.now();
    let kit = store::mark::batches::marks(&tx, batch.id).await?;
    let codes = picked(&kit, selection, movement)?;
    let count = store::mark::batches::move_marks(&tx, &codes, movement, owner, now).await?;
    let now_in = match owner {
        Some(owner) if batch.organisation.is_none() => {
            store::mark::batches::hand_over(&tx, batch, &codes, owner).await?
        }
        _ => batch.id,
    };
    let entry = AuditEntry {
        actor: by,
        organisation: owner,
        reason: Some(Reason::noted(&described(
            batch.id, &codes, count, movement, now_in,
        ))),
        ..AuditEntry::of(match movement {
            Move::Allot(_) | Move::Return => Action::MarksMoved,
            Move::Void(_) => Action::MarksVoided,
            Move::HandOver(_) => Action::MarksHandedOver,
        })
    };
    store::look_up::audit::record(&tx, &entry, now).await?;
    tx.commit().await?;
    tracing::info!(batch = %batch.id, "{} {movement}", counted(count, "mark", "marks"));
    Ok(Moved { count, batch: now_in })
}

fn in_words(movement: Move) -> String {
    match movement {
        Move::Allot(_) => "sent out to this event".to_owned(),
        Move::HandOver(_) => "handed over to this organisation".to_owned(),
        other => other.to_string(),
    }
}

/// Returns what the audit log says: how many marks, and between which codes.
fn described(batch: BatchId, codes: &[MarkCode], moved: u64, movement: Move, now_in: BatchId) -> String {
    let range = match codes {
        [] => String::new(),
        [one] => format!(" ({one})"),
        [first, .., last] => format!(" ({first} to {last})"),
    };
    let now_in = if now_in == batch {
        String::new()
    } else {
        format!(", now batch {now_in}")
    };
    let moved = counted(moved, "mark", "marks");
    format!("batch {batch}: {moved} {movement}{range}{now_in}")
}

/// Finds the positions of two codes in a batch, the lower one first. The second code is optional.
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
