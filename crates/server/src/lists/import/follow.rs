//! Updates the search index while bikes are loaded.

use crate::lists::progress::{Progress, grouped, say};
use anyhow::Result;
use registry::Registry;
use registry::feed;
use registry::look_up::rank::MatchError;
use tokio::sync::watch;

/// How many new bikes to wait for before the index is updated, because each update ends with a commit.
const WORTHWHILE: u64 = 150_000;

/// Updates the index until the sender of `written` is dropped, and then once more to the end. `written` is how many
/// bikes have been written so far. If another process updates the same index, this one leaves it alone.
pub async fn follow(registry: Registry, mut written: watch::Receiver<u64>) -> Result<()> {
    let mut fed = 0;
    while written
        .wait_for(|written| *written >= fed + WORTHWHILE)
        .await
        .is_ok()
    {
        fed = *written.borrow();
        match feed::catch_up(&registry, |_| {}).await {
            Err(error) if is_busy(&error) => return leave(),
            caught_up => caught_up?,
        };
    }
    let left = feed::behind(&registry).await?;
    if left == 0 {
        return Ok(());
    }
    let progress = Progress::start("Indexing", Some(left));
    let step = |done: usize| {
        progress.set(
            done as u64,
            Some(left),
            &format!("{} bikes", grouped(done as u64)),
        )
    };
    match feed::catch_up(&registry, step).await {
        Err(error) if is_busy(&error) => {
            drop(progress);
            leave()
        }
        caught_up => Ok(caught_up.map(drop)?),
    }
}

fn is_busy(error: &MatchError) -> bool {
    matches!(error, MatchError::Index(search::SearchError::Busy))
}

fn leave() -> Result<()> {
    say("A running server will add the new bikes to its search index in a moment.");
    Ok(())
}
