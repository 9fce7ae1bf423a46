use super::Worker;
use crate::demo;
use anyhow::{Context, Result};
use registry::Registry;
use registry::figure::{facts, release};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Keeps the facts about thefts up to date with the change feed.
pub struct Facts {
    /// Tells this process from others that share the database.
    pub holder: String,
}

impl Worker for Facts {
    const NAME: &'static str = "figures";
    /// How often to look for changes that another process or node has written.
    const EVERY: Duration = Duration::from_secs(1);

    async fn round(&self, registry: &Registry, _stop: &CancellationToken) -> Result<()> {
        let changes = facts::catch_up(registry, &self.holder)
            .await
            .context("could not count what changed")?;
        if changes > 0 {
            tracing::debug!("Counted {changes} changes for figures");
        }
        Ok(())
    }
}

/// Closes quarters when they are due.
pub struct Close {
    /// Tells this process from others that share the database.
    pub holder: String,
}

impl Worker for Close {
    const NAME: &'static str = "close-quarters";
    const EVERY: Duration = Duration::from_secs(10);

    async fn round(&self, registry: &Registry, _stop: &CancellationToken) -> Result<()> {
        let all = release::close_due(registry, &self.holder)
            .await
            .context("could not close a quarter")?;
        for closed in &all {
            tracing::info!("Closed {} for {}", closed.quarter, closed.partnership);
        }
        if !all.is_empty() {
            registry::plan::fill_measures(registry)
                .await
                .context("could not fill the measures of plans")?;
        }
        if !all.is_empty() && registry::plan::is_demonstration(registry).await? {
            demo::matrix::fill(registry)
                .await
                .context("could not fill the priority matrix of the demonstration")?;
            demo::assessment::publish(registry)
                .await
                .context("could not publish the assessment of the demonstration")?;
        }
        Ok(())
    }
}
