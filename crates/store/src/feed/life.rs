//! The epochs of a feed. While the epoch stays the same, readers can go on from where they are.

use super::Row;
use crate::connection::sealed::Source as _;
use crate::settings::{self, FEED_CLUSTER, FEED_EPOCH, FEED_PRUNED, REGISTER_ID};
use crate::time::millis;
use crate::{Store, StoreError};
use domain::feed::FeedPosition;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};

/// How many rows are deleted in one transaction.
const AT_A_TIME: i64 = 10_000;

/// Where a reader's position is, compared with the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is in the feed, so the reader can go on.
    Known,
    /// It is in another epoch of the feed, or in another database's feed.
    OtherLife,
    /// It is before the oldest change that we have kept. The changes in between have been deleted.
    Pruned,
    /// It is at a change that this feed never had. The database was restored, and the reader is ahead of it.
    Ahead,
}

/// Finds out where a position is in the feed.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn place(store: &Store, position: FeedPosition) -> Result<Place, StoreError> {
    // Another process may have begun a new epoch since this one opened the register.
    let epoch = settings::number(store, FEED_EPOCH).await?;
    if let Some(epoch) = epoch {
        store.set_feed_epoch(epoch);
    }
    if epoch != Some(position.epoch) {
        return Ok(Place::OtherLife);
    }
    if position.position == 0 {
        let pruned = settings::number(store, FEED_PRUNED).await?;
        return Ok(if pruned == epoch {
            Place::Pruned
        } else {
            Place::Known
        });
    }
    let same = "SELECT writer, position, made_at, subject, bike_id FROM change WHERE position = $1";
    if let Some(row) = one(store, same, [position.position.into()]).await? {
        let known = row.at(position.epoch) == position;
        return Ok(if known { Place::Known } else { Place::Ahead });
    }
    let oldest =
        "SELECT writer, position, made_at, subject, bike_id FROM change ORDER BY writer, position LIMIT 1";
    let passed = one(store, oldest, [])
        .await?
        .is_some_and(|row| (row.writer, row.position) > (position.transaction, position.position));
    Ok(if passed { Place::Pruned } else { Place::Ahead })
}

async fn one<const N: usize>(
    store: &Store,
    sql: &str,
    values: [Value; N],
) -> Result<Option<Row>, StoreError> {
    let backend = store.connection().get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    Ok(Row::find_by_statement(statement).one(store.connection()).await?)
}

/// Begins a new epoch of the feed, unless somebody else has ended the epoch `was` already. Returns the present epoch.
/// The old rows are deleted, because readers start again from the register itself.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn renew(store: &Store, was: u64) -> Result<u64, StoreError> {
    let mut bytes = [0; 8];
    store.keys().random().fill(&mut bytes);
    let made = u64::from_le_bytes(bytes);
    let tx = store.begin().await?;
    let backend = tx.connection().get_database_backend();
    let end = "UPDATE setting SET value = $1 WHERE name = $2 AND value = $3";
    let values = [made.to_string().into(), FEED_EPOCH.into(), was.to_string().into()];
    let ended = tx
        .connection()
        .execute_raw(Statement::from_sql_and_values(backend, end, values))
        .await?;
    if ended.rows_affected() == 1 {
        tx.connection().execute_unprepared("DELETE FROM change").await?;
        if let Some(cluster) = cluster(store).await? {
            settings::set(&tx, FEED_CLUSTER, &cluster).await?;
        }
    }
    let epoch = settings::number(&tx, FEED_EPOCH).await?.unwrap_or(made);
    tx.commit().await?;
    store.set_feed_epoch(epoch);
    Ok(epoch)
}

/// Returns the epoch of the feed when a database is opened. If the database was restored into another PostgreSQL
/// cluster, a new epoch begins. Changes are ordered by transaction numbers, and those of the new cluster may be lower
/// than the numbers in the rows.
pub(crate) async fn epoch(store: &Store) -> Result<u64, StoreError> {
    let epoch = settings::epoch_or_first(store).await?;
    // The register's id in lists never changes. In early versions the first epoch was the id.
    settings::keep_first(store, REGISTER_ID, epoch.to_string()).await?;
    if store.connection().get_database_backend() != DbBackend::Postgres {
        return Ok(epoch);
    }
    let moved = match cluster(store).await? {
        Some(here) => settings::keep_first(store, FEED_CLUSTER, here.clone()).await? != here,
        None => false,
    };
    if moved || from_the_future(store).await? {
        tracing::warn!(
            "The database has moved here from another cluster, so the change feed starts again and the search index is \
             rebuilt"
        );
        return renew(store, epoch).await;
    }
    Ok(epoch)
}

/// Asks which cluster this is. Returns `None` if the database account has no right to ask.
async fn cluster(store: &Store) -> Result<Option<String>, StoreError> {
    let connection = store.connection();
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(None);
    }
    let may = "SELECT has_function_privilege('pg_control_system()', 'execute') AS may";
    let ask = |sql: &str| Statement::from_string(DbBackend::Postgres, sql);
    let row = connection.query_one_raw(ask(may)).await?;
    if !row
        .map(|row| row.try_get::<bool>("", "may"))
        .transpose()?
        .unwrap_or(false)
    {
        return Ok(None);
    }
    let sql = "SELECT system_identifier::text AS id FROM pg_control_system()";
    let row = connection.query_one_raw(ask(sql)).await?;
    Ok(row.map(|row| row.try_get("", "id")).transpose()?)
}

/// Tells whether a change has a transaction number that this cluster has not reached yet.
async fn from_the_future(store: &Store) -> Result<bool, StoreError> {
    let sql =
        "SELECT COALESCE(MAX(writer), 0) >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS future
               FROM change";
    let row = store
        .connection()
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await?;
    Ok(row
        .map(|row| row.try_get("", "future"))
        .transpose()?
        .unwrap_or(false))
}

/// Deletes changes made before a time, except the last one, so that a reader that has seen them all still finds its
/// position. If a reader has been away for longer, [`place`] says so, and the reader starts again. Returns how many
/// changes were deleted.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(store: &Store, before: Timestamp) -> Result<u64, StoreError> {
    let before = millis(before);
    let newest = "SELECT writer, position, made_at, subject, bike_id FROM change WHERE made_at < $1
                  ORDER BY made_at DESC, position DESC LIMIT 1";
    let Some(edge) = one(store, newest, [before.into()]).await? else {
        return Ok(0);
    };
    let sql = "DELETE FROM change WHERE position IN (SELECT position FROM change
               WHERE made_at < $1 AND (writer, position) < ($2, $3) ORDER BY made_at LIMIT $4)";
    let mut pruned = 0;
    loop {
        let tx = store.begin().await?;
        let backend = tx.connection().get_database_backend();
        let values = [
            before.into(),
            edge.writer.into(),
            edge.position.into(),
            AT_A_TIME.into(),
        ];
        let done = tx
            .connection()
            .execute_raw(Statement::from_sql_and_values(backend, sql, values))
            .await?
            .rows_affected();
        if done > 0 {
            settings::set(&tx, FEED_PRUNED, &store.feed_epoch().to_string()).await?;
        }
        tx.commit().await?;
        pruned += done;
        if done < AT_A_TIME.unsigned_abs() {
            return Ok(pruned);
        }
    }
}

#[cfg(test)]
mod tests;
