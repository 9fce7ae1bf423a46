//! Makes sure that only one server uses a data folder.

use anyhow::{Context, Result, bail};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

const NAME: &str = "framemark.lock";

/// A lock on a data folder, which stops other servers from using it. The operating system releases it when the process
/// ends, even after a crash.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Locks a data folder for this process.
    ///
    /// # Errors
    /// When another server has it, or the file cannot be made.
    pub fn take(data: &Path) -> Result<Self> {
        let path = data.join(NAME);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .with_context(|| format!("cannot open {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // This only makes the message better, so an error does not matter.
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim();
                let process = if holder.is_empty() {
                    String::new()
                } else {
                    format!(" (process {holder})")
                };
                bail!(
                    "another server{process} is using the data folder {}. Stop it first, or name another folder with \
                     --data",
                    data.display()
                );
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {}", path.display()));
            }
        }
        let written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        written.with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_servers_until_it_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        let held = Lock::take(folder.path()).unwrap();
        let refused = Lock::take(folder.path()).unwrap_err().to_string();
        let process = format!("(process {})", std::process::id());
        assert!(
            refused.contains("another server") && refused.contains(&process),
            "{refused}"
        );
        drop(held);
        Lock::take(folder.path()).unwrap();
    }
}
