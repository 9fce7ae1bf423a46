//! The file of signed checkpoints of the log, with one JSON object on each line. Lines are only added. Keep a copy
//! where people who can change the register cannot change it.

use anyhow::{Context, Result};
use jiff::Timestamp;
use registry::Keyring;
use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use store::log::{Checkpoint, public_key};

/// A line of the file. Bytes are hexadecimal.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    sequence: i64,
    hash: String,
    at: Timestamp,
    key: String,
    signature: String,
}

/// Returns the path of the file in a data folder.
pub fn file_in(data: &Path) -> PathBuf {
    data.join("log-checkpoints.jsonl")
}

/// Writes a checkpoint as a line.
///
/// # Errors
/// When no signing key can be made from the register's key.
pub fn line(checkpoint: &Checkpoint, keys: &Keyring) -> Result<String> {
    let line = Line {
        sequence: checkpoint.sequence,
        hash: hex::encode(&checkpoint.hash),
        at: checkpoint.at,
        key: hex::encode(public_key(keys)?),
        signature: hex::encode(&checkpoint.signature),
    };
    Ok(serde_json::to_string(&line)?)
}

/// Adds a line, and waits until it is on the disk.
///
/// # Errors
/// When the file cannot be written.
pub fn append(file: &Path, line: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let place = || format!("cannot write {}", file.display());
    let mut out = options.open(file).with_context(place)?;
    out.write_all(format!("{line}\n").as_bytes())
        .with_context(place)?;
    out.sync_all().with_context(place)
}

/// Reads a file of checkpoints.
///
/// # Errors
/// When it cannot be read, or a line is not a checkpoint. The error names the line.
pub fn read(file: &Path) -> Result<Vec<Checkpoint>> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut checkpoints = Vec::new();
    for (at, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let place = || {
            format!(
                "line {} of {} is not a checkpoint of a log; name a file that `serve` wrote",
                at + 1,
                file.display()
            )
        };
        let line: Line = serde_json::from_str(line).with_context(place)?;
        checkpoints.push(Checkpoint {
            sequence: line.sequence,
            hash: hex::decode(line.hash).with_context(place)?,
            at: line.at,
            signature: hex::decode(line.signature).with_context(place)?,
        });
    }
    Ok(checkpoints)
}
