use super::Worker;
use anyhow::{Context, Result};
use registry::Registry;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Deletes expired data.
pub struct Tidy;

impl Worker for Tidy {
    const NAME: &'static str = "tidy";
    const EVERY: Duration = Duration::from_secs(3600);

    async fn round(&self, registry: &Registry, _stop: &CancellationToken) -> Result<()> {
        let tidied = registry::upkeep::tidy(registry)
            .await
            .context("could not delete all expired data")?;
        tracing::debug!(
            "Deleted {} ended sessions, {} photos of abandoned registrations and {} registrations that nobody confirmed",
            tidied.sessions,
            tidied.photos,
            tidied.unconfirmed
        );
        Ok(())
    }
}
