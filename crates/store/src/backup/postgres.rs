//! Copies a PostgreSQL database: one file for each table, all from one snapshot.

use super::file::{Writing, make_folder};
use super::manifest::{Engine, Table, is_plain};
use super::take::Dumped;
use super::{BackupError, TABLES};
use crate::bike::photos::FileName;
use crate::connection::sealed::Source as _;
use crate::{Store, StoreError};
use futures_util::TryStreamExt;
use sea_orm::sqlx::{AssertSqlSafe, Connection, PgConnection, query_as, query_scalar, raw_sql};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The tables of the register. A restore makes the change feed and the list of migrations itself.
const NAMES: &str = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()
    AND tablename NOT IN ('change', 'seaql_migrations') ORDER BY tablename";
const COLUMNS: &str = "SELECT column_name::text FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position";
const STEPS: &str = "SELECT version::text FROM seaql_migrations ORDER BY version";
const SEQUENCES: &str = "SELECT sequencename::text, last_value FROM pg_sequences
    WHERE schemaname = current_schema() AND last_value IS NOT NULL";
const PHOTO_NAMES: &str =
    "SELECT file FROM photo UNION SELECT thumbnail FROM photo UNION SELECT file FROM meeting_paper
    UNION SELECT file FROM campaign_paper";

pub(super) async fn dump(store: &Store, folder: &Path) -> Result<Dumped, BackupError> {
    let pool = store.connection().get_postgres_connection_pool();
    let mut connection = pool.acquire().await?.detach();
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    raw_sql(begin).execute(&mut connection).await?;
    let dumped = read(&mut connection, folder).await?;
    raw_sql("COMMIT").execute(&mut connection).await?;
    connection.close().await?;
    Ok(dumped)
}

async fn read(connection: &mut PgConnection, folder: &Path) -> Result<Dumped, BackupError> {
    let steps = query_scalar(STEPS).fetch_all(&mut *connection).await?;
    let names: Vec<String> = query_scalar(NAMES).fetch_all(&mut *connection).await?;
    make_folder(&folder.join(TABLES))?;
    let (mut tables, mut files) = (Vec::new(), Vec::new());
    for name in names {
        let columns = query_scalar(COLUMNS).bind(&name);
        let columns: Vec<String> = columns.fetch_all(&mut *connection).await?;
        if !columns.iter().chain([&name]).all(|name| is_plain(name)) {
            return Err(StoreError::corrupt("pg_tables", format!("a table {name} that is not ours")).into());
        }
        let mut out = Writing::begin(folder, &format!("{TABLES}/{name}"))?;
        let copy = format!("COPY {} TO STDOUT", listed(&name, &columns));
        let mut pieces = connection.copy_out_raw(&copy).await?;
        while let Some(piece) = pieces.try_next().await? {
            out.add(&piece)?;
        }
        drop(pieces);
        let (file, rows) = out.end()?;
        files.push(file);
        tables.push(Table { name, columns, rows });
    }
    let photos: Vec<String> = query_scalar(PHOTO_NAMES).fetch_all(&mut *connection).await?;
    let photos: BTreeSet<FileName> = photos.iter().filter_map(|name| FileName::parse(name)).collect();
    // Sequences are not part of the snapshot. We read them last, so that no row is ahead of its sequence.
    let sequences: Vec<(String, i64)> = query_as(SEQUENCES).fetch_all(&mut *connection).await?;
    Ok(Dumped {
        engine: Engine::Postgres,
        steps,
        tables,
        sequences: sequences.into_iter().collect::<BTreeMap<_, _>>(),
        photos,
        files,
    })
}

/// Writes a table's name with its columns, for `COPY`. Quotation marks round the names are enough.
fn listed(table: &str, columns: &[String]) -> String {
    format!("\"{table}\" (\"{}\")", columns.join("\", \""))
}

/// Loads a table's rows from its file, and returns how many there were.
pub(super) async fn load(
    connection: &mut PgConnection,
    table: &Table,
    folder: &Path,
) -> Result<u64, BackupError> {
    let place = folder.join(TABLES).join(&table.name);
    let mut file = std::fs::File::open(&place).map_err(BackupError::disk("read", &place))?;
    let statement = format!("COPY {} FROM STDIN", listed(&table.name, &table.columns));
    let mut copy = connection.copy_in_raw(&statement).await?;
    let mut piece = vec![0; 1 << 18];
    loop {
        let read = std::io::Read::read(&mut file, &mut piece).map_err(BackupError::disk("read", &place))?;
        let Some(some) = piece.get(..read).filter(|some| !some.is_empty()) else {
            break;
        };
        copy.send(some).await?;
    }
    Ok(copy.finish().await?)
}

/// Sends a statement that contains only names that have been checked.
pub(super) async fn send(connection: &mut PgConnection, sql: String) -> Result<(), BackupError> {
    raw_sql(AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}
