//! Places that are held until somebody confirms by e-mail, and bookings of people whom we can only ring.

use crate::connection::Source;
use crate::connection::sealed::Source as _;
use crate::entity::booking;
use crate::time::millis;
use crate::{StoreError, Tx};
use domain::event::BookingStatus;
use domain::id::{BookingId, EventId};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use std::collections::BTreeSet;

/// Confirms a booking that was held. Returns false if it has been cancelled.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(booking = id.0))]
pub async fn keep(tx: &Tx, id: BookingId) -> Result<bool, StoreError> {
    let done = booking::Entity::update_many()
        .col_expr(booking::Column::HeldUntil, Expr::value(None::<i64>))
        .filter(booking::Column::Id.eq(id.0))
        .filter(booking::Column::Status.ne(BookingStatus::Cancelled.slug()))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Cancels the bookings of an event that nobody confirmed in time, and returns how many.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn release(tx: &Tx, event: EventId, now: Timestamp) -> Result<u64, StoreError> {
    let done = booking::Entity::update_many()
        .col_expr(
            booking::Column::Status,
            Expr::value(BookingStatus::Cancelled.slug()),
        )
        .col_expr(booking::Column::EndedAt, Expr::value(millis(now)))
        .col_expr(booking::Column::HeldUntil, Expr::value(None::<i64>))
        .filter(booking::Column::EventId.eq(event.0))
        .filter(booking::Column::HeldUntil.lte(millis(now)))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected)
}

/// Lists the events with bookings that nobody confirmed in time.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn with_ended_holds(source: &impl Source, now: Timestamp) -> Result<Vec<EventId>, StoreError> {
    let events: Vec<i64> = booking::Entity::find()
        .select_only()
        .column(booking::Column::EventId)
        .filter(booking::Column::HeldUntil.lte(millis(now)))
        .into_tuple()
        .all(source.connection())
        .await?;
    // We remove repeats here. If SQLite did it, it would read all bookings in the order of events.
    let events: BTreeSet<i64> = events.into_iter().collect();
    Ok(events.into_iter().map(EventId).collect())
}

/// Counts the bookings of an event that have no e-mail address and whose people nobody has rung yet.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn by_phone_to_ring(source: &impl Source, event: EventId) -> Result<u64, StoreError> {
    Ok(booking::Entity::find()
        .filter(booking::Column::EventId.eq(event.0))
        .filter(booking::Column::Status.ne(BookingStatus::Cancelled.slug()))
        .filter(booking::Column::EmailHash.is_null())
        .filter(booking::Column::ToldAt.is_null())
        .count(source.connection())
        .await?)
}
