use super::Worker;
use anyhow::{Context, Result};
use domain::text::counted;
use registry::Registry;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Reminds people of their bookings on the day before, cancels held bookings that nobody confirmed, and writes again to
/// owners whose bikes the police hold.
pub struct Remind;

impl Worker for Remind {
    const NAME: &'static str = "remind";
    const EVERY: Duration = Duration::from_secs(60);

    async fn round(&self, registry: &Registry, _stop: &CancellationToken) -> Result<()> {
        // All three run, even if one of them fails.
        let released = registry::event::bookings::hold::release(registry).await;
        let reminded = registry::event::bookings::remind::remind(registry).await;
        let written = registry::recovery::home::write_again(registry).await;
        let released = released.context("could not cancel held bookings")?;
        if released > 0 {
            tracing::info!(
                "Cancelled {} that nobody confirmed in time",
                counted(released, "booking", "bookings")
            );
        }
        let reminded = reminded.context("could not queue reminders")?;
        if reminded > 0 {
            tracing::info!(
                "Queued {}",
                counted(reminded, "reminder of a booking", "reminders of bookings")
            );
        }
        let written = written.context("could not write to owners of held bikes")?;
        if written > 0 {
            tracing::info!(
                "Wrote again to {} held by the police",
                counted(written, "owner of a bike", "owners of bikes")
            );
        }
        Ok(())
    }
}
