use super::Worker;
use anyhow::{Context, Result};
use domain::text::counted;
use registry::Registry;
use registry::recovery::matches;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Compares changes on the register with recovered bikes, and the other way round.
pub struct Matches {
    /// Tells this process from others that share the database.
    pub holder: String,
}

impl Worker for Matches {
    const NAME: &'static str = "matches";
    /// How often to look for changes that another process or node has written.
    const EVERY: Duration = Duration::from_millis(500);

    async fn round(&self, registry: &Registry, _stop: &CancellationToken) -> Result<()> {
        let changes = matches::catch_up(registry, &self.holder)
            .await
            .context("could not compare recovered bikes with the register")?;
        if changes > 0 {
            tracing::debug!("Compared {changes} changes with recovered bikes");
        }
        Ok(())
    }

    async fn sooner(&self, registry: &Registry) {
        registry.until_index_moves().await;
    }
}

/// Tells officers once a day how many matches are waiting, and brings back those that were put aside.
pub struct TellOfMatches;

impl Worker for TellOfMatches {
    const NAME: &'static str = "tell-of-matches";
    const EVERY: Duration = Duration::from_secs(60);

    async fn round(&self, registry: &Registry, _stop: &CancellationToken) -> Result<()> {
        let woken = matches::wake(registry)
            .await
            .context("could not bring back parked matches")?;
        if woken > 0 {
            tracing::info!(
                "{} again",
                counted(
                    woken,
                    "match that was put aside is waiting",
                    "matches that were put aside are waiting"
                )
            );
        }
        let told = matches::tell_officers(registry)
            .await
            .context("could not tell officers about matches")?;
        if told > 0 {
            tracing::info!("Queued {} about matches", counted(told, "e-mail", "e-mails"));
        }
        Ok(())
    }
}
