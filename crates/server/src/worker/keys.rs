use super::Worker;
use anyhow::{Context, Result};
use registry::Registry;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Reads new keys, so that this server can open what others seal under them.
pub struct Keys;

impl Worker for Keys {
    const NAME: &'static str = "keys";
    const EVERY: Duration = Duration::from_secs(5);

    async fn round(&self, registry: &Registry, _stop: &CancellationToken) -> Result<()> {
        registry::upkeep::read_keys_again(registry)
            .await
            .context("could not read the register's keys")
    }
}
