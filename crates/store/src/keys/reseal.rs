//! Seals values again, a few rows in each transaction, so that nobody has to wait long before they can write.

use super::columns;
use crate::connection::sealed::Source as _;
use crate::{Store, StoreError};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

/// The number of rows in one transaction.
const ROWS: u64 = 500;
/// The length of a sealed empty value: version, key, nonce and tag. Anything shorter was never sealed.
const SHORTEST: usize = 1 + 4 + 12 + 16;

/// How far the work has got: a column, and a row in that column. It starts from [`Place::default`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    column: usize,
    row: Option<String>,
}

/// How many values were sealed again, and how many could not be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// How many values were sealed again.
    pub done: u64,
    /// How many could not be opened and stay as they are.
    pub damaged: u64,
}

/// Reseals some of the values that are under another key, and returns how many, or `None` when everything is done.
///
/// # Errors
/// [`StoreError`] when the database does not answer; if so, the rows are as they were.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn reseal(store: &Store, place: &mut Place) -> Result<Option<Resealed>, StoreError> {
    let Some(column) = columns().get(place.column).copied() else {
        return Ok(None);
    };
    let tx = store.begin_to_erase().await?;
    let connection = tx.connection();
    let backend = connection.get_database_backend();
    let (table, name) = (column.table, column.name);
    let (at, start, key, order, lock, cast) = match backend {
        DbBackend::Postgres => (
            "ctid",
            "(0,0)",
            "substring({} from 2 for 4)",
            // A range of ctids is already in order. To sort it, the whole table would have to be read for each batch.
            "",
            " FOR UPDATE",
            "$1::text::tid",
        ),
        _ => (
            "rowid",
            "-1",
            "substr({}, 2, 4)",
            " ORDER BY rowid",
            "",
            "CAST($1 AS INTEGER)",
        ),
    };
    let key = key.replace("{}", name);
    let select = format!(
        "SELECT CAST({at} AS TEXT) AS at, {name} AS sealed FROM {table}
         WHERE {at} > {cast} AND length({name}) >= {SHORTEST} AND {key} <> $2{order} LIMIT {ROWS}{lock}"
    );
    let from = place.row.clone().unwrap_or_else(|| start.to_owned());
    let ours = hex::decode(tx.keyring().key_id()).unwrap_or_default();
    let select = Statement::from_sql_and_values(backend, select, [from.into(), ours.into()]);
    let found = connection.query_all_raw(select).await?;
    let mut resealed = Resealed::default();
    let update = format!("UPDATE {table} SET {name} = $2 WHERE {at} = {cast} AND {name} = $3");
    for row in &found {
        let (at, sealed): (String, Vec<u8>) = (row.try_get("", "at")?, row.try_get("", "sealed")?);
        match tx.keyring().open(column.words, &sealed) {
            Ok(plain) => {
                let new = tx.keyring().seal(column.words, &plain)?;
                let values = [at.clone().into(), new.into(), sealed.into()];
                let update = Statement::from_sql_and_values(backend, &update, values);
                resealed.done += connection.execute_raw(update).await?.rows_affected();
            }
            Err(error) => {
                tracing::warn!(table, column = name, row = at, %error, "A value cannot be opened, so it stays as it is");
                resealed.damaged += 1;
            }
        }
        place.row = Some(at);
    }
    tx.commit().await?;
    if found.is_empty() {
        place.column += 1;
        place.row = None;
    }
    Ok(Some(resealed))
}
