use super::Worker;
use anyhow::{Context, Result};
use registry::Registry;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Draws each police force's sample of look-ups when a week is over.
pub struct Samples;

impl Worker for Samples {
    const NAME: &'static str = "samples";
    const EVERY: Duration = Duration::from_secs(600);

    async fn round(&self, registry: &Registry, _stop: &CancellationToken) -> Result<()> {
        let drawn = registry::look_up::samples::draw_due(registry)
            .await
            .context("could not draw samples of look-ups")?;
        if drawn > 0 {
            tracing::info!(
                "Drew {} of the week’s look-ups",
                domain::text::counted(drawn, "sample", "samples")
            );
        }
        Ok(())
    }
}
