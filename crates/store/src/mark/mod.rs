//! Labels, and what happened to each. The database itself makes sure that a mark is on only one bike, and that a bike
//! has only one live mark.

pub mod batches;
mod by_code;
pub mod claims;
pub mod printers;

pub use by_code::{beginning_with, ending_with, find, find_many};

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{mark, mark_batch};
use crate::time::{millis, optional_instant};
use crate::{StoreError, Tx, feed};
use domain::MarkCode;
use domain::id::{AccountId, BatchId, BikeId, EventId, OrganisationId};
use domain::mark::{Mark, MarkStatus};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};

/// The organisation and the event for which a batch of blank marks is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allotment {
    /// The organisation whose desks may fix them.
    pub organisation: Option<OrganisationId>,
    /// The event that they are meant for.
    pub event: Option<EventId>,
    /// Who made them, or `None` if it was somebody at the command line.
    pub by: Option<AccountId>,
}

/// Writes a batch of blank marks, in the order in which they are printed. If there is an organisation, they are
/// allotted to it; otherwise they are only printed.
///
/// # Errors
/// [`StoreError::Taken`] when one of the codes already exists; [`StoreError::Database`].
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add_batch(
    tx: &Tx,
    codes: &[MarkCode],
    allotment: Allotment,
    now: Timestamp,
) -> Result<BatchId, StoreError> {
    let batch = mark_batch::ActiveModel {
        id: NotSet,
        organisation_id: Set(allotment.organisation.map(|o| o.0)),
        event_id: Set(allotment.event.map(|e| e.0)),
        size: Set(i32::try_from(codes.len()).unwrap_or(i32::MAX)),
        made_at: Set(millis(now)),
        made_by: Set(allotment.by.map(|account| account.0)),
        name: Set(None),
        printed_at: Set(None),
        printed_by: Set(None),
        name_sealed: Set(None),
    };
    let batch = mark_batch::Entity::insert(batch)
        .exec(tx.connection())
        .await?
        .last_insert_id;
    let status = if allotment.organisation.is_some() {
        MarkStatus::Allotted
    } else {
        MarkStatus::Printed
    };
    let mut place = 0;
    for chunk in codes.chunks(1_000) {
        let rows = chunk.iter().map(|code| mark::ActiveModel {
            place: {
                place += 1;
                Set(Some(place))
            },
            batch_id: Set(Some(batch)),
            organisation_id: Set(allotment.organisation.map(|o| o.0)),
            event_id: Set(allotment.event.map(|e| e.0)),
            allotted_at: Set(allotment.organisation.map(|_| millis(now))),
            ..blank(*code, status, now)
        });
        mark::Entity::insert_many(rows)
            .exec_without_returning(tx.connection())
            .await?;
    }
    if let Some(event) = allotment.event {
        batches::note_outing(tx, codes, event, now).await?;
    }
    Ok(BatchId(batch))
}

/// Writes marks that are already on bikes, according to an imported list.
///
/// # Errors
/// [`StoreError::Taken`] when a code is known or a bike has a live mark; [`StoreError::Database`].
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add_issued(tx: &Tx, pairs: &[(MarkCode, BikeId)], now: Timestamp) -> Result<(), StoreError> {
    for chunk in pairs.chunks(1_000) {
        let rows = chunk.iter().map(|(code, bike)| mark::ActiveModel {
            bike_id: Set(Some(bike.0)),
            issued_at: Set(Some(millis(now))),
            ..blank(*code, MarkStatus::Issued, now)
        });
        mark::Entity::insert_many(rows)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Reads the live mark of a bike.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn live_on(source: &impl Source, bike: BikeId) -> Result<Option<Mark>, StoreError> {
    let row = mark::Entity::find()
        .filter(mark::Column::BikeId.eq(bike.0))
        // This is written out, because SQLite uses a partial index only if it sees the index's own condition.
        .filter(Expr::cust("status = 'issued'"))
        .one(source.connection())
        .await?;
    row.map(from_row).transpose()
}

/// Counts an organisation's marks with one status.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn count(
    source: &impl Source,
    organisation: OrganisationId,
    status: MarkStatus,
) -> Result<u64, StoreError> {
    let count = mark::Entity::find()
        .filter(mark::Column::OrganisationId.eq(organisation.0))
        .filter(mark::Column::Status.eq(status.slug()))
        .count(source.connection())
        .await?;
    Ok(count)
}

/// Reads some of an organisation's marks that are ready to be fixed. Those that are out at an event come first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn allotted_to(
    source: &impl Source,
    organisation: OrganisationId,
    limit: u64,
) -> Result<Vec<Mark>, StoreError> {
    use sea_orm::{QueryOrder, QuerySelect};
    let rows = mark::Entity::find()
        .filter(mark::Column::OrganisationId.eq(organisation.0))
        .filter(mark::Column::Status.eq(MarkStatus::Allotted.slug()))
        // We do not sort by the event itself, because the databases disagree on where nulls come.
        .order_by_asc(mark::Column::EventId.is_null())
        .order_by_asc(mark::Column::BatchId)
        .order_by_asc(mark::Column::Place)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Reads the codes of the marks that can be fixed at an event: those allotted to the event, and the loose stock of its
/// organisation.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0, event = event.0))]
pub async fn ready_for(
    source: &impl Source,
    organisation: OrganisationId,
    event: EventId,
) -> Result<Vec<MarkCode>, StoreError> {
    let here = Condition::any()
        .add(mark::Column::EventId.eq(event.0))
        .add(mark::Column::EventId.is_null());
    let rows = mark::Entity::find()
        .filter(mark::Column::OrganisationId.eq(organisation.0))
        .filter(mark::Column::Status.eq(MarkStatus::Allotted.slug()))
        .filter(here)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| Ok(from_row(row)?.code)).collect()
}

/// Fixes an allotted mark to a bike, and notes the bike in the change feed. Tells whether the mark was still allotted.
/// If two desks try the same mark, only one of them gets true.
///
/// # Errors
/// [`StoreError::Taken`] when the bike already has a live mark; [`StoreError::Database`].
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn issue(
    tx: &Tx,
    code: MarkCode,
    bike: BikeId,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = mark::Entity::update_many()
        .col_expr(mark::Column::Status, Expr::value(MarkStatus::Issued.slug()))
        .col_expr(mark::Column::BikeId, Expr::value(bike.0))
        .col_expr(mark::Column::IssuedAt, Expr::value(millis(now)))
        .col_expr(mark::Column::IssuedBy, Expr::value(by.map(|account| account.0)))
        .filter(mark::Column::Code.eq(code.compact()))
        .filter(mark::Column::Status.eq(MarkStatus::Allotted.slug()))
        .exec(tx.connection())
        .await?;
    feed::record(tx, &[bike], now).await?;
    Ok(done.rows_affected == 1)
}

/// Takes a mark off a bike to which it was fixed by mistake. It becomes blank again, in the same kit as before. Tells
/// whether it was on that bike.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn take_off(tx: &Tx, code: MarkCode, bike: BikeId, now: Timestamp) -> Result<bool, StoreError> {
    let done = mark::Entity::update_many()
        .col_expr(mark::Column::Status, Expr::value(MarkStatus::Allotted.slug()))
        .col_expr(mark::Column::BikeId, Expr::value(None::<i64>))
        .col_expr(mark::Column::IssuedAt, Expr::value(None::<i64>))
        .col_expr(mark::Column::IssuedBy, Expr::value(None::<i64>))
        .filter(mark::Column::Code.eq(code.compact()))
        .filter(mark::Column::BikeId.eq(bike.0))
        .filter(mark::Column::Status.eq(MarkStatus::Issued.slug()))
        .exec(tx.connection())
        .await?;
    feed::record(tx, &[bike], now).await?;
    Ok(done.rows_affected == 1)
}

/// Notes that `by` has replaced a bike's live mark. Returns the old mark.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn replace(
    tx: &Tx,
    bike: BikeId,
    by: MarkCode,
    now: Timestamp,
) -> Result<Option<MarkCode>, StoreError> {
    let Some(old) = live_on(tx, bike).await? else {
        return Ok(None);
    };
    end(tx, old.code, MarkStatus::Replaced, Some(by), now).await?;
    feed::record(tx, &[bike], now).await?;
    Ok(Some(old.code))
}

/// Takes a mark off its bike, as if it had never been there. The mark can then be fixed to a bike again.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn blank_again(tx: &Tx, code: MarkCode, now: Timestamp) -> Result<(), StoreError> {
    let Some(bike) = find(tx, code).await?.and_then(|mark| mark.bike) else {
        return Ok(());
    };
    mark::Entity::update_many()
        .col_expr(mark::Column::Status, Expr::value(MarkStatus::Allotted.slug()))
        .col_expr(mark::Column::IssuedAt, Expr::value(Option::<i64>::None))
        .col_expr(mark::Column::BikeId, Expr::value(Option::<i64>::None))
        .filter(mark::Column::Code.eq(code.compact()))
        .filter(mark::Column::Status.eq(MarkStatus::Issued.slug()))
        .exec(tx.connection())
        .await?;
    feed::record(tx, &[bike], now).await
}

/// Withdraws a mark for good.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn void(tx: &Tx, code: MarkCode, now: Timestamp) -> Result<(), StoreError> {
    end(tx, code, MarkStatus::Void, None, now).await?;
    if let Some(Mark { bike: Some(bike), .. }) = find(tx, code).await? {
        feed::record(tx, &[bike], now).await?;
    }
    Ok(())
}

async fn end(
    tx: &Tx,
    code: MarkCode,
    status: MarkStatus,
    by: Option<MarkCode>,
    now: Timestamp,
) -> Result<(), StoreError> {
    mark::Entity::update_many()
        .col_expr(mark::Column::Status, Expr::value(status.slug()))
        .col_expr(mark::Column::EndedAt, Expr::value(millis(now)))
        .col_expr(
            mark::Column::ReplacedBy,
            Expr::value(by.map(|code| code.compact())),
        )
        .filter(mark::Column::Code.eq(code.compact()))
        // If somebody else has ended a mark in the meantime, it stays as it is.
        .filter(mark::Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn blank(code: MarkCode, status: MarkStatus, now: Timestamp) -> mark::ActiveModel {
    mark::ActiveModel {
        code: Set(code.compact()),
        status: Set(status.slug().to_owned()),
        batch_id: Set(None),
        organisation_id: Set(None),
        event_id: Set(None),
        bike_id: Set(None),
        printed_at: Set(millis(now)),
        allotted_at: Set(None),
        issued_at: Set(None),
        issued_by: Set(None),
        ended_at: Set(None),
        replaced_by: Set(None),
        place: Set(None),
        returned_at: Set(None),
        end_reason: Set(None),
        sheet_at: Set(None),
    }
}

fn from_row(row: mark::Model) -> Result<Mark, StoreError> {
    Ok(Mark {
        code: row
            .code
            .parse()
            .map_err(|_| StoreError::corrupt("mark", "an invalid mark code"))?,
        status: MarkStatus::parse(&row.status)
            .ok_or_else(|| StoreError::corrupt("mark", format!("a status {:?}", row.status)))?,
        organisation: row.organisation_id.map(OrganisationId),
        event: row.event_id.map(EventId),
        bike: row.bike_id.map(BikeId),
        issued_at: optional_instant("mark", row.issued_at)?,
    })
}

#[cfg(test)]
mod tests;
