//! Writes many rows with few statements.

use crate::connection::sealed::Source as _;
use crate::{StoreError, Tx};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use std::fmt::Write as _;

/// How many parameters one statement has. This is enough to make the round trip unimportant, and few enough to need
/// little memory. Whenever the allocator gets a large piece of memory back, it takes time to tidy up.
const PARAMETERS: usize = 1_200;

/// Inserts rows whose cells are in the order of `columns`, which are our own names and need no quoting.
///
/// Statements of the same length have the same text, so that a connection prepares each only once. The query builder
/// would write the text again and check every cell, which takes longer than the insertion itself.
pub(crate) async fn insert<const WIDTH: usize>(
    tx: &Tx,
    table: &str,
    columns: [&str; WIDTH],
    rows: impl Iterator<Item = [Value; WIDTH]>,
) -> Result<u64, StoreError> {
    insert_or(tx, table, columns, "", rows).await
}

/// Like [`insert`], with an ON CONFLICT clause. Returns the number of rows written.
pub(crate) async fn insert_or<const WIDTH: usize>(
    tx: &Tx,
    table: &str,
    columns: [&str; WIDTH],
    conflict: &str,
    mut rows: impl Iterator<Item = [Value; WIDTH]>,
) -> Result<u64, StoreError> {
    let backend = tx.connection().get_database_backend();
    let most = PARAMETERS / WIDTH;
    let (mut whole, mut written) = (None, 0);
    loop {
        let mut values = Vec::with_capacity(most * WIDTH);
        rows.by_ref().take(most).for_each(|row| values.extend(row));
        let count = values.len() / WIDTH;
        if count == 0 {
            return Ok(written);
        }
        let text = || text(backend, table, &columns, conflict, count);
        let sql = if count == most {
            whole.get_or_insert_with(text).clone()
        } else {
            text()
        };
        let statement = Statement::from_sql_and_values(backend, sql, values);
        written += tx.connection().execute_raw(statement).await?.rows_affected();
    }
}

fn text(backend: DbBackend, table: &str, columns: &[&str], conflict: &str, rows: usize) -> String {
    let mut sql = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    let mut parameter = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for cell in 0..columns.len() {
            parameter += 1;
            sql.push_str(if cell == 0 { "" } else { "," });
            if backend == DbBackend::Postgres {
                // Writing to a string cannot fail.
                let _ = write!(sql, "${parameter}");
            } else {
                sql.push('?');
            }
        }
        sql.push(')');
    }
    sql.push_str(conflict);
    sql
}
