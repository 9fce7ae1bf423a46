//! Writes a file completely or not at all.

use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that has a temporary name until it is finished.
pub struct OutFile {
    out: Option<BufWriter<File>>,
    unfinished: PathBuf,
    path: PathBuf,
}

impl OutFile {
    /// Begins a file beside the final one. Only its owner can read it.
    pub fn create(path: &Path) -> Result<Self> {
        if path.is_dir() {
            bail!("{} is a folder; name a file in it", path.display());
        }
        let Some(name) = path.file_name() else {
            bail!("{} is not the name of a file", path.display())
        };
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}", std::process::id()));
        let unfinished = path.with_file_name(hidden);
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let out = options
            .open(&unfinished)
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self {
            out: Some(BufWriter::with_capacity(1 << 20, out)),
            unfinished,
            path: path.to_owned(),
        })
    }

    /// Finishes the file and gives it its name. If there is already a file with this name, it is replaced.
    pub fn finish(mut self) -> Result<()> {
        let place = || format!("cannot write {}", self.path.display());
        if let Some(out) = self.out.take() {
            let file = out
                .into_inner()
                .map_err(io::IntoInnerError::into_error)
                .with_context(place)?;
            file.sync_all().with_context(place)?;
            fs::rename(&self.unfinished, &self.path).with_context(place)?;
        }
        Ok(())
    }
}

impl Write for OutFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.as_mut().map_or(Ok(0), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for OutFile {
    fn drop(&mut self) {
        // After `finish` the file has its final name, so this finds nothing.
        let _ = fs::remove_file(&self.unfinished);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_there_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        let mut out = OutFile::create(&path).unwrap();
        out.write_all(b"half").unwrap();
        drop(out);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let mut out = OutFile::create(&path).unwrap();
        out.write_all(b"whole").unwrap();
        assert!(!path.exists());
        out.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(OutFile::create(folder.path()).is_err());
        assert!(OutFile::create(&folder.path().join("no/such/out.csv")).is_err());
    }
}
