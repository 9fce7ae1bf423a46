//! Marking events: where and when the public can have a bike marked.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::marking_event;
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::event::{MarkingEvent, NewMarkingEvent};
use domain::id::{EventId, OrganisationId};
use domain::place::Point;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Writes down an event.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn add(tx: &Tx, event: &NewMarkingEvent) -> Result<EventId, StoreError> {
    let row = marking_event::ActiveModel {
        id: NotSet,
        organisation_id: Set(event.organisation.0),
        name: Set(event.name.clone()),
        place: Set(event.place.clone()),
        about: Set(event.about.clone()),
        lat: Set(event.point.map(Point::lat)),
        lng: Set(event.point.map(Point::lng)),
        starts_at: Set(millis(event.starts_at)),
        ends_at: Set(millis(event.ends_at)),
    };
    Ok(EventId(
        marking_event::Entity::insert(row)
            .exec(tx.connection())
            .await?
            .last_insert_id,
    ))
}

/// Reads one event.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
pub async fn find(source: &impl Source, id: EventId) -> Result<Option<MarkingEvent>, StoreError> {
    let row = marking_event::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    row.map(from_row).transpose()
}

/// Reads the events that have not ended, soonest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
pub async fn upcoming(
    source: &impl Source,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<MarkingEvent>, StoreError> {
    let rows = marking_event::Entity::find()
        .filter(marking_event::Column::EndsAt.gt(millis(now)))
        .order_by_asc(marking_event::Column::StartsAt)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: marking_event::Model) -> Result<MarkingEvent, StoreError> {
    Ok(MarkingEvent {
        id: EventId(row.id),
        event: NewMarkingEvent {
            organisation: OrganisationId(row.organisation_id),
            name: row.name,
            place: row.place,
            about: row.about,
            point: row
                .lat
                .zip(row.lng)
                .and_then(|(lat, lng)| Point::new(lat, lng).ok()),
            starts_at: instant("marking_event", row.starts_at)?,
            ends_at: instant("marking_event", row.ends_at)?,
        },
    })
}

#[cfg(test)]
mod tests;
