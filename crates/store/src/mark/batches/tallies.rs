//! Counts what happened to marks.

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
    made: i64,
    printed: i64,
    issued: i64,
    spoiled: i64,
    lost: i64,
    returned: i64,
    out: i64,
    overdue: i64,
    loose: i64,
}

impl Row {
    fn tally(&self) -> Tally {
        let count = |count: i64| count.unsigned_abs();
        let (made, issued) = (count(self.made), count(self.issued));
        let (spoiled, lost, returned) = (count(self.spoiled), count(self.lost), count(self.returned));
        let (out, unaccounted) = (count(self.out), count(self.overdue));
        Tally {
            made,
            printed: count(self.printed),
            issued,
            spoiled,
            lost,
            returned,
            out,
            unaccounted,
            stock: made.saturating_sub(issued + spoiled + lost + returned + out + unaccounted),
            loose: count(self.loose),
        }
    }
}

/// Counts what happened to the marks of batches. A mark that was on a bike counts as issued, even if it is void or
/// replaced now. If a mark is out at an event that is over, it counts as unaccounted for until somebody says what
/// happened to it. A mark that went out or was fixed counts as printed, even if we do not know when it was printed.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_batches(
    source: &impl Source,
    batches: &[BatchId],
    now: Timestamp,
) -> Result<HashMap<BatchId, Tally>, StoreError> {
    let sql = "SELECT m.batch_id AS id, COUNT(*) AS made, \
        COUNT(COALESCE(m.sheet_at, m.bike_id, m.event_id, m.returned_at)) AS printed, \
        COUNT(m.bike_id) AS issued, \
        COUNT(CASE WHEN m.bike_id IS NULL AND m.status = 'void' AND COALESCE(m.end_reason, '') <> 'lost' \
            THEN 1 END) AS spoiled, \
        COUNT(CASE WHEN m.bike_id IS NULL AND m.status = 'void' AND m.end_reason = 'lost' THEN 1 END) AS lost, \
        COUNT(CASE WHEN m.status IN ('printed', 'allotted') AND m.event_id IS NULL AND m.returned_at IS NOT NULL \
            THEN 1 END) AS returned, \
        COUNT(CASE WHEN m.status IN ('printed', 'allotted') AND e.ends_at > $1 THEN 1 END) AS \"out\", \
        COUNT(CASE WHEN m.status IN ('printed', 'allotted') AND e.ends_at <= $1 THEN 1 END) AS overdue, \
        COUNT(CASE WHEN 1 = 0 THEN 1 END) AS loose \
        FROM mark m LEFT JOIN marking_event e ON e.id = m.event_id \
        WHERE m.batch_id IN (IDS) GROUP BY m.batch_id";
    let ids: Vec<i64> = batches.iter().map(|batch| batch.0).collect();
    let rows = ask(source, sql, &ids, now).await?;
    Ok(rows.iter().map(|row| (BatchId(row.id), row.tally())).collect())
}

/// Counts what happened to the marks that went out to events, and the loose labels that were fixed there.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_events(
    source: &impl Source,
    events: &[EventId],
    now: Timestamp,
) -> Result<HashMap<EventId, Tally>, StoreError> {
    let sql = "SELECT o.event_id AS id, COUNT(CASE WHEN NOT o.loose THEN 1 END) AS made, \
        COUNT(CASE WHEN NOT o.loose THEN 1 END) AS printed, \
        COUNT(CASE WHEN NOT o.loose AND o.back_at IS NULL THEN m.bike_id END) AS issued, \
        COUNT(CASE WHEN NOT o.loose AND o.back_at IS NULL AND m.bike_id IS NULL AND m.status = 'void' \
            AND COALESCE(m.end_reason, '') <> 'lost' THEN 1 END) AS spoiled, \
        COUNT(CASE WHEN NOT o.loose AND o.back_at IS NULL AND m.bike_id IS NULL AND m.status = 'void' \
            AND m.end_reason = 'lost' THEN 1 END) AS lost, \
        COUNT(CASE WHEN NOT o.loose THEN o.back_at END) AS returned, \
        COUNT(CASE WHEN NOT o.loose AND o.back_at IS NULL AND m.status IN ('printed', 'allotted') \
            AND e.ends_at > $1 THEN 1 END) AS \"out\", \
        COUNT(CASE WHEN NOT o.loose AND o.back_at IS NULL AND m.status IN ('printed', 'allotted') \
            AND e.ends_at <= $1 THEN 1 END) AS overdue, \
        COUNT(CASE WHEN o.loose AND o.back_at IS NULL THEN m.bike_id END) AS loose \
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
