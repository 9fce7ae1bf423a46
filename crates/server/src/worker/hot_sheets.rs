use super::Worker;
use anyhow::{Context, Result};
use registry::Registry;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Tells readers of the hot sheet once a day which bikes were stolen near them.
pub struct HotSheets;

impl Worker for HotSheets {
    const NAME: &'static str = "hot-sheets";
    const EVERY: Duration = Duration::from_secs(60);

    async fn round(&self, registry: &Registry, _stop: &CancellationToken) -> Result<()> {
        let queued = registry::hot_sheet::send::send_hot_sheets(registry)
            .await
            .context("could not queue hot sheets")?;
        if queued > 0 {
            tracing::info!("Queued {queued} hot sheets");
        }
        Ok(())
    }
}
