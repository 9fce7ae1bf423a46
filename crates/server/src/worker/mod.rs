//! What runs beside the pages: the index follows the feed, requests for sign-in links are answered, mail leaves, and old
//! things go.
//!
//! A worker is a round that is done again and again. One that fails or panics is started again, after a pause that
//! grows with each death in a row; a good round ends the row. What it had not done is still in the database.

pub mod index;
pub mod mail;
pub mod remind;
pub mod sign_in;
pub mod tidy;

use anyhow::{Result, anyhow};
use registry::Registry;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// The pause after the first death in a row, and the longest one.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// Something that runs beside the pages.
pub trait Worker: Send + Sync + 'static {
    /// What it is called in the log and at `/readyz`.
    const NAME: &'static str;
    /// How long it rests after a good round, unless something comes sooner.
    const EVERY: Duration;

    /// Does all that is due; stops between two things when told to.
    fn round(&self, registry: &Registry, stop: &CancellationToken)
    -> impl Future<Output = Result<()>> + Send;

    /// Waits until a verb of this process says that there is something to do.
    fn sooner(&self, _registry: &Registry) -> impl Future<Output = ()> + Send {
        std::future::pending()
    }
}

/// Runs a worker until the server stops, however often it dies.
pub async fn keep<W: Worker>(worker: W, registry: Registry, stop: CancellationToken) {
    let worker = Arc::new(worker);
    registry.workers().began(W::NAME);
    loop {
        // A task of its own, so that a panic ends the round and not its keeper.
        let round = {
            let (worker, registry, stop) = (Arc::clone(&worker), registry.clone(), stop.clone());
            AbortOnDropHandle::new(tokio::spawn(async move { worker.round(&registry, &stop).await }))
        };
        let done = match round.await {
            Ok(done) => done,
            Err(died) => Err(anyhow!("{died}")),
        };
        let go_on = match done {
            Ok(()) => {
                registry.workers().did_well(W::NAME, registry.now());
                pause(&stop, W::EVERY, worker.sooner(&registry)).await
            }
            Err(error) => {
                let in_a_row = registry.workers().died(W::NAME);
                let wait = pause_after(in_a_row);
                tracing::error!(
                    worker = W::NAME,
                    in_a_row,
                    error = format!("{error:#}"),
                    "A worker died and is started again in {} seconds",
                    wait.as_secs()
                );
                pause(&stop, wait, std::future::pending()).await
            }
        };
        if !go_on {
            return;
        }
    }
}

/// How long to wait after so many deaths in a row: twice as long each time.
fn pause_after(in_a_row: u32) -> Duration {
    let (first, longest) = PAUSES;
    let twice = 2_u32.saturating_pow(in_a_row.saturating_sub(1));
    first.saturating_mul(twice).min(longest)
}

/// Waits for a while, or until the server stops; tells whether to go on.
async fn pause(stop: &CancellationToken, longest: Duration, sooner: impl Future<Output = ()>) -> bool {
    tokio::select! {
        () = stop.cancelled() => false,
        () = tokio::time::sleep(longest) => true,
        () = sooner => true,
    }
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
