//! Marking events: where and when the public can have a bike marked, and who works there.

pub mod bookings;
pub mod plan;
mod row;
pub mod staff;

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{event_partner, marking_event};
use crate::time::millis;
use crate::{StoreError, Tx};
use domain::event::{MarkingEvent, NewMarkingEvent, Partner, Stage};
use domain::id::{EventId, OrganisationId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

/// Writes an event.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add(tx: &Tx, event: &NewMarkingEvent, stage: Stage) -> Result<EventId, StoreError> {
    let row = marking_event::ActiveModel {
        stage: Set(stage.slug().to_owned()),
        revision: Set(0),
        changed_at: Set(None),
        cancelled_why: Set(None),
        ..row::of(event)
    };
    let made = marking_event::Entity::insert(row).exec(tx.connection()).await?;
    let id = EventId(made.last_insert_id);
    add_partners(tx, id, &event.details.partners).await?;
    Ok(id)
}

async fn add_partners(tx: &Tx, id: EventId, partners: &[Partner]) -> Result<(), StoreError> {
    if partners.is_empty() {
        return Ok(());
    }
    let rows = partners.iter().map(|partner| {
        let (organisation, name) = match partner {
            Partner::Organisation(organisation) => (Some(organisation.0), None),
            Partner::Named(name) => (None, Some(name.clone())),
        };
        event_partner::ActiveModel {
            id: NotSet,
            event_id: Set(id.0),
            organisation_id: Set(organisation),
            name: Set(name),
        }
    });
    event_partner::Entity::insert_many(rows)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Reads one event.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn find(source: &impl Source, id: EventId) -> Result<Option<MarkingEvent>, StoreError> {
    let query = marking_event::Entity::find_by_id(id.0);
    Ok(read(source, query).await?.pop())
}

/// Reads the published events that have not ended, soonest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn upcoming(
    source: &impl Source,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<MarkingEvent>, StoreError> {
    let query = marking_event::Entity::find()
        .filter(marking_event::Column::EndsAt.gt(millis(now)))
        .filter(marking_event::Column::Stage.eq(Stage::Published.slug()))
        .order_by_asc(marking_event::Column::StartsAt)
        .order_by_asc(marking_event::Column::Id)
        .limit(limit);
    read(source, query).await
}

/// Reads the events of organisations, latest first, whatever their stage.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn held_by(
    source: &impl Source,
    organisations: &[OrganisationId],
) -> Result<Vec<MarkingEvent>, StoreError> {
    let query = marking_event::Entity::find()
        .filter(marking_event::Column::OrganisationId.is_in(organisations.iter().map(|held| held.0)))
        .order_by_desc(marking_event::Column::StartsAt)
        .order_by_desc(marking_event::Column::Id);
    read(source, query).await
}

/// Reads events with their partners, in the order of the query.
async fn read(
    source: &impl Source,
    query: Select<marking_event::Entity>,
) -> Result<Vec<MarkingEvent>, StoreError> {
    let rows = query.all(source.connection()).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut partners = event_partner::Entity::find()
        .filter(event_partner::Column::EventId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(event_partner::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            let of_this = partners.extract_if(.., |partner| partner.event_id == row.id);
            let partners = of_this.map(row::partner).collect::<Result<_, _>>()?;
            row::read(row, partners)
        })
        .collect()
}

#[cfg(test)]
mod tests;
