//! Files whose names are hashes of their content.

use crate::StoreError;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// A file's name: the SHA-256 of its content in 64 hexadecimal digits. No other text is accepted as a name, so a name
/// cannot lead out of the folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileName(String);

impl FileName {
    /// Returns the name for some content.
    pub fn of(content: &[u8]) -> Self {
        Self(hex::encode(Sha256::digest(content)))
    }

    /// Reads a name from an address.
    pub fn parse(raw: &str) -> Option<Self> {
        let hex = raw
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        (raw.len() == 64 && hex).then(|| Self(raw.to_owned()))
    }

    pub(crate) fn stored(raw: &str) -> Result<Self, StoreError> {
        Self::parse(raw).ok_or_else(|| StoreError::corrupt("photo", "an invalid file name"))
    }

    /// Returns the path of the file in a folder of photos.
    pub(crate) fn under(&self, root: &Path) -> PathBuf {
        root.join(&self.0[..2]).join(&self.0[2..4]).join(&self.0)
    }

    /// Returns the digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The folder of photos, with files such as `ab/cd/abcd...`.
///
/// Its functions block while they wait for the disk. A file is always complete: it is first written beside its place,
/// synchronised and then moved.
#[derive(Clone, Debug)]
pub struct PhotoFolder {
    root: Arc<Path>,
    turn: Arc<Mutex<()>>,
}

/// A lock. While it is held, nobody else in this process can add or remove files; see [`PhotoFolder::hold`].
#[derive(Debug)]
pub struct Hold(#[expect(dead_code, reason = "held for as long as it lives")] OwnedMutexGuard<()>);

impl PhotoFolder {
    /// Opens the folder, and makes it if it does not exist.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        Ok(Self {
            root: root.into(),
            turn: Arc::default(),
        })
    }

    /// Waits for a turn to write a file with its row, or to remove both. Without this, somebody could add a photo while
    /// the last row of the same photo is being removed, and the file would be missing.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn hold(&self) -> Hold {
        Hold(Arc::clone(&self.turn).lock_owned().await)
    }

    /// Writes content under its name, unless it is already there.
    ///
    /// # Errors
    /// When the disk cannot write it.
    pub fn keep(&self, content: &[u8]) -> io::Result<FileName> {
        static WRITTEN: AtomicU64 = AtomicU64::new(0);
        let name = FileName::of(content);
        let place = self.place(&name);
        if place.is_file() {
            return Ok(name);
        }
        let folder = place.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        let beside = format!(
            ".{}.{}.new",
            std::process::id(),
            WRITTEN.fetch_add(1, Ordering::Relaxed)
        );
        let beside = folder.join(beside);
        let written = write_whole(&beside, content).and_then(|()| fs::rename(&beside, &place));
        if written.is_err() {
            // The disk is full or gone, and nobody can use the unfinished file.
            fs::remove_file(&beside).or_else(not_found_is_fine)?;
        }
        written?;
        // Write the folder to the disk as well, so that the new name is not lost.
        File::open(folder)?.sync_all()?;
        Ok(name)
    }

    /// Reads a file. Returns `None` if it does not exist.
    ///
    /// # Errors
    /// When the disk cannot read it.
    pub fn read(&self, name: &FileName) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.place(name)) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes a file. If it is not there, it has already been removed.
    ///
    /// # Errors
    /// When the disk cannot remove it.
    pub fn remove(&self, name: &FileName) -> io::Result<()> {
        fs::remove_file(self.place(name)).or_else(not_found_is_fine)
    }

    fn place(&self, name: &FileName) -> PathBuf {
        name.under(&self.root)
    }
}

fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(content)?;
    file.sync_all()
}

fn not_found_is_fine(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound {
        Ok(())
    } else {
        Err(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files_under(folder: &Path) -> Vec<PathBuf> {
        fs::read_dir(folder)
            .unwrap()
            .flat_map(|entry| {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    files_under(&path)
                } else {
                    vec![path]
                }
            })
            .collect()
    }

    #[test]
    fn a_file_is_kept_once_under_its_digest() {
        let home = testkit::Database::sqlite();
        let folder = PhotoFolder::open(&home.folder().join("photos")).unwrap();
        let name = folder.keep(b"abc").unwrap();
        assert_eq!(
            name.as_str(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(folder.keep(b"abc").unwrap(), name);
        assert_ne!(folder.keep(b"abd").unwrap(), name);
        let files = files_under(&home.folder().join("photos"));
        assert_eq!(files.len(), 2, "no unfinished file is left: {files:?}");
        assert!(
            files
                .iter()
                .any(|file| file.ends_with(format!("ba/78/{}", name.as_str())))
        );
        assert_eq!(folder.read(&name).unwrap().unwrap(), b"abc");
        folder.remove(&name).unwrap();
        folder.remove(&name).unwrap();
        assert_eq!(folder.read(&name).unwrap(), None);
    }

    #[test]
    fn only_a_digest_is_a_name() {
        let good = "a".repeat(64);
        assert!(FileName::parse(&good).is_some());
        for bad in [
            "",
            "../../etc/passwd",
            &"a".repeat(63),
            &"A".repeat(64),
            &"/".repeat(64),
            &"é".repeat(32),
        ] {
            assert_eq!(FileName::parse(bad), None, "{bad}");
        }
    }
}
