//! Fills a new register from a backup.
//!
//! Everything is prepared in a separate folder, and the database is put in its place last. So if a restore is cut off,
//! there is no register yet, and the restore can be started again.

use super::manifest::Engine;
use super::postgres::{load, send};
use super::{Backup, BackupError, DATABASE, PHOTOS, anew, begin_anew, file, new_epoch, photos};
use crate::bike::photos::PhotoFolder;
use crate::{Keyring, Store, Tuning};
use sea_orm::sqlx::{Connection, PgConnection, query_as, query_scalar, raw_sql};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder in the data folder where a restore prepares its files.
const STAGE: &str = "restoring";

/// The prepared photos of a restore.
#[derive(Debug)]
pub struct Staged {
    data: PathBuf,
    stage: PathBuf,
}

impl Staged {
    /// Makes sure that a data folder has no register, and removes what an earlier restore left behind.
    ///
    /// # Errors
    /// [`BackupError::There`] when it has one.
    pub fn begin(data: &Path) -> Result<Self, BackupError> {
        let database = data.join(DATABASE);
        if database.exists() {
            return Err(BackupError::There(database));
        }
        let (stage, old) = (data.join(STAGE), data.join(PHOTOS));
        let cut_off = stage.exists();
        let has_photos = fs::read_dir(&old).is_ok_and(|mut inside| inside.next().is_some());
        if has_photos && !cut_off {
            return Err(BackupError::There(old));
        }
        if cut_off {
            file::remove_folder(&old)?;
            file::remove_folder(&stage)?;
        }
        Ok(Self {
            data: data.to_owned(),
            stage,
        })
    }

    /// Copies the photos of a backup into the data folder.
    ///
    /// # Errors
    /// [`BackupError`] when they cannot be read or written.
    pub fn photos(&self, backup: &Backup) -> Result<(), BackupError> {
        file::make_folder(&self.stage)?;
        let from = backup.folder.join(PHOTOS);
        let from_folder = PhotoFolder::open(&from).map_err(BackupError::disk("read", &from))?;
        let beside = self.stage.join(PHOTOS);
        file::make_folder(&beside)?;
        for name in photos::list(&backup.folder)? {
            if !photos::put(&from_folder, &name, &beside)? {
                return Err(BackupError::Changed(format!("{PHOTOS}/{}", name.as_str())));
            }
        }
        file::synchronise(&beside)?;
        let place = self.data.join(PHOTOS);
        file::remove_folder(&place)?;
        file::rename(&beside, &place)
    }

    /// Removes the prepared files and any old search index.
    ///
    /// # Errors
    /// [`BackupError`] when they cannot be removed.
    pub fn end(self) -> Result<(), BackupError> {
        file::remove_folder(&self.data.join("index"))?;
        file::remove_folder(&self.stage)
    }
}

/// Puts the database of a backup into the data folder.
///
/// # Errors
/// [`BackupError`]; if it fails, there is no database in the folder.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn sqlite(backup: &Backup, staged: &Staged, keys: Keyring) -> Result<(), BackupError> {
    file::make_folder(&staged.stage)?;
    let (from, beside) = (backup.folder.join(DATABASE), staged.stage.join(DATABASE));
    fs::copy(&from, &beside).map_err(BackupError::disk("copy", &from))?;
    let store = Store::open(&Store::sqlite_url(&staged.stage), keys, Tuning::Bulk).await?;
    let tx = store.begin().await?;
    begin_anew(&tx).await?;
    tx.commit().await?;
    store.merge_log().await?;
    store.close().await?;
    file::synchronise(&staged.stage)?;
    file::rename(&beside, &staged.data.join(DATABASE))
}

/// Tells whether a PostgreSQL database has no tables, or only tables from a restore that was cut off.
///
/// # Errors
/// [`BackupError`] when it does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn is_nothing(url: &str) -> Result<bool, BackupError> {
    let mut connection = PgConnection::connect(url).await?;
    let count = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()";
    let tables: i64 = query_scalar(count).fetch_one(&mut connection).await?;
    let settings =
        "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'setting'";
    let settings: i64 = query_scalar(settings).fetch_one(&mut connection).await?;
    let cut_off = if settings == 0 {
        false
    } else {
        let marked = "SELECT COUNT(*) FROM setting WHERE name = 'restoring'";
        let marked: i64 = query_scalar(marked).fetch_one(&mut connection).await?;
        marked > 0
    };
    connection.close().await?;
    Ok(tables == 0 || cut_off)
}

const FOREIGN_KEYS: &str = "SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2";

/// Fills the empty tables of a PostgreSQL database from a backup, in one transaction.
///
/// # Errors
/// [`BackupError`]; if it fails, the tables are as empty as they were.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn postgres(backup: &Backup, url: &str, keys: &Keyring) -> Result<(), BackupError> {
    let manifest = backup.manifest();
    if manifest.engine != Engine::Postgres {
        return Err(BackupError::Manifest(
            "it was made from a different kind of database".to_owned(),
        ));
    }
    let mut connection = PgConnection::connect(url).await?;
    raw_sql("BEGIN").execute(&mut connection).await?;
    let keys_of_tables: Vec<(String, String, String)> =
        query_as(FOREIGN_KEYS).fetch_all(&mut connection).await?;
    for (table, name, _) in &keys_of_tables {
        let drop = format!("ALTER TABLE {table} DROP CONSTRAINT \"{name}\"");
        send(&mut connection, drop).await?;
    }
    for table in &manifest.tables {
        send(&mut connection, format!("TRUNCATE \"{}\"", table.name)).await?;
        let found = load(&mut connection, table, &backup.folder).await?;
        if found != table.rows {
            return Err(BackupError::Rows {
                table: table.name.clone(),
                found,
                wanted: table.rows,
            });
        }
    }
    for (sequence, last) in &manifest.sequences {
        let set = format!("SELECT setval('\"{sequence}\"', {last}, true)");
        send(&mut connection, set).await?;
    }
    for (table, name, definition) in &keys_of_tables {
        let add = format!("ALTER TABLE {table} ADD CONSTRAINT \"{name}\" {definition}");
        send(&mut connection, add).await?;
    }
    for statement in anew(new_epoch(keys)) {
        send(&mut connection, statement).await?;
    }
    raw_sql("COMMIT").execute(&mut connection).await?;
    raw_sql("ANALYZE").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}
