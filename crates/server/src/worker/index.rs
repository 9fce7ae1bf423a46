use super::pause;
use registry::{Registry, feed};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the feed is read when no verb of this process has said that there is something: another
/// process or another node may have written.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long to wait after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Keeps the search index with the change feed until the server stops.
pub async fn follow(registry: Registry, stop: CancellationToken) {
    loop {
        let wait = match feed::catch_up(&registry, |_| ()).await {
            Ok(0) => LOOK_EVERY,
            Ok(applied) => {
                tracing::debug!("Indexed {applied} changes");
                LOOK_EVERY
            }
            Err(error) => {
                tracing::error!(%error, "Could not update the search index; trying again");
                AFTER_FAILURE
            }
        };
        if !pause(&stop, wait, registry.until_bikes_change()).await {
            return;
        }
    }
}
