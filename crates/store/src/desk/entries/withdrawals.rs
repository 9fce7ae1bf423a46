//! Entries that withdraw other entries. A desk sends such an entry if it has saved the wrong bike.

use super::{Entry, EntryState, NewEntry, from_row, insert, row};
use crate::connection::{Source, sealed::Source as _};
use crate::entity::desk_entry;
use crate::time::millis;
use crate::{StoreError, Tx};
use domain::desk::EntryId;
use domain::id::{AccountId, BikeId, EventId};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

/// Claims the row for an entry that withdraws another entry in the same step, and tells whether the row was free.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn claim_withdrawal(tx: &Tx, new: &NewEntry, now: Timestamp) -> Result<bool, StoreError> {
    insert(tx, row(new, EntryState::Settled, now)).await
}

/// Notes that an entry is withdrawn. If it was waiting for a person, it no longer is, and its content is deleted.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn withdraw(tx: &Tx, id: &EntryId, now: Timestamp) -> Result<(), StoreError> {
    desk_entry::Entity::update_many()
        .col_expr(desk_entry::Column::WithdrawnAt, Expr::value(millis(now)))
        .filter(desk_entry::Column::Id.eq(id.as_str()))
        .exec(tx.connection())
        .await?;
    desk_entry::Entity::update_many()
        .col_expr(
            desk_entry::Column::State,
            Expr::value(EntryState::PutAside.slug()),
        )
        .col_expr(desk_entry::Column::Body, Expr::value(None::<Vec<u8>>))
        .filter(desk_entry::Column::Id.eq(id.as_str()))
        .filter(desk_entry::Column::State.eq(EntryState::Waiting.slug()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Reserves the row of an entry that was withdrawn before it arrived, so that it is not accepted if it arrives later.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn never(tx: &Tx, new: &NewEntry, now: Timestamp) -> Result<(), StoreError> {
    let row = desk_entry::ActiveModel {
        withdrawn_at: Set(Some(millis(now))),
        ..row(new, EntryState::PutAside, now)
    };
    insert(tx, row).await?;
    Ok(())
}

/// Closes a withdrawal that a coordinator has carried out. Tells whether it was still waiting.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(by = by.0))]
pub async fn carried_out(tx: &Tx, id: &EntryId, by: AccountId, now: Timestamp) -> Result<bool, StoreError> {
    let done = desk_entry::Entity::update_many()
        .col_expr(desk_entry::Column::State, Expr::value(EntryState::Settled.slug()))
        .col_expr(desk_entry::Column::Body, Expr::value(None::<Vec<u8>>))
        .col_expr(desk_entry::Column::DecidedBy, Expr::value(by.0))
        .col_expr(desk_entry::Column::DecidedAt, Expr::value(millis(now)))
        .filter(desk_entry::Column::Id.eq(id.as_str()))
        .filter(desk_entry::Column::State.eq(EntryState::Waiting.slug()))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Lists the entries of an event that were withdrawn, latest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn withdrawn(source: &impl Source, event: EventId, limit: u64) -> Result<Vec<Entry>, StoreError> {
    let rows = desk_entry::Entity::find()
        .filter(desk_entry::Column::EventId.eq(event.0))
        .filter(desk_entry::Column::WithdrawnAt.is_not_null())
        .order_by_desc(desk_entry::Column::WithdrawnAt)
        .order_by_asc(desk_entry::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Tells whether an entry that is still valid put one of these bikes on the register at an event.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn any_at(source: &impl Source, event: EventId, bikes: &[BikeId]) -> Result<bool, StoreError> {
    if bikes.is_empty() {
        return Ok(false);
    }
    let found = desk_entry::Entity::find()
        .filter(desk_entry::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
        .filter(desk_entry::Column::EventId.eq(event.0))
        .filter(desk_entry::Column::WithdrawnAt.is_null())
        .count(source.connection())
        .await?;
    Ok(found > 0)
}
