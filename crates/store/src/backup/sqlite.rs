//! Copies a SQLite database. SQLite itself writes the copy as of one moment, and others can go on working.

use super::manifest::{Engine, Table};
use super::take::Dumped;
use super::{BackupError, DATABASE, file};
use crate::Store;
use crate::bike::photos::FileName;
use crate::connection::sealed::Source as _;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub(super) async fn dump(store: &Store, folder: &Path) -> Result<Dumped, BackupError> {
    let place = folder.join(DATABASE);
    let quoted = place.display().to_string().replace('\'', "''");
    store
        .connection()
        .execute_unprepared(&format!("VACUUM INTO '{quoted}'"))
        .await?;
    let copy = open(&place).await?;
    let read = read(&copy).await;
    copy.close().await?;
    let (steps, tables, photos) = read?;
    Ok(Dumped {
        engine: Engine::Sqlite,
        steps,
        tables,
        sequences: BTreeMap::new(),
        photos,
        files: vec![file::listed(folder, DATABASE)?],
    })
}

/// Opens the copy without changing it and without writing other files beside it.
async fn open(place: &Path) -> Result<DatabaseConnection, BackupError> {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=ro&immutable=true", place.display()));
    options.max_connections(1).sqlx_logging(false);
    Ok(Database::connect(options).await?)
}

async fn read(
    copy: &DatabaseConnection,
) -> Result<(Vec<String>, Vec<Table>, BTreeSet<FileName>), BackupError> {
    let steps = texts(
        copy,
        "SELECT version AS text FROM seaql_migrations ORDER BY version",
    )
    .await?;
    let names = "SELECT name AS text FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut tables = Vec::new();
    for name in texts(copy, names).await? {
        let count = format!("SELECT CAST(COUNT(*) AS TEXT) AS text FROM \"{name}\"");
        let rows = texts(copy, &count).await?;
        let rows = rows.first().and_then(|rows| rows.parse().ok()).unwrap_or(0);
        let columns = Vec::new();
        tables.push(Table { name, columns, rows });
    }
    let photos = texts(
        copy,
        "SELECT file AS text FROM photo UNION SELECT thumbnail FROM photo UNION SELECT file FROM meeting_paper \
         UNION SELECT file FROM campaign_paper",
    )
    .await?;
    let photos = photos.iter().filter_map(|name| FileName::parse(name)).collect();
    Ok((steps, tables, photos))
}

async fn texts(copy: &DatabaseConnection, sql: &str) -> Result<Vec<String>, BackupError> {
    let rows = copy
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await?;
    let texts: Result<_, _> = rows.iter().map(|row| row.try_get("", "text")).collect();
    Ok(texts?)
}
