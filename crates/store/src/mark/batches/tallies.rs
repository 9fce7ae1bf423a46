//! What became of marks, counted.

use crate::StoreError;
use crate::connection::Source;
use crate::time::millis;
use domain::id::{BatchId, EventId};
use domain::mark::stock::Tally;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use std::collections::HashMap;

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    printed: i64,
    issued: i64,
    spoiled: i64,
    lost: i64,
    returned: i64,
    overdue: i64,
}

impl Row {
    fn tally(&self) -> Tally {
        let count = |count: i64| count.unsigned_abs();
        let (printed, issued, spoiled) = (count(self.printed), count(self.issued), count(self.spoiled));
        let (returned, missing) = (count(self.returned), count(self.lost + self.overdue));
        Tally {
            printed,
            issued,
            spoiled,
            returned,
            missing,
            left: printed.saturating_sub(issued + spoiled + returned + missing),
        }
    }
}

/// Counts what became of the marks of batches. A mark on a bike counts as issued also when it is void or replaced
/// by now; one that is out at an event which is over counts as missing until somebody says what became of it.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn of_batches(
    source: &impl Source,
    batches: &[BatchId],
    now: Timestamp,
) -> Result<HashMap<BatchId, Tally>, StoreError> {
    let sql = "SELECT m.batch_id AS id, COUNT(*) AS printed, \
        COUNT(m.bike_id) AS issued, \
        COUNT(CASE WHEN m.bike_id IS NULL AND m.status = 'void' AND COALESCE(m.end_reason, '') <> 'lost' \
            THEN 1 END) AS spoiled, \
        COUNT(CASE WHEN m.bike_id IS NULL AND m.status = 'void' AND m.end_reason = 'lost' THEN 1 END) AS lost, \
        COUNT(CASE WHEN m.status IN ('printed', 'allotted') AND m.event_id IS NULL AND m.returned_at IS NOT NULL \
            THEN 1 END) AS returned, \
        COUNT(CASE WHEN m.status IN ('printed', 'allotted') AND e.ends_at <= $1 THEN 1 END) AS overdue \
        FROM mark m LEFT JOIN marking_event e ON e.id = m.event_id \
        WHERE m.batch_id IN (IDS) GROUP BY m.batch_id";
    let ids: Vec<i64> = batches.iter().map(|batch| batch.0).collect();
    let rows = ask(source, sql, &ids, now).await?;
    Ok(rows.iter().map(|row| (BatchId(row.id), row.tally())).collect())
}

/// Counts what became of the marks that went out to events.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn of_events(
    source: &impl Source,
    events: &[EventId],
    now: Timestamp,
) -> Result<HashMap<EventId, Tally>, StoreError> {
    let sql = "SELECT o.event_id AS id, COUNT(*) AS printed, \
        COUNT(CASE WHEN o.back_at IS NULL THEN m.bike_id END) AS issued, \
        COUNT(CASE WHEN o.back_at IS NULL AND m.bike_id IS NULL AND m.status = 'void' \
            AND COALESCE(m.end_reason, '') <> 'lost' THEN 1 END) AS spoiled, \
        COUNT(CASE WHEN o.back_at IS NULL AND m.bike_id IS NULL AND m.status = 'void' AND m.end_reason = 'lost' \
            THEN 1 END) AS lost, \
        COUNT(o.back_at) AS returned, \
        COUNT(CASE WHEN o.back_at IS NULL AND m.status IN ('printed', 'allotted') AND e.ends_at <= $1 \
            THEN 1 END) AS overdue \
        FROM mark_outing o JOIN mark m ON m.code = o.code JOIN marking_event e ON e.id = o.event_id \
        WHERE o.event_id IN (IDS) GROUP BY o.event_id";
    let ids: Vec<i64> = events.iter().map(|event| event.0).collect();
    let rows = ask(source, sql, &ids, now).await?;
    Ok(rows.iter().map(|row| (EventId(row.id), row.tally())).collect())
}

async fn ask(source: &impl Source, sql: &str, ids: &[i64], now: Timestamp) -> Result<Vec<Row>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (2..ids.len() + 2).map(|at| format!("${at}")).collect();
    let sql = sql.replace("IDS", &places.join(", "));
    let values = std::iter::once(millis(now))
        .chain(ids.iter().copied())
        .map(Value::from);
    let connection = source.connection();
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    Ok(Row::find_by_statement(statement).all(connection).await?)
}
