//! Checks a backup before it is restored.

use super::manifest::{FORMAT, Listed, Manifest, is_plain};
use super::{BackupError, MANIFEST, PURPOSE, SEAL, file, photos};
use crate::Keyring;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A backup whose manifest is genuine and was written with this key.
#[derive(Clone, Debug)]
pub struct Backup {
    pub(super) folder: PathBuf,
    manifest: Manifest,
}

/// How far the check of a backup's files has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checking {
    /// How many files and photos have been checked.
    pub done: u64,
    /// How many there are.
    pub all: u64,
}

impl Backup {
    /// Reads the manifest of a backup.
    ///
    /// # Errors
    /// [`BackupError`] when there is none, or it was changed, belongs to another key, or was made by a newer program.
    pub fn open(folder: &Path, keys: &Keyring) -> Result<Self, BackupError> {
        let place = folder.join(MANIFEST);
        let json = match fs::read(&place) {
            Ok(json) => json,
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                return Err(BackupError::NotOne(folder.to_owned()));
            }
            Err(error) => return Err(BackupError::disk("read", &place)(error)),
        };
        let manifest: Manifest =
            serde_json::from_slice(&json).map_err(|error| BackupError::Manifest(error.to_string()))?;
        if manifest.format > FORMAT {
            return Err(BackupError::Newer(manifest.program));
        }
        if keys.home_id() != manifest.key {
            return Err(BackupError::OtherKey {
                wanted: manifest.key,
                ours: keys.home_id(),
            });
        }
        let place = folder.join(SEAL);
        let seal = match fs::read_to_string(&place) {
            Ok(seal) => seal,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(BackupError::Missing(SEAL.to_owned()));
            }
            Err(error) => return Err(BackupError::disk("read", &place)(error)),
        };
        let given = hex::decode(seal.trim()).map_err(|_| BackupError::ManifestChanged)?;
        if !bool::from(subtle::ConstantTimeEq::ct_eq(
            given.as_slice(),
            keys.tag(PURPOSE, &json).as_slice(),
        )) {
            return Err(BackupError::ManifestChanged);
        }
        let names = manifest
            .tables
            .iter()
            .flat_map(|table| table.columns.iter().chain([&table.name]));
        if let Some(strange) = names
            .chain(manifest.sequences.keys())
            .find(|name| !is_plain(name))
        {
            return Err(BackupError::Manifest(format!(
                "{strange:?} is not a name that Framemark uses"
            )));
        }
        Ok(Self {
            folder: folder.to_owned(),
            manifest,
        })
    }

    /// Returns the manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Makes sure that no file or photo is missing or has been changed, and that this program knows the shape of the
    /// database.
    ///
    /// # Errors
    /// [`BackupError`] that names the first file that is missing or changed.
    pub fn check(&self, known: &[String], mut progress: impl FnMut(Checking)) -> Result<(), BackupError> {
        let newer = |step: &&String| !known.contains(step);
        if self.manifest.steps.iter().any(|step| newer(&step)) {
            return Err(BackupError::Newer(self.manifest.program.clone()));
        }
        let mut checking = Checking {
            done: 0,
            all: self.manifest.files.len() as u64 + self.manifest.photos,
        };
        let mut step = || {
            checking.done += 1;
            progress(checking);
        };
        for listed in &self.manifest.files {
            self.check_file(listed)?;
            step();
        }
        for photo in photos::list(&self.folder)? {
            photos::check(&self.folder, &photo)?;
            step();
        }
        Ok(())
    }

    fn check_file(&self, listed: &Listed) -> Result<(), BackupError> {
        let place = self.folder.join(&listed.path);
        let found = match fs::metadata(&place) {
            Ok(about) => about.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(BackupError::Missing(listed.path.clone()));
            }
            Err(error) => return Err(BackupError::disk("read", &place)(error)),
        };
        if found != listed.bytes {
            return Err(BackupError::Length {
                file: listed.path.clone(),
                found,
                wanted: listed.bytes,
            });
        }
        if file::listed(&self.folder, &listed.path)? != *listed {
            return Err(BackupError::Changed(listed.path.clone()));
        }
        Ok(())
    }
}
