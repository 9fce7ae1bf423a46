//! Writes and reads the files of a backup, with their digests.

use super::BackupError;
use super::manifest::Listed;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// How many bytes are read at a time.
const PIECE: usize = 1 << 18;

/// A file that is being written, with the digest of what has been written so far.
pub(super) struct Writing {
    out: BufWriter<File>,
    place: PathBuf,
    name: String,
    digest: Sha256,
    bytes: u64,
    lines: u64,
}

impl Writing {
    /// Begins a file in the folder of a backup.
    pub(super) fn begin(folder: &Path, name: &str) -> Result<Self, BackupError> {
        let place = folder.join(name);
        let file = File::create_new(&place).map_err(BackupError::disk("write", &place))?;
        Ok(Self {
            out: BufWriter::with_capacity(PIECE, file),
            place,
            name: name.to_owned(),
            digest: Sha256::new(),
            bytes: 0,
            lines: 0,
        })
    }

    /// Writes some bytes.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        self.out
            .write_all(bytes)
            .map_err(BackupError::disk("write", &self.place))?;
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
        self.lines += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        Ok(())
    }

    /// Finishes the file. Returns its entry for the manifest, and how many lines it has.
    pub(super) fn end(mut self) -> Result<(Listed, u64), BackupError> {
        self.out
            .flush()
            .map_err(BackupError::disk("write", &self.place))?;
        let listed = Listed {
            path: self.name,
            bytes: self.bytes,
            sha256: hex::encode(self.digest.finalize()),
        };
        Ok((listed, self.lines))
    }
}

/// Reads an existing file, and returns its entry for the manifest.
pub(super) fn listed(folder: &Path, name: &str) -> Result<Listed, BackupError> {
    let place = folder.join(name);
    let mut file = File::open(&place).map_err(BackupError::disk("read", &place))?;
    let (mut digest, mut bytes) = (Sha256::new(), 0);
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece).map_err(BackupError::disk("read", &place))?;
        let Some(some) = piece.get(..read).filter(|some| !some.is_empty()) else {
            break;
        };
        digest.update(some);
        bytes += read as u64;
    }
    Ok(Listed {
        path: name.to_owned(),
        bytes,
        sha256: hex::encode(digest.finalize()),
    })
}

/// Makes a folder and its parents.
pub(super) fn make_folder(folder: &Path) -> Result<(), BackupError> {
    fs::create_dir_all(folder).map_err(BackupError::disk("make the folder", folder))
}

/// Removes a folder and everything in it, if it exists.
pub(super) fn remove_folder(folder: &Path) -> Result<(), BackupError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(BackupError::disk("remove", folder)(error))
        }
        _ => Ok(()),
    }
}

/// Moves a file or folder, and makes sure that the new name lasts.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), BackupError> {
    fs::rename(from, to).map_err(BackupError::disk("write", to))?;
    let above = to.parent().filter(|above| !above.as_os_str().is_empty());
    synchronise(above.unwrap_or(Path::new(".")))
}

/// Waits until the contents of a folder are safely on the disk.
pub(super) fn synchronise(folder: &Path) -> Result<(), BackupError> {
    let opened = File::open(folder).map_err(BackupError::disk("read", folder))?;
    rustix::fs::syncfs(&opened)
        .map_err(std::io::Error::from)
        .map_err(BackupError::disk("synchronise", folder))
}
