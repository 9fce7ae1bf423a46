//! The change feed: what changed, in the order in which the changes were committed.

pub mod follower;
mod life;

pub(crate) use life::epoch;
pub use life::{Place, place, prune, renew};

use crate::connection::{Source, sealed::Source as _};
use crate::time::millis;
use crate::{Store, StoreError, Tx};
use domain::feed::{FeedPosition, Subject};
use domain::id::BikeId;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};

/// One change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its place in the feed.
    pub position: FeedPosition,
    /// What changed. It may have changed again since, or been deleted. `None` if a newer version of the program wrote a
    /// kind that we do not know; readers skip it.
    pub subject: Option<Subject>,
}

#[derive(FromQueryResult)]
struct Row {
    writer: i64,
    position: i64,
    made_at: i64,
    subject: String,
    bike_id: i64,
}

impl Row {
    fn at(&self, epoch: u64) -> FeedPosition {
        FeedPosition {
            epoch,
            transaction: self.writer,
            position: self.position,
            made_at: self.made_at,
        }
    }
}

/// Notes in the feed that bikes changed. Readers see it once the transaction is committed.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn record(tx: &Tx, bikes: &[BikeId], now: Timestamp) -> Result<(), StoreError> {
    let subjects: Vec<Subject> = bikes.iter().copied().map(Subject::Bike).collect();
    record_all(tx, &subjects, now).await
}

/// Notes in the feed what changed. Readers see it once the transaction is committed.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn record_all(tx: &Tx, subjects: &[Subject], now: Timestamp) -> Result<(), StoreError> {
    let at = millis(now);
    // These are only our own words, ids and an instant, so no parameters are needed.
    for chunk in subjects.chunks(2_000) {
        let rows: Vec<String> = chunk
            .iter()
            .map(|subject| format!("('{}',{},{at})", subject.slug(), subject.number()))
            .collect();
        let sql = format!(
            "INSERT INTO change (subject, bike_id, made_at) VALUES {}",
            rows.join(",")
        );
        tx.connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Reads at most `limit` changes after a position, oldest first. It never misses one.
///
/// On PostgreSQL it stops below the oldest transaction that is still running, because that transaction may still commit
/// a change that comes before others that can already be seen.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn after(
    store: &Store,
    position: Option<FeedPosition>,
    limit: u64,
) -> Result<Vec<Change>, StoreError> {
    let (writer, last) = position.map_or((0, 0), |p| (p.transaction, p.position));
    let backend = store.connection().get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT writer, position, made_at, subject, bike_id FROM change
             WHERE (writer, position) > ($1, $2)
               AND writer < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
             ORDER BY writer, position LIMIT $3"
        }
        _ => {
            "SELECT writer, position, made_at, subject, bike_id FROM change
             WHERE $1 <= 0 AND position > $2 ORDER BY position LIMIT $3"
        }
    };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let statement = Statement::from_sql_and_values(backend, sql, [writer.into(), last.into(), limit.into()]);
    let rows = Row::find_by_statement(statement).all(store.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Change {
            position: row.at(store.feed_epoch()),
            subject: Subject::of(&row.subject, row.bike_id),
        })
        .collect())
}

/// Returns the last position in the feed. If you call this, then read the register, and then follow the feed from this
/// position, you miss nothing.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn last(store: &Store) -> Result<FeedPosition, StoreError> {
    let backend = store.connection().get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT writer, position, made_at, subject, bike_id FROM change
             WHERE writer < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
             ORDER BY writer DESC, position DESC LIMIT 1"
        }
        _ => "SELECT writer, position, made_at, subject, bike_id FROM change ORDER BY position DESC LIMIT 1",
    };
    let row = Row::find_by_statement(Statement::from_string(backend, sql))
        .one(store.connection())
        .await?;
    let epoch = store.feed_epoch();
    Ok(row.map_or_else(|| FeedPosition::start(epoch), |row| row.at(epoch)))
}

/// Counts the changes after a position, for a progress bar or a gauge.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn count_after(source: &impl Source, position: Option<FeedPosition>) -> Result<u64, StoreError> {
    let (writer, last) = position.map_or((0, 0), |p| (p.transaction, p.position));
    let backend = source.connection().get_database_backend();
    let sql = "SELECT COUNT(*) AS n FROM change WHERE writer > $1 OR (writer = $1 AND position > $2)";
    let statement = Statement::from_sql_and_values(backend, sql, [writer.into(), last.into()]);
    let row = source.connection().query_one_raw(statement).await?;
    let count: i64 = row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or(0);
    Ok(count.unsigned_abs())
}

#[cfg(test)]
mod tests;
