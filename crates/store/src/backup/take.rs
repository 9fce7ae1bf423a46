//! Writes a backup, completely or not at all.

use super::file::{self, Writing};
use super::manifest::{Engine, FORMAT, Listed, Manifest, Table};
use super::{BackupError, MANIFEST, PURPOSE, SEAL, photos, postgres, sqlite};
use crate::Store;
use crate::bike::photos::{FileName, PhotoFolder};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// The name of the lock file of a backup that is being written.
const LOCK: &str = "lock";

/// What the manifest says besides the data.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The version of the program.
    pub program: &'a str,
    /// The time at which the backup is made.
    pub now: Timestamp,
}

/// What was read from the database.
pub(super) struct Dumped {
    pub(super) engine: Engine,
    pub(super) steps: Vec<String>,
    pub(super) tables: Vec<Table>,
    pub(super) sequences: BTreeMap<String, i64>,
    pub(super) photos: BTreeSet<FileName>,
    pub(super) files: Vec<Listed>,
}

/// Writes a backup into a new folder. Others can read and write in the meantime, and the backup holds the register as
/// of one moment. The folder's name ends in `.partial` until everything is on the disk.
///
/// # Errors
/// [`BackupError`]; if it fails, there is no folder with this name.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn take(
    store: &Store,
    from: &PhotoFolder,
    to: &Path,
    about: About<'_>,
) -> Result<Manifest, BackupError> {
    if to.exists() {
        return Err(BackupError::There(to.to_owned()));
    }
    let (partial, lock) = begin(to)?;
    let written = write(store, from, &partial, about).await;
    let manifest = match written {
        Ok(manifest) => manifest,
        Err(error) => {
            file::remove_folder(&partial)?;
            return Err(error);
        }
    };
    let lock_file = partial.join(LOCK);
    std::fs::remove_file(&lock_file).map_err(BackupError::disk("remove", &lock_file))?;
    file::synchronise(&partial)?;
    if to.exists() {
        return Err(BackupError::There(to.to_owned()));
    }
    file::rename(&partial, to)?;
    drop(lock);
    Ok(manifest)
}

/// Makes the folder into which the backup is written. If a process that was stopped left one behind, it is removed
/// first.
fn begin(to: &Path) -> Result<(PathBuf, File), BackupError> {
    let mut name = to.file_name().map(OsString::from).unwrap_or_default();
    name.push(".partial");
    let partial = to.with_file_name(name);
    if partial.exists() {
        let place = partial.join(LOCK);
        // A folder without a lock file is not in use.
        if let Ok(old) = File::open(&place)
            && matches!(old.try_lock(), Err(TryLockError::WouldBlock))
        {
            return Err(BackupError::Busy(to.to_owned()));
        }
        file::remove_folder(&partial)?;
    }
    if let Some(above) = partial.parent().filter(|above| !above.as_os_str().is_empty()) {
        file::make_folder(above)?;
    }
    std::fs::create_dir(&partial).map_err(BackupError::disk("make the folder", &partial))?;
    let place = partial.join(LOCK);
    let lock = File::create_new(&place).map_err(BackupError::disk("write", &place))?;
    match lock.try_lock() {
        Ok(()) => Ok((partial, lock)),
        Err(TryLockError::WouldBlock) => Err(BackupError::Busy(to.to_owned())),
        Err(TryLockError::Error(error)) => Err(BackupError::disk("lock", &place)(error)),
    }
}

async fn write(
    store: &Store,
    from: &PhotoFolder,
    folder: &Path,
    about: About<'_>,
) -> Result<Manifest, BackupError> {
    let dumped = if store.has_one_writer() {
        sqlite::dump(store, folder).await?
    } else {
        postgres::dump(store, folder).await?
    };
    let copied = photos::copy(from, &dumped.photos, folder)?;
    let mut files = dumped.files;
    files.push(copied.list);
    let manifest = Manifest {
        format: FORMAT,
        program: about.program.to_owned(),
        made_at: about.now.to_string(),
        register: store.register_id().to_string(),
        engine: dumped.engine,
        key: store.keys().home_id(),
        steps: dumped.steps,
        tables: dumped.tables,
        sequences: dumped.sequences,
        photos: copied.photos,
        photos_missing: copied.missing,
        files,
    };
    let json =
        serde_json::to_vec_pretty(&manifest).map_err(|error| BackupError::Manifest(error.to_string()))?;
    let mut out = Writing::begin(folder, MANIFEST)?;
    out.add(&json)?;
    out.end()?;
    let mut seal = Writing::begin(folder, SEAL)?;
    let hash = store.keys().tag(PURPOSE, &json);
    seal.add(format!("{}\n", hex::encode(hash)).as_bytes())?;
    seal.end()?;
    Ok(manifest)
}
