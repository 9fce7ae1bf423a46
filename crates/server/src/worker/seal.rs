use super::Worker;
use anyhow::{Context, Result};
use registry::Registry;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Seals words that an earlier version wrote in the clear, before an update or while it still runs beside this one.
pub struct Seal;

impl Worker for Seal {
    const NAME: &'static str = "seal";
    const EVERY: Duration = Duration::from_secs(3600);

    async fn round(&self, registry: &Registry, stop: &CancellationToken) -> Result<()> {
        registry::upkeep::seal_clear_words(registry, || !stop.is_cancelled())
            .await
            .context("could not seal words that are in the clear")?;
        Ok(())
    }
}
