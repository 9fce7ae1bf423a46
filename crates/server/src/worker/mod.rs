//! What runs beside the pages: the index follows the feed, requests for sign-in links are answered,
//! mail leaves, and old things go.

pub mod index;
pub mod mail;
pub mod remind;
pub mod sign_in;
pub mod tidy;

use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Waits for a while, or until the server stops; tells whether to go on.
pub(crate) async fn pause(
    stop: &CancellationToken,
    longest: Duration,
    sooner: impl Future<Output = ()>,
) -> bool {
    tokio::select! {
        () = stop.cancelled() => false,
        () = tokio::time::sleep(longest) => true,
        () = sooner => true,
    }
}
