//! What coordinators change about their events: the plan, the stage and the results.

use super::{add_partners, read, row};
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{
    event_closing, event_partner, event_staff, mark, mark_batch, mark_outing, marking_event,
};
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::event::{Figures, MarkingEvent, NewMarkingEvent, Stage};
use domain::id::{AccountId, EventId, OrganisationId};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

const COLUMN: &str = "event_closing.note";

/// Which events to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventFilter {
    /// Events that are coming up or have not been closed yet, soonest first.
    Open,
    /// Events that are closed or cancelled, newest first.
    Past,
}

/// Reads one event and locks it and its bookings until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn hold(tx: &Tx, id: EventId) -> Result<Option<MarkingEvent>, StoreError> {
    let query = marking_event::Entity::find_by_id(id.0).lock_exclusive();
    Ok(read(tx, query).await?.pop())
}

/// Reads the events of some organisations, or of all.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_organisations(
    source: &impl Source,
    organisations: Option<&[OrganisationId]>,
    which: EventFilter,
    skip: u64,
    limit: u64,
) -> Result<Vec<MarkingEvent>, StoreError> {
    let over = [Stage::Cancelled.slug(), Stage::Closed.slug()];
    let query = marking_event::Entity::find();
    let query = match which {
        EventFilter::Open => query
            .filter(marking_event::Column::Stage.is_not_in(over))
            .order_by_asc(marking_event::Column::StartsAt),
        EventFilter::Past => query
            .filter(marking_event::Column::Stage.is_in(over))
            .order_by_desc(marking_event::Column::StartsAt),
    };
    let query = match organisations {
        Some(own) => query.filter(marking_event::Column::OrganisationId.is_in(own.iter().map(|o| o.0))),
        None => query,
    };
    let query = query
        .order_by_asc(marking_event::Column::Id)
        .offset(skip)
        .limit(limit);
    read(source, query).await
}

/// Finds another open event of the same organisation at the same place and at overlapping times.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn overlapping(
    source: &impl Source,
    event: &NewMarkingEvent,
    but: Option<EventId>,
) -> Result<Option<MarkingEvent>, StoreError> {
    let open = [Stage::Draft.slug(), Stage::Published.slug()];
    let query = marking_event::Entity::find()
        .filter(marking_event::Column::OrganisationId.eq(event.organisation.0))
        .filter(marking_event::Column::Stage.is_in(open))
        .filter(marking_event::Column::StartsAt.lt(millis(event.ends_at)))
        .filter(marking_event::Column::EndsAt.gt(millis(event.starts_at)))
        .filter(Condition::all().add_option(but.map(|but| marking_event::Column::Id.ne(but.0))));
    let place = event.place.to_lowercase();
    let near = read(source, query).await?;
    Ok(near
        .into_iter()
        .find(|near| near.event.place.to_lowercase() == place))
}

/// Replaces the plan of an event.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn change(tx: &Tx, id: EventId, event: &NewMarkingEvent, now: Timestamp) -> Result<(), StoreError> {
    let row = marking_event::ActiveModel {
        id: Set(id.0),
        ..row::of(event)
    };
    marking_event::Entity::update(row).exec(tx.connection()).await?;
    event_partner::Entity::delete_many()
        .filter(event_partner::Column::EventId.eq(id.0))
        .exec(tx.connection())
        .await?;
    add_partners(tx, id, &event.details.partners).await?;
    revised(tx, id, None, None, now).await
}

/// Notes the stage of an event. For a cancelled event, it also notes the reason that the public is told.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn set_stage(
    tx: &Tx,
    id: EventId,
    stage: Stage,
    why: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    revised(tx, id, Some(stage), why, now).await
}

async fn revised(
    tx: &Tx,
    id: EventId,
    stage: Option<Stage>,
    why: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut update = marking_event::Entity::update_many()
        .col_expr(
            marking_event::Column::Revision,
            Expr::col(marking_event::Column::Revision).add(1),
        )
        .col_expr(marking_event::Column::ChangedAt, Expr::value(millis(now)))
        .filter(marking_event::Column::Id.eq(id.0));
    if let Some(stage) = stage {
        update = update
            .col_expr(marking_event::Column::Stage, Expr::value(stage.slug()))
            .col_expr(
                marking_event::Column::CancelledWhy,
                Expr::value(why.map(str::to_owned)),
            );
    }
    update.exec(tx.connection()).await?;
    Ok(())
}

/// Deletes an event that nobody has seen, with its rota. While marks are out at the event, it returns false and deletes
/// nothing.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn delete(tx: &Tx, id: EventId) -> Result<bool, StoreError> {
    let connection = tx.connection();
    let marks = mark::Entity::find()
        .filter(mark::Column::EventId.eq(id.0))
        .count(connection)
        .await?;
    if marks > 0 {
        return Ok(false);
    }
    mark_batch::Entity::update_many()
        .col_expr(mark_batch::Column::EventId, Expr::value(None::<i64>))
        .filter(mark_batch::Column::EventId.eq(id.0))
        .exec(connection)
        .await?;
    mark_outing::Entity::delete_many()
        .filter(mark_outing::Column::EventId.eq(id.0))
        .exec(connection)
        .await?;
    event_staff::Entity::delete_many()
        .filter(event_staff::Column::EventId.eq(id.0))
        .exec(connection)
        .await?;
    event_partner::Entity::delete_many()
        .filter(event_partner::Column::EventId.eq(id.0))
        .exec(connection)
        .await?;
    marking_event::Entity::delete_by_id(id.0).exec(connection).await?;
    Ok(true)
}

/// Writes the results of an event. They replace the results from before the event was reopened.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the note cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0, by = by.0))]
pub async fn close(
    tx: &Tx,
    id: EventId,
    figures: &Figures,
    by: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let note = figures.note.as_deref();
    let note = note
        .map(|note| tx.keyring().seal(COLUMN, note.as_bytes()))
        .transpose()?;
    let count = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let row = event_closing::ActiveModel {
        event_id: Set(id.0),
        bikes_marked: Set(count(figures.bikes_marked)),
        walk_ins: Set(count(figures.walk_ins)),
        advised: Set(count(figures.advised)),
        spoiled: Set(count(figures.spoiled)),
        note: Set(note),
        closed_by: Set(Some(by.0)),
        closed_at: Set(millis(now)),
    };
    let again = OnConflict::column(event_closing::Column::EventId)
        .update_columns([
            event_closing::Column::BikesMarked,
            event_closing::Column::WalkIns,
            event_closing::Column::Advised,
            event_closing::Column::Spoiled,
            event_closing::Column::Note,
            event_closing::Column::ClosedBy,
            event_closing::Column::ClosedAt,
        ])
        .to_owned();
    event_closing::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx.connection())
        .await?;
    set_stage(tx, id, Stage::Closed, None, now).await
}

/// Reads when an event was closed, if it has been.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn closed_at(source: &impl Source, id: EventId) -> Result<Option<Timestamp>, StoreError> {
    let row = event_closing::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    row.map(|row| instant("event_closing", row.closed_at)).transpose()
}

/// Reads the results of an event, if it has been closed.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the note cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn figures(source: &impl Source, id: EventId) -> Result<Option<Figures>, StoreError> {
    let row = event_closing::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let note = row.note.map(|sealed| {
        let plain = source.keyring().open(COLUMN, &sealed)?;
        String::from_utf8(plain).map_err(|_| StoreError::corrupt("event_closing", "a note that is not text"))
    });
    Ok(Some(Figures {
        bikes_marked: row.bikes_marked.unsigned_abs(),
        walk_ins: row.walk_ins.unsigned_abs(),
        advised: row.advised.unsigned_abs(),
        spoiled: row.spoiled.unsigned_abs(),
        note: note.transpose()?,
    }))
}
