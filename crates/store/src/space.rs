//! The disk that everything lies on.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// Enough that a disk which is full to the last block does not take it.
const PROBE: [u8; 4096] = [0; 4096];

/// Returns how many bytes are free under a folder, after trying whether a file can be written there.
///
/// # Errors
/// When none can: the folder is read-only or gone, or the disk is full.
pub fn left(folder: &Path) -> io::Result<u64> {
    static TRIED: AtomicU64 = AtomicU64::new(0);
    let probe = folder.join(format!(
        ".probe-{}-{}",
        std::process::id(),
        TRIED.fetch_add(1, Ordering::Relaxed)
    ));
    let written = File::create_new(&probe).and_then(|mut file| file.write_all(&PROBE));
    if written.is_ok() || probe.exists() {
        fs::remove_file(&probe)?;
    }
    written?;
    let disk = rustix::fs::statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_takes_files_has_space_and_is_left_as_it_was() {
        let home = testkit::Database::sqlite();
        assert!(left(home.folder()).unwrap() > 0);
        assert_eq!(fs::read_dir(home.folder()).unwrap().count(), 0);
        assert!(left(&home.folder().join("gone")).is_err());
        // A device that is always full stands for a disk that is.
        let file = home.folder().join("file");
        File::create(&file).unwrap();
        assert!(left(&file).is_err(), "a file is no folder");
    }
}
