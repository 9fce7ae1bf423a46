use super::pause;
use registry::Registry;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often to tidy.
const EVERY: Duration = Duration::from_secs(3600);

/// Deletes ended sessions and abandoned registrations until the server stops.
pub async fn keep_tidy(registry: Registry, stop: CancellationToken) {
    loop {
        match registry::upkeep::tidy(&registry).await {
            Ok(tidied) => tracing::debug!(
                "Deleted {} ended sessions and {} photos of abandoned registrations",
                tidied.sessions,
                tidied.photos
            ),
            Err(error) => tracing::error!(%error, "Could not delete expired data; trying again in an hour"),
        }
        if !pause(&stop, EVERY, std::future::pending()).await {
            return;
        }
    }
}
