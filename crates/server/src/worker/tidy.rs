use super::pause;
use registry::Registry;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often to tidy.
const EVERY: Duration = Duration::from_secs(3600);

/// Deletes ended sessions and registrations that were abandoned or never confirmed, until the server stops.
pub async fn keep_tidy(registry: Registry, stop: CancellationToken) {
    loop {
        match registry::upkeep::tidy(&registry).await {
            Ok(tidied) => tracing::debug!(
                "Deleted {} ended sessions, {} photos of abandoned registrations and {} registrations that nobody \
                 confirmed",
                tidied.sessions,
                tidied.photos,
                tidied.unconfirmed
            ),
            Err(error) => tracing::error!(%error, "Could not delete expired data; trying again in an hour"),
        }
        if !pause(&stop, EVERY, std::future::pending()).await {
            return;
        }
    }
}
