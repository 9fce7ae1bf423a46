use super::pause;
use registry::Registry;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often to look for places whose reminder is due, and for those that nobody has kept in time.
const EVERY: Duration = Duration::from_secs(60);

/// Reminds people of their places at marking events, on the day before, and gives up those that were held and not kept,
/// until the server stops.
pub async fn keep_reminding(registry: Registry, stop: CancellationToken) {
    loop {
        match registry::event::bookings::hold::release(&registry).await {
            Ok(0) => {}
            Ok(count) => tracing::info!("Gave up {count} bookings that nobody kept in time"),
            Err(error) => {
                tracing::error!(%error, "Could not give up held bookings; trying again in a minute")
            }
        }
        match registry::event::bookings::remind::remind(&registry).await {
            Ok(0) => {}
            Ok(count) => tracing::info!("Queued {count} reminders of bookings"),
            Err(error) => tracing::error!(%error, "Could not queue reminders; trying again in a minute"),
        }
        if !pause(&stop, EVERY, std::future::pending()).await {
            return;
        }
    }
}
