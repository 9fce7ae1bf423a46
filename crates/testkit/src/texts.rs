//! Reads a database behind the program's back.

use crate::database::{connect, on_its_own_thread};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbErr, Statement};

/// Returns the first column of a query's result as text, from the database at an address.
///
/// # Panics
///
/// When the database does not answer, or the column is not text.
pub fn texts_of(url: &str, query: &str) -> Vec<String> {
    let read = on_its_own_thread(async {
        let connection = connect(url).await?;
        let ask = Statement::from_string(connection.get_database_backend(), query);
        let rows = connection.query_all_raw(ask).await?;
        let texts: Result<_, DbErr> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
        connection.close().await?;
        texts
    });
    read.unwrap_or_else(|error| panic!("{query:?} failed in the test's database: {error}"))
}
