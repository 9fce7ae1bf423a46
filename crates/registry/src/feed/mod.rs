//! The search index follows the change feed.

use crate::Registry;
use crate::blocking::blocking;
use crate::look_up::rank::{MatchError, entry_of};
use domain::feed::FeedPosition;
use domain::id::BikeId;
use search::Change;
use std::collections::HashSet;
use std::sync::Arc;

/// Changes that are read and applied at a time.
const BATCH: u64 = 5_000;
/// Changes after which the index is committed even when more are waiting.
const COMMIT_AFTER: usize = 200_000;

/// Applies everything in the change feed that the index has not seen; tells how many changes that were.
///
/// The position is committed with the documents, so that a crash at any moment resumes where it stopped. An
/// index that belongs to another database, or has none of its own yet, is built from the start.
/// `progress` hears how many changes have been applied so far.
///
/// # Errors
/// [`MatchError`] when the store or the index fails, or another process is writing the index; what was
/// committed before stays.
pub async fn catch_up(registry: &Registry, mut progress: impl FnMut(usize)) -> Result<usize, MatchError> {
    let mut position = start(registry)?;
    let (mut applied, mut waiting) = (0, 0);
    loop {
        let changes = store::feed::after(&registry.store, position, BATCH).await?;
        let Some(last) = changes.last() else { break };
        position = Some(last.position);
        let count = changes.len();
        let mut seen = HashSet::with_capacity(count);
        let ids: Vec<BikeId> = changes
            .iter()
            .map(|change| change.bike)
            .filter(|id| seen.insert(*id))
            .collect();
        let documents = documents(registry, ids).await?;
        let index = Arc::clone(&registry.index);
        blocking(move || index.apply(&documents)).await?;
        applied += count;
        waiting += count;
        progress(applied);
        if waiting >= COMMIT_AFTER {
            commit(registry, last.position).await?;
            waiting = 0;
        }
    }
    if let (Some(position), true) = (position, waiting > 0) {
        commit(registry, position).await?;
    }
    Ok(applied)
}

/// Counts the changes that the index has not seen.
///
/// # Errors
/// [`MatchError`] when the store or the index fails.
pub async fn behind(registry: &Registry) -> Result<u64, MatchError> {
    let position = registry
        .index
        .position()?
        .filter(|at| at.epoch == registry.store.feed_epoch());
    Ok(store::feed::count_after(&registry.store, position).await?)
}

/// Throws the index away and builds it from the register.
///
/// # Errors
/// [`MatchError`] when the store or the index fails.
pub async fn rebuild(registry: &Registry, progress: impl FnMut(usize)) -> Result<usize, MatchError> {
    registry.index.clear()?;
    catch_up(registry, progress).await
}

/// Where to go on from: an index that follows another database's feed starts over.
fn start(registry: &Registry) -> Result<Option<FeedPosition>, MatchError> {
    match registry.index.position()? {
        Some(at) if at.epoch != registry.store.feed_epoch() => {
            tracing::warn!("The search index belongs to another database and is made anew");
            registry.index.clear()?;
            Ok(None)
        }
        position => Ok(position),
    }
}

/// Reads what the changed bikes are now; one that is gone leaves the index.
async fn documents(registry: &Registry, ids: Vec<BikeId>) -> Result<Vec<Change>, MatchError> {
    let bikes = store::bike::load_with_thefts(&registry.store, &ids).await?;
    let there: HashSet<BikeId> = bikes.iter().map(|(bike, _)| bike.id).collect();
    let gone = ids
        .into_iter()
        .filter(|id| !there.contains(id))
        .map(Change::Delete);
    let now = bikes
        .iter()
        .map(|(bike, theft)| Change::Upsert(entry_of(bike, theft.as_ref())));
    Ok(now.chain(gone).collect())
}

async fn commit(registry: &Registry, position: FeedPosition) -> Result<(), MatchError> {
    let index = Arc::clone(&registry.index);
    Ok(blocking(move || index.commit(position)).await?)
}

#[cfg(test)]
mod tests;
