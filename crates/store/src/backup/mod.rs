//! Backs up a whole register while people are using it, and restores it where there is no register yet.
//!
//! A backup is a folder: `manifest.json` says what is in it, `manifest.seal` is a keyed hash of the manifest, and the
//! rest is the database, the list of photos and the photos. The key is not in it. A SQLite database is one file. A
//! PostgreSQL database is one file for each table, in the text format of `COPY`. A photo's name is the digest of its
//! content, so the list of photos is enough to check them.

mod check;
mod error;
mod file;
mod fill;
mod manifest;
mod photos;
mod postgres;
mod sqlite;
mod take;

pub use check::{Backup, Checking};
pub use error::BackupError;
pub use fill::{Staged, is_nothing, postgres as fill_postgres, sqlite as fill_sqlite};
pub use manifest::{Engine, Manifest};
pub use take::{About, take};

use crate::connection::{Source, sealed::Source as _};
use crate::{StoreError, Tx, settings};
use jiff::Timestamp;
use sea_orm::ConnectionTrait;

/// The manifest's name in the folder of a backup.
const MANIFEST: &str = "manifest.json";
/// The name of its keyed hash.
const SEAL: &str = "manifest.seal";
/// The purpose for which the hash is made.
const PURPOSE: &str = "backup manifest";
/// The copy of a SQLite database.
const DATABASE: &str = "framemark.db";
/// The folder with the tables of a PostgreSQL database.
const TABLES: &str = "tables";
/// The file with the names of the photos, one on each line.
const PHOTO_LIST: &str = "photos.list";
/// The folder of the photos.
const PHOTOS: &str = "photos";

/// The setting that says when the last backup was made.
const LAST: &str = "last-backup";

/// Returns the time of the last backup of this register.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn last(source: &impl Source) -> Result<Option<Timestamp>, StoreError> {
    let Some(millis) = settings::number(source, LAST).await? else {
        return Ok(None);
    };
    let millis = i64::try_from(millis).unwrap_or(i64::MAX);
    crate::time::instant("setting", millis).map(Some)
}

/// Notes that a backup was made.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn note(tx: &Tx, at: Timestamp) -> Result<(), StoreError> {
    settings::set(tx, LAST, &crate::time::millis(at).to_string()).await
}

/// Returns the statements that reset a restored database. They start the change feed again, end all sessions and
/// sign-in links, because some may have ended since the backup, and remove the note that the restore is not finished.
fn anew(epoch: u64) -> [String; 5] {
    [
        "DELETE FROM change".to_owned(),
        format!("UPDATE setting SET value = '{epoch}' WHERE name = 'feed-epoch'"),
        "DELETE FROM setting WHERE name IN ('feed-cluster', 'feed-pruned', 'restoring')".to_owned(),
        "DELETE FROM session".to_owned(),
        "DELETE FROM sign_in_link".to_owned(),
    ]
}

/// Makes a new epoch for a restored register's feed.
fn new_epoch(keys: &crate::Keyring) -> u64 {
    let mut bytes = [0; 8];
    keys.random().fill(&mut bytes);
    u64::from_le_bytes(bytes)
}

async fn begin_anew(tx: &Tx) -> Result<(), StoreError> {
    for statement in anew(new_epoch(tx.keyring())) {
        tx.connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}
