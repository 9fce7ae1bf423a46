//! Batches of blank marks: their organisations, what happened to them, and how they are moved.

mod find;
mod fixed;
mod hand_over;
mod moves;
mod printed;
mod tallies;

pub use find::{named_like, with_mark, with_slip};
pub use fixed::on_bikes_at;
pub use hand_over::hand_over;
pub(crate) use moves::note_outing;
pub use moves::{fixed_at, move_marks};
pub use printed::{rename, was_printed};
pub use tallies::{of_batches, of_events};

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{mark, mark_batch};
use crate::time::{instant, optional_instant};
use crate::words::{self, column};
use crate::{Keyring, StoreError, Tx};
use domain::account::Reach;
use domain::id::{AccountId, BatchId, EventId, OrganisationId};
use domain::mark::MarkStatus;
use domain::mark::stock::{StockMark, Voided};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Marks that were made together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// The organisation that the marks belong to, if any.
    pub organisation: Option<OrganisationId>,
    /// How many marks were made.
    pub size: u64,
    /// When they were made.
    pub made_at: Timestamp,
    /// Who made them, or `None` if it was somebody at the command line.
    pub made_by: Option<AccountId>,
    /// What people call it, if it has a name.
    pub name: Option<String>,
    /// When its labels were last printed, and by whom. `None` means that they were printed from the command line.
    pub printed: Option<(Timestamp, Option<AccountId>)>,
}

/// Reads one batch.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(batch = id.0))]
pub async fn find(source: &impl Source, id: BatchId) -> Result<Option<Batch>, StoreError> {
    let row = mark_batch::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    row.map(|row| from_row(source.keyring(), row)).transpose()
}

/// Reads one batch and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(batch = id.0))]
pub async fn hold(tx: &Tx, id: BatchId) -> Result<Option<Batch>, StoreError> {
    let row = mark_batch::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    row.map(|row| from_row(tx.keyring(), row)).transpose()
}

/// Reads the batches of the organisations that an account manages, newest first. Only an account that manages
/// all organisations sees batches without one.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn list(
    source: &impl Source,
    reach: &Reach,
    skip: u64,
    most: u64,
) -> Result<Vec<Batch>, StoreError> {
    let mut query = mark_batch::Entity::find();
    if let Reach::Own(own) = reach {
        let own = own.iter().map(|organisation| organisation.0);
        query = query.filter(mark_batch::Column::OrganisationId.is_in(own));
    }
    let rows = query
        .order_by_desc(mark_batch::Column::MadeAt)
        .order_by_desc(mark_batch::Column::Id)
        .offset(skip)
        .limit(most)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| from_row(source.keyring(), row))
        .collect()
}

/// Finds the batch that a mark was made in.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_mark(source: &impl Source, code: domain::MarkCode) -> Result<Option<BatchId>, StoreError> {
    let row = mark::Entity::find_by_id(code.compact())
        .one(source.connection())
        .await?;
    Ok(row.and_then(|row| row.batch_id).map(BatchId))
}

/// Reads the marks of a batch in the order in which they are printed.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(batch = batch.0))]
pub async fn marks(source: &impl Source, batch: BatchId) -> Result<Vec<StockMark>, StoreError> {
    let rows = mark::Entity::find()
        .filter(mark::Column::BatchId.eq(batch.0))
        .order_by_asc(mark::Column::Place)
        .all(source.connection())
        .await?;
    rows.into_iter().map(stock_mark).collect()
}

/// Reads the events that somebody manages and that have been sent marks, latest first.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn events_with_kits(source: &impl Source, reach: &Reach) -> Result<Vec<EventId>, StoreError> {
    use crate::entity::{mark_outing, marking_event};
    let mut query = marking_event::Entity::find().select_only();
    if let Reach::Own(own) = reach {
        let own = own.iter().map(|organisation| organisation.0);
        query = query.filter(marking_event::Column::OrganisationId.is_in(own));
    }
    let out = sea_orm::sea_query::Query::select()
        .column(mark_outing::Column::EventId)
        .from(mark_outing::Entity)
        .to_owned();
    let ids: Vec<i64> = query
        .column(marking_event::Column::Id)
        .filter(marking_event::Column::Id.in_subquery(out))
        .order_by_desc(marking_event::Column::StartsAt)
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(ids.into_iter().map(EventId).collect())
}

/// Reads the batches that have blank marks out at an event, oldest first.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn out_at(source: &impl Source, event: EventId) -> Result<Vec<BatchId>, StoreError> {
    let blank = [MarkStatus::Printed, MarkStatus::Allotted].map(MarkStatus::slug);
    let ids: Vec<i64> = mark::Entity::find()
        .select_only()
        .column(mark::Column::BatchId)
        .distinct()
        .filter(mark::Column::EventId.eq(event.0))
        .filter(mark::Column::BatchId.is_not_null())
        .filter(mark::Column::Status.is_in(blank))
        .order_by_asc(mark::Column::BatchId)
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(ids.into_iter().map(BatchId).collect())
}

fn from_row(keys: &Keyring, row: mark_batch::Model) -> Result<Batch, StoreError> {
    Ok(Batch {
        id: BatchId(row.id),
        organisation: row.organisation_id.map(OrganisationId),
        size: u64::try_from(row.size).map_err(|_| StoreError::corrupt("mark_batch", "a negative size"))?,
        made_at: instant("mark_batch", row.made_at)?,
        made_by: row.made_by.map(AccountId),
        name: words::opened(keys, column::BATCH_NAME, row.name_sealed.as_deref(), row.name)?,
        printed: optional_instant("mark_batch", row.printed_at)?
            .map(|at| (at, row.printed_by.map(AccountId))),
    })
}

fn stock_mark(row: mark::Model) -> Result<StockMark, StoreError> {
    let corrupt = |what: String| StoreError::corrupt("mark", what);
    let place = row.place.and_then(|place| u32::try_from(place).ok());
    Ok(StockMark {
        position: place.ok_or_else(|| corrupt("a mark without its place in its batch".into()))?,
        code: row
            .code
            .parse()
            .map_err(|_| corrupt("an invalid mark code".into()))?,
        status: MarkStatus::parse(&row.status)
            .ok_or_else(|| corrupt(format!("a status {:?}", row.status)))?,
        event: row.event_id.map(EventId),
        returned: row.returned_at.is_some(),
        voided: row
            .end_reason
            .map(|raw| Voided::parse(&raw).ok_or_else(|| corrupt(format!("a reason {raw:?}"))))
            .transpose()?,
    })
}

#[cfg(test)]
mod tests;
