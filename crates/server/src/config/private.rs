//! Keeps files private, so that other users of this machine cannot read them.

use anyhow::{Context, Result, anyhow, bail};
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// The permission bits for everybody except the owner.
const OTHERS: u32 = 0o077;

/// Makes sure that only this user can read the files that this process writes from now on.
pub fn by_default() {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(OTHERS));
}

/// Closes a folder to everybody except its owner, and makes sure that files can be written in it.
///
/// # Errors
/// When files cannot be written in it. The message says why.
pub fn close_folder(folder: &Path) -> Result<()> {
    can_write(folder).with_context(|| {
        format!(
            "cannot write in the data folder {}: make it writable for this user, or name another with --data",
            folder.display()
        )
    })?;
    let about =
        fs::metadata(folder).with_context(|| format!("cannot read the data folder {}", folder.display()))?;
    let mode = about.permissions().mode();
    if mode & OTHERS != 0 {
        fs::set_permissions(folder, fs::Permissions::from_mode(mode & !OTHERS & 0o7777))
            .with_context(|| format!("cannot close the data folder {} to others", folder.display()))?;
        tracing::warn!(
            "Closed the data folder {} to other users of this machine",
            folder.display()
        );
    }
    Ok(())
}

fn can_write(folder: &Path) -> Result<()> {
    match store::space::left(folder) {
        Ok(_) => Ok(()),
        Err(error) => Err(match error.kind() {
            io::ErrorKind::ReadOnlyFilesystem => anyhow!("it is read-only"),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => anyhow!("its disk is full"),
            io::ErrorKind::NotADirectory => anyhow!("it is a file"),
            _ => error.into(),
        }),
    }
}

/// Refuses a secret that others on this machine can read.
///
/// # Errors
/// When they can read it. The message says how to fix that.
pub fn refuse_open_file(file: &Path) -> Result<()> {
    let about = fs::metadata(file).with_context(|| format!("cannot read {}", file.display()))?;
    if about.permissions().mode() & OTHERS != 0 {
        bail!(
            "other users of this machine can read the key file {0}. Close it with: chmod 600 {0}. If somebody may already have \
             read it, make a new register with a new key",
            file.display()
        );
    }
    Ok(())
}

/// Writes a file that only its owner can read, and makes sure that it is on the disk.
///
/// # Errors
/// When it already exists, or cannot be written.
pub fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    let mut out = options.write(true).create_new(true).mode(0o600).open(file)?;
    writeln!(out, "{text}")?;
    out.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_folder_is_closed_and_a_loose_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        close_folder(folder.path()).unwrap();
        assert_eq!(mode(folder.path()), 0o700);
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            0,
            "the test file was removed"
        );

        let key = folder.path().join("framemark.key");
        write_secret(&key, "secret").unwrap();
        assert_eq!(mode(&key), 0o600);
        refuse_open_file(&key).unwrap();
        for loose in [0o640, 0o604, 0o644] {
            fs::set_permissions(&key, fs::Permissions::from_mode(loose)).unwrap();
            let refused = refuse_open_file(&key).unwrap_err().to_string();
            assert!(refused.contains("chmod 600"), "{loose:o}: {refused}");
        }
        assert!(write_secret(&key, "other").is_err(), "a key is never overwritten");
    }
}
