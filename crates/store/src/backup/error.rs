use crate::StoreError;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a backup could not be made or restored.
#[derive(Debug, Error)]
pub enum BackupError {
    /// There is already something in the folder for the backup or for the restored register.
    #[error("{} already exists; name another folder", .0.display())]
    There(PathBuf),
    /// Another process is making a backup with this name.
    #[error("another backup is being written to {}", .0.display())]
    Busy(PathBuf),
    /// The folder holds no backup.
    #[error("{} does not hold a whole backup: it has no manifest.json", .0.display())]
    NotOne(PathBuf),
    /// The program cannot read the manifest.
    #[error("the backup's manifest cannot be read: {0}")]
    Manifest(String),
    /// It was made by a newer version of the program.
    #[error(
        "the backup was made by a newer version of Framemark ({0}); restore it with that version or a later one"
    )]
    Newer(String),
    /// It belongs to a different key.
    #[error(
        "the backup belongs to the key with the fingerprint {wanted}, but this key has the fingerprint {ours}"
    )]
    OtherKey {
        /// The fingerprint of the key that the backup belongs to.
        wanted: String,
        /// The fingerprint of the key that is set.
        ours: String,
    },
    /// The manifest has been changed.
    #[error("the backup's manifest has been changed")]
    ManifestChanged,
    /// A file is missing.
    #[error("the backup's file {0} is missing")]
    Missing(String),
    /// A file is shorter or longer than it was.
    #[error(
        "the backup's file {file} is {found} bytes long, but it was {wanted} bytes when the backup was made"
    )]
    Length {
        /// The path of the file in the backup.
        file: String,
        /// How many bytes it has now.
        found: u64,
        /// How many bytes it had.
        wanted: u64,
    },
    /// A file has been changed.
    #[error("the backup's file {0} has been changed")]
    Changed(String),
    /// The database now has more or fewer rows than the backup.
    #[error("the table {table} now has {found} rows, but the backup has {wanted}")]
    Rows {
        /// The name of the table.
        table: String,
        /// How many rows the database has.
        found: u64,
        /// How many rows the backup has.
        wanted: u64,
    },
    /// A file or folder cannot be read or written.
    #[error("cannot {doing} {}: {why}", .path.display())]
    Disk {
        /// What we were trying to do.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        why: io::Error,
    },
    /// The database failed in the meantime.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BackupError {
    /// Makes the error that says what could not be done with a file.
    pub(super) fn disk(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |why| Self::Disk { doing, path, why }
    }
}

impl From<sea_orm::DbErr> for BackupError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

impl From<sea_orm::sqlx::Error> for BackupError {
    fn from(error: sea_orm::sqlx::Error) -> Self {
        let error = sea_orm::RuntimeErr::SqlxError(error.into());
        Self::Store(StoreError::Database(sea_orm::DbErr::Exec(error)))
    }
}
