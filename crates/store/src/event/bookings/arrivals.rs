//! Ticks off people with a booking when they come.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::booking;
use crate::time::millis;
use crate::{StoreError, Tx};
use domain::event::BookingStatus;
use domain::id::{BookingId, EventId};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Notes that the people with a booking came, or removes the note. Tells whether there is such a booking with a place.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(booking = id.0))]
pub async fn came(tx: &Tx, id: BookingId, at: Option<Timestamp>) -> Result<bool, StoreError> {
    let done = booking::Entity::update_many()
        .col_expr(booking::Column::CameAt, Expr::value(at.map(millis)))
        .filter(booking::Column::Id.eq(id.0))
        .filter(booking::Column::Status.eq(BookingStatus::Booked.slug()))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Counts the bikes at an event whose owners were ticked off.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn came_to(source: &impl Source, event: EventId) -> Result<u64, StoreError> {
    let bikes: Option<Option<i64>> = booking::Entity::find()
        .select_only()
        .column_as(booking::Column::Bikes.sum(), "bikes")
        .filter(booking::Column::EventId.eq(event.0))
        .filter(booking::Column::CameAt.is_not_null())
        .into_tuple()
        .one(source.connection())
        .await?;
    Ok(bikes.flatten().unwrap_or_default().unsigned_abs())
}
