use super::Worker;
use anyhow::{Context, Result};
use registry::Registry;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Reminds people of their places at marking events, on the day before, and gives up those that were held and not kept.
pub struct Remind;

impl Worker for Remind {
    const NAME: &'static str = "remind";
    const EVERY: Duration = Duration::from_secs(60);

    async fn round(&self, registry: &Registry, _stop: &CancellationToken) -> Result<()> {
        // Neither waits for the other to work.
        let released = registry::event::bookings::hold::release(registry).await;
        let reminded = registry::event::bookings::remind::remind(registry).await;
        let released = released.context("could not give up held bookings")?;
        if released > 0 {
            tracing::info!("Gave up {released} bookings that nobody kept in time");
        }
        let reminded = reminded.context("could not queue reminders")?;
        if reminded > 0 {
            tracing::info!("Queued {reminded} reminders of bookings");
        }
        Ok(())
    }
}
