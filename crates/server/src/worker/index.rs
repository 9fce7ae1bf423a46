use super::Worker;
use anyhow::{Context, Result};
use registry::{Registry, feed};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Keeps the search index up to date with the change feed.
pub struct Index;

impl Worker for Index {
    const NAME: &'static str = "index";
    /// How often to look for changes that another process has written.
    const EVERY: Duration = Duration::from_millis(500);

    async fn round(&self, registry: &Registry, _stop: &CancellationToken) -> Result<()> {
        let applied = feed::catch_up(registry, |_| ())
            .await
            .context("could not update the search index")?;
        if applied > 0 {
            tracing::debug!("Indexed {applied} changes");
        }
        Ok(())
    }

    async fn sooner(&self, registry: &Registry) {
        registry.until_bikes_change().await;
    }
}
