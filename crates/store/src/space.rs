//! Checks the disk on which the register is stored.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// The size of the test file: a disk that is completely full cannot store it.
const PROBE: [u8; 4096] = [0; 4096];

/// Tries to write a file in a folder, and returns how many bytes are free there.
///
/// # Errors
/// When the file cannot be written: the folder is read-only or gone, or the disk is full.
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
        // A device that is always full stands for a full disk.
        let file = home.folder().join("file");
        File::create(&file).unwrap();
        assert!(left(&file).is_err(), "a file is not a folder");
    }
}
