//! Moves blank marks out to an event or back from it, or makes them void.

use crate::connection::sealed::Source as _;
use crate::entity::{mark, mark_outing};
use crate::time::millis;
use crate::{StoreError, Tx};
use domain::MarkCode;
use domain::id::{EventId, OrganisationId};
use domain::mark::MarkStatus;
use domain::mark::stock::Move;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// How many marks one statement changes.
const CHUNK: usize = 1_000;

/// Moves marks, and returns how many. A mark that a desk has issued in the meantime does not change. Marks that go to
/// an event or are handed over then belong to `organisation`.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn move_marks(
    tx: &Tx,
    codes: &[MarkCode],
    movement: Move,
    organisation: Option<OrganisationId>,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let mut moved = 0;
    for chunk in codes.chunks(CHUNK) {
        let able = still_able(tx, chunk, movement).await?;
        if able.is_empty() {
            continue;
        }
        let done = update(movement, organisation, now)
            .filter(mark::Column::Code.is_in(able.iter().map(MarkCode::compact)))
            .filter(mark::Column::Status.is_in(BLANK.map(MarkStatus::slug)))
            .exec(tx.connection())
            .await?;
        moved += done.rows_affected;
        match movement {
            Move::Allot(event) => note_outing(tx, &able, event, now).await?,
            Move::Return => note_return(tx, &able, now).await?,
            Move::Void(_) | Move::HandOver(_) => {}
        }
    }
    Ok(moved)
}

const BLANK: [MarkStatus; 2] = [MarkStatus::Printed, MarkStatus::Allotted];

/// Locks the marks, and returns those that can still be moved.
async fn still_able(tx: &Tx, codes: &[MarkCode], movement: Move) -> Result<Vec<MarkCode>, StoreError> {
    let rows = mark::Entity::find()
        .filter(mark::Column::Code.is_in(codes.iter().map(MarkCode::compact)))
        .lock_exclusive()
        .all(tx.connection())
        .await?;
    let mut able = Vec::with_capacity(rows.len());
    for row in rows {
        let mark = super::stock_mark(row)?;
        if mark.may(movement) {
            able.push(mark.code);
        }
    }
    Ok(able)
}

fn update(
    movement: Move,
    organisation: Option<OrganisationId>,
    now: Timestamp,
) -> sea_orm::UpdateMany<mark::Entity> {
    let update = mark::Entity::update_many();
    let nothing = Option::<i64>::None;
    match movement {
        Move::Allot(event) => update
            .col_expr(mark::Column::Status, Expr::value(MarkStatus::Allotted.slug()))
            .col_expr(
                mark::Column::OrganisationId,
                Expr::value(organisation.map(|o| o.0)),
            )
            .col_expr(mark::Column::EventId, Expr::value(event.0))
            .col_expr(mark::Column::ReturnedAt, Expr::value(nothing))
            .col_expr(mark::Column::AllottedAt, Expr::value(millis(now))),
        Move::Return => update
            .col_expr(mark::Column::EventId, Expr::value(nothing))
            .col_expr(mark::Column::ReturnedAt, Expr::value(millis(now))),
        Move::Void(why) => update
            .col_expr(mark::Column::Status, Expr::value(MarkStatus::Void.slug()))
            .col_expr(mark::Column::EndReason, Expr::value(why.slug()))
            .col_expr(mark::Column::EndedAt, Expr::value(millis(now))),
        Move::HandOver(to) => update
            .col_expr(mark::Column::Status, Expr::value(MarkStatus::Allotted.slug()))
            .col_expr(mark::Column::OrganisationId, Expr::value(to.0))
            .col_expr(mark::Column::AllottedAt, Expr::value(millis(now))),
    }
}

/// Notes that a mark from the loose stock was fixed to a bike at an event. The event counts it as a loose label, not as
/// one that went out. If the event had counted it as returned, it counts there again. If it has been sent out in the
/// meantime, it stays in that kit.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn fixed_at(tx: &Tx, code: MarkCode, event: EventId, now: Timestamp) -> Result<(), StoreError> {
    let done = mark::Entity::update_many()
        .col_expr(mark::Column::EventId, Expr::value(event.0))
        .col_expr(mark::Column::ReturnedAt, Expr::value(Option::<i64>::None))
        .filter(mark::Column::Code.eq(code.compact()))
        .filter(mark::Column::EventId.is_null())
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 0 {
        return Ok(());
    }
    // A label that was counted as returned from this event never came back: it was on a bike all along.
    let returned = mark_outing::Entity::update_many()
        .col_expr(mark_outing::Column::BackAt, Expr::value(Option::<i64>::None))
        .filter(mark_outing::Column::Code.eq(code.compact()))
        .filter(mark_outing::Column::EventId.eq(event.0))
        .filter(mark_outing::Column::Id.in_subquery(latest_outing(code)))
        .exec(tx.connection())
        .await?;
    if returned.rows_affected > 0 {
        return Ok(());
    }
    note(tx, &[code], event, now, true).await
}

/// Selects the last time that a mark was sent anywhere.
fn latest_outing(code: MarkCode) -> SelectStatement {
    Query::select()
        .expr(Expr::col(mark_outing::Column::Id).max())
        .from(mark_outing::Entity)
        .and_where(mark_outing::Column::Code.eq(code.compact()))
        .to_owned()
}

/// Notes that marks go out to an event.
pub(crate) async fn note_outing(
    tx: &Tx,
    codes: &[MarkCode],
    event: EventId,
    now: Timestamp,
) -> Result<(), StoreError> {
    note(tx, codes, event, now, false).await
}

async fn note(
    tx: &Tx,
    codes: &[MarkCode],
    event: EventId,
    now: Timestamp,
    loose: bool,
) -> Result<(), StoreError> {
    for chunk in codes.chunks(CHUNK) {
        let rows = chunk.iter().map(|code| mark_outing::ActiveModel {
            id: NotSet,
            code: Set(code.compact()),
            event_id: Set(event.0),
            out_at: Set(millis(now)),
            back_at: Set(None),
            loose: Set(loose),
        });
        mark_outing::Entity::insert_many(rows)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

async fn note_return(tx: &Tx, codes: &[MarkCode], now: Timestamp) -> Result<(), StoreError> {
    mark_outing::Entity::update_many()
        .col_expr(mark_outing::Column::BackAt, Expr::value(millis(now)))
        .filter(mark_outing::Column::Code.is_in(codes.iter().map(MarkCode::compact)))
        // This is written out, because SQLite uses a partial index only if it sees the index's own condition.
        .filter(Expr::cust("back_at IS NULL"))
        .exec(tx.connection())
        .await?;
    Ok(())
}
