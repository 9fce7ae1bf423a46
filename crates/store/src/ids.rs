//! Reserves ids before rows are written, so that rows that belong together can be written at once.

use crate::connection::sealed::Source as _;
use crate::{StoreError, Tx};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

/// Reserves `count` ids that nobody else will get. On SQLite, nobody else can use ids while this transaction writes.
/// PostgreSQL takes the ids from the table's sequence.
pub(crate) async fn reserve(tx: &Tx, table: &'static str, count: usize) -> Result<Vec<i64>, StoreError> {
    let db = tx.connection();
    let wanted = i64::try_from(count).unwrap_or(i64::MAX);
    match db.get_database_backend() {
        DbBackend::Postgres => {
            let sql = format!(
                "SELECT nextval(pg_get_serial_sequence('{table}', 'id')) AS id FROM generate_series(1, $1)"
            );
            let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [wanted.into()]);
            let rows = db.query_all_raw(statement).await?;
            rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
        }
        backend => {
            let sql = "SELECT COALESCE(MAX(seq), 0) AS id FROM sqlite_sequence WHERE name = $1";
            let statement = Statement::from_sql_and_values(backend, sql, [table.into()]);
            let last: i64 = db
                .query_one_raw(statement)
                .await?
                .map(|row| row.try_get("", "id"))
                .transpose()?
                .unwrap_or(0);
            Ok((last + 1..=last + wanted).collect())
        }
    }
}

#[cfg(test)]
mod tests;
