//! The search index follows the change feed.

use crate::Registry;
use crate::blocking::blocking;
use crate::look_up::rank::{MatchError, entry_of};
use domain::feed::FeedPosition;
use domain::id::BikeId;
use domain::look_up::BikeEntry;
use search::Change;
use std::collections::HashSet;
use std::sync::Arc;
use store::feed::Place;

/// How many changes are read and applied at a time.
const BATCH: u64 = 5_000;
/// After how many changes the index is committed even if more are waiting.
const COMMIT_AFTER: usize = 200_000;

/// Applies every change in the feed that the index has not seen, and returns how many there were.
///
/// The position is committed with the documents, so after a crash the index carries on where it stopped. If
/// the index has no position, or the feed no longer reaches back to it, it is first built from the bikes.
/// `progress` is called with the number of bikes and changes applied so far.
///
/// # Errors
/// [`MatchError`] when the store or the index fails, or another process is writing the index; what was
/// committed before stays.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn catch_up(registry: &Registry, mut progress: impl FnMut(usize)) -> Result<usize, MatchError> {
    let (mut position, mut applied) = match start(registry).await? {
        Some(position) => (position, 0),
        None => build(registry, &mut progress).await?,
    };
    let mut waiting = 0;
    loop {
        let changes = store::feed::after(&registry.store, Some(position), BATCH).await?;
        let Some(last) = changes.last() else { break };
        position = last.position;
        let count = changes.len();
        let mut seen = HashSet::with_capacity(count);
        let ids: Vec<BikeId> = changes
            .iter()
            .filter_map(|change| change.subject?.bike())
            .filter(|id| seen.insert(*id))
            .collect();
        apply(registry, ids).await?;
        applied += count;
        waiting += count;
        progress(applied);
        if waiting >= COMMIT_AFTER {
            commit(registry, position).await?;
            waiting = 0;
        }
    }
    if waiting > 0 {
        commit(registry, position).await?;
    }
    Ok(applied)
}

/// Counts what the index has not seen: changes, or all bikes when it has to be built.
///
/// # Errors
/// [`MatchError`] when the store or the index fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn behind(registry: &Registry) -> Result<u64, MatchError> {
    let store = &registry.store;
    let position = registry.index.position()?;
    Ok(match position {
        Some(at) if store::feed::place(store, at).await? == Place::Known => {
            store::feed::count_after(store, position).await?
        }
        _ => store::bike::total(store).await?,
    })
}

/// Rebuilds the index from the register, whatever it contains; look-ups use the old index in the meantime.
///
/// # Errors
/// [`MatchError`] when the store or the index fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn rebuild(registry: &Registry, mut progress: impl FnMut(usize)) -> Result<usize, MatchError> {
    let (_, bikes) = build(registry, &mut progress).await?;
    let changes = catch_up(registry, |applied| progress(bikes + applied)).await?;
    Ok(bikes + changes)
}

/// Finds where in the feed to go on. Returns `None` if the index has to be built.
async fn start(registry: &Registry) -> Result<Option<FeedPosition>, MatchError> {
    let Some(at) = registry.index.position()? else {
        return Ok(None);
    };
    match store::feed::place(&registry.store, at).await? {
        Place::Known => return Ok(Some(at)),
        Place::OtherLife => tracing::warn!("The search index belongs to another database, so it is rebuilt"),
        Place::Pruned => tracing::warn!("The search index is too far behind, so it is rebuilt"),
        Place::Ahead => {
            tracing::warn!("The database is older than its search index, so the index is rebuilt");
            store::feed::renew(&registry.store, at.epoch).await?;
        }
    }
    Ok(None)
}

/// Builds the index from the bikes on the register. Returns where in the feed to go on, and how many bikes there are.
async fn build(
    registry: &Registry,
    progress: &mut impl FnMut(usize),
) -> Result<(FeedPosition, usize), MatchError> {
    // This is read first, so that changes made while the bikes are read come after it in the feed. New bikes do too.
    // They are left to the feed: if they were read here as well, they would be indexed twice.
    let position = store::feed::last(&registry.store).await?;
    let highest = store::bike::highest(&registry.store).await?;
    let index = Arc::clone(&registry.index);
    blocking(move || index.begin_anew()).await?;
    let (mut from, mut applied) = (BikeId(0), 0);
    loop {
        let mut ids = store::bike::ids_after(&registry.store, from, BATCH).await?;
        ids.retain(|id| highest.is_some_and(|highest| *id <= highest));
        let Some(last) = ids.last() else { break };
        from = *last;
        applied += ids.len();
        apply(registry, ids).await?;
        progress(applied);
    }
    commit(registry, position).await?;
    Ok((position, applied))
}

async fn apply(registry: &Registry, ids: Vec<BikeId>) -> Result<(), MatchError> {
    let documents = documents(registry, ids).await?;
    let index = Arc::clone(&registry.index);
    Ok(blocking(move || index.apply(&documents)).await?)
}

/// Reads the changed bikes. Bikes that are gone are taken out of the index. So are bikes that cannot be read, so that
/// they do not hold up the others. When such a row is repaired, the bike comes back with its next change or a rebuild.
async fn documents(registry: &Registry, ids: Vec<BikeId>) -> Result<Vec<Change>, MatchError> {
    let ((bikes, damaged), mut organisations) = tokio::try_join!(
        store::bike::load_readable(&registry.store, &ids),
        store::bike::organisations_of(&registry.store, &ids),
    )?;
    for (bike, error) in damaged {
        tracing::error!(bike.id = %bike, %error, "A bike cannot be read and is left out of the search index");
    }
    let there: HashSet<BikeId> = bikes.iter().map(|(bike, _)| bike.id).collect();
    let gone = ids
        .into_iter()
        .filter(|id| !there.contains(id))
        .map(Change::Delete);
    let now = bikes.iter().map(|(bike, theft)| {
        let organisations = organisations.remove(&bike.id).unwrap_or_default();
        Change::Upsert(BikeEntry {
            organisations: organisations.into_iter().collect(),
            ..entry_of(bike, theft.as_ref())
        })
    });
    Ok(now.chain(gone).collect())
}

async fn commit(registry: &Registry, position: FeedPosition) -> Result<(), MatchError> {
    let index = Arc::clone(&registry.index);
    blocking(move || index.commit(position)).await?;
    registry.index_moved();
    Ok(())
}

#[cfg(test)]
mod tests;
