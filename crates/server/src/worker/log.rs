use super::Worker;
use crate::checkpoints;
use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use registry::Registry;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often a checkpoint is written.
const CHECKPOINTS: SignedDuration = SignedDuration::from_hours(1);

/// Links new entries of the log to its chain, and writes a signed checkpoint each hour.
pub struct Log {
    file: PathBuf,
    /// When this process last wrote a checkpoint, and for which link.
    last: Mutex<Option<(Timestamp, i64)>>,
}

impl Log {
    /// Writes its checkpoints in a data folder.
    pub fn in_folder(data: &Path) -> Self {
        Self {
            file: checkpoints::file_in(data),
            last: Mutex::new(None),
        }
    }

    fn last(&self) -> Option<(Timestamp, i64)> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Worker for Log {
    const NAME: &'static str = "log";
    const EVERY: Duration = Duration::from_secs(2);

    async fn round(&self, registry: &Registry, stop: &CancellationToken) -> Result<()> {
        let extended = registry::upkeep::extend_log(registry, || !stop.is_cancelled())
            .await
            .context("could not link entries of the log")?;
        if extended.refused > 0 {
            tracing::error!(
                "{} not written by this program; run `framemark audit verify` to see where",
                domain::text::counted(
                    extended.refused,
                    "entry of the log was",
                    "entries of the log were"
                )
            );
        }
        let now = registry.now();
        let last = self.last();
        if last.is_some_and(|(at, _)| now < at + CHECKPOINTS) {
            return Ok(());
        }
        if let Some(checkpoint) = registry::upkeep::log_checkpoint(registry)
            .await
            .context("could not sign a checkpoint of the log")?
        {
            let sequence = checkpoint.sequence;
            if last.is_none_or(|(_, before)| before != sequence) {
                let file = self.file.clone();
                let line = checkpoints::line(&checkpoint, registry.store().keys())?;
                tokio::task::spawn_blocking(move || checkpoints::append(&file, &line))
                    .await
                    .context("writing a checkpoint panicked")??;
                registry::upkeep::note_checkpoint(registry, &checkpoint)
                    .await
                    .context("could not keep the last checkpoint of the log")?;
            }
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, sequence));
        }
        Ok(())
    }
}
