use super::Worker;
use anyhow::{Context, Result};
use registry::{Registry, account::ask};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Answers requests for sign-in links.
pub struct SignIn;

impl Worker for SignIn {
    const NAME: &'static str = "sign-in";
    /// How often to look for requests that another process has stored.
    const EVERY: Duration = Duration::from_secs(5);

    async fn round(&self, registry: &Registry, _stop: &CancellationToken) -> Result<()> {
        ask::answer_requests(registry)
            .await
            .context("could not answer requests for sign-in links")?;
        Ok(())
    }

    async fn sooner(&self, registry: &Registry) {
        registry.until_sign_in_waits().await;
    }
}
