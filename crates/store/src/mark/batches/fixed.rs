//! Finds the marks that were fixed to bikes at an event.

use crate::StoreError;
use crate::connection::Source;
use crate::entity::{mark, mark_outing};
use domain::id::EventId;
use domain::mark::Mark;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Reads the marks that are or were on a bike, from an event's kit and from the loose stock that was used there, in the
/// order in which they were fixed.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn on_bikes_at(source: &impl Source, event: EventId) -> Result<Vec<Mark>, StoreError> {
    let went_out = Query::select()
        .column(mark_outing::Column::Code)
        .from(mark_outing::Entity)
        .and_where(mark_outing::Column::EventId.eq(event.0))
        .and_where(mark_outing::Column::BackAt.is_null())
        .to_owned();
    let rows = mark::Entity::find()
        .filter(mark::Column::Code.in_subquery(went_out))
        .filter(mark::Column::BikeId.is_not_null())
        .order_by_asc(mark::Column::IssuedAt)
        .order_by_asc(mark::Column::Code)
        .all(source.connection())
        .await?;
    rows.into_iter().map(crate::mark::from_row).collect()
}
