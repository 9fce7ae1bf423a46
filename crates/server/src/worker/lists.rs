use super::Worker;
use anyhow::{Context, Result};
use registry::Registry;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Looks up lists of recovered bikes and records them, a few rows of each in turn.
pub struct Lists;

impl Worker for Lists {
    const NAME: &'static str = "lists";
    /// How often to look for lists that another process or node has left unfinished.
    const EVERY: Duration = Duration::from_secs(2);

    async fn round(&self, registry: &Registry, stop: &CancellationToken) -> Result<()> {
        let done = registry::recovery::lists::work(registry, || !stop.is_cancelled())
            .await
            .context("could not go on with a list of recovered bikes")?;
        if done > 0 {
            tracing::debug!("Processed {done} rows in lists of recovered bikes");
        }
        Ok(())
    }

    async fn sooner(&self, registry: &Registry) {
        registry.until_list_waits().await;
    }
}
