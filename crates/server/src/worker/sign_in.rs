use super::pause;
use registry::{Registry, account::ask};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often requests are looked for when nobody of this process has made one.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Answers requests for sign-in links until the server stops.
pub async fn answer(registry: Registry, stop: CancellationToken) {
    loop {
        if let Err(error) = ask::answer_requests(&registry).await {
            tracing::error!(%error, "Could not answer requests for sign-in links; trying again");
        }
        if !pause(&stop, LOOK_EVERY, registry.until_sign_in_waits()).await {
            return;
        }
    }
}
