//! Entries that arrive after an event has been closed.

use super::EntryState;
use crate::StoreError;
use crate::connection::Source;
use crate::entity::desk_entry;
use crate::time::millis;
use domain::id::EventId;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};

/// Counts the bikes of an event that arrived, or were sorted out, after a certain time.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn bikes_after(source: &impl Source, event: EventId, after: Timestamp) -> Result<u64, StoreError> {
    let late = |column: desk_entry::Column, state: EntryState| {
        Condition::all()
            .add(desk_entry::Column::State.eq(state.slug()))
            .add(column.gt(millis(after)))
    };
    let count = desk_entry::Entity::find()
        .filter(desk_entry::Column::EventId.eq(event.0))
        .filter(desk_entry::Column::WithdrawnAt.is_null())
        .filter(desk_entry::Column::Withdraws.is_null())
        .filter(
            Condition::any()
                .add(late(desk_entry::Column::ReceivedAt, EntryState::Marked))
                .add(late(desk_entry::Column::DecidedAt, EntryState::Settled)),
        )
        .count(source.connection())
        .await?;
    Ok(count)
}
