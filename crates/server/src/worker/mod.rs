//! The workers that run beside the pages: they update the index, answer requests for sign-in links, send e-mails, look
//! up lists, seal words that earlier versions wrote, and delete old data.
//!
//! A worker does its round again and again. If it fails or panics, it is started again after a pause, which grows with
//! each failure in a row. Its unfinished work is still in the database.

pub mod figures;
pub mod hot_sheets;
pub mod index;
pub mod keys;
pub mod lists;
pub mod log;
pub mod mail;
pub mod matches;
pub mod remind;
pub mod samples;
pub mod seal;
pub mod sign_in;
pub mod tidy;

use anyhow::{Result, anyhow};
use registry::Registry;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// The pause after the first failure in a row, and the longest pause.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// A worker.
pub trait Worker: Send + Sync + 'static {
    /// What it is called in the log and at `/readyz`.
    const NAME: &'static str;
    /// How long it rests after a good round, unless there is work sooner.
    const EVERY: Duration;

    /// Does everything that is due. It stops between two pieces of work when told to.
    fn round(&self, registry: &Registry, stop: &CancellationToken)
    -> impl Future<Output = Result<()>> + Send;

    /// Waits until a verb in this process says that there is work.
    fn sooner(&self, _registry: &Registry) -> impl Future<Output = ()> + Send {
        std::future::pending()
    }
}

/// Runs a worker until the server stops, however often it fails.
pub async fn keep<W: Worker>(worker: W, registry: Registry, stop: CancellationToken) {
    let worker = Arc::new(worker);
    registry.workers().began(W::NAME);
    loop {
        // Each round is its own task, so that a panic only ends the round.
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
                    "A worker failed. It will be started again in {}",
                    domain::text::counted(wait.as_secs(), "second", "seconds")
                );
                pause(&stop, wait, std::future::pending()).await
            }
        };
        if !go_on {
            return;
        }
    }
}

/// How long to wait after this many failures in a row: twice as long each time.
fn pause_after(in_a_row: u32) -> Duration {
    let (first, longest) = PAUSES;
    let twice = 2_u32.saturating_pow(in_a_row.saturating_sub(1));
    first.saturating_mul(twice).min(longest)
}

/// Waits for a while, or until the server stops, and tells whether to go on.
async fn pause(stop: &CancellationToken, longest: Duration, sooner: impl Future<Output = ()>) -> bool {
    tokio::select! {
        () = stop.cancelled() => false,
        () = tokio::time::sleep(longest) => true,
        () = sooner => true,
    }
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
