//! Lists what happened to every batch and to every event's kit.

use super::{Counted, counted};
use crate::Registry;
use crate::account::permits::CoordinatorOf;
use domain::event::MarkingEvent;
use domain::mark::stock::Tally;
use store::StoreError;

/// The most batches in one list. Nobody has more.
const MOST_BATCHES: u64 = 10_000;

/// Marks that were counted together.
#[derive(Clone, Debug, PartialEq)]
pub enum Kit {
    /// The marks of a batch.
    Batch(Counted),
    /// The marks that went out to an event.
    Event(MarkingEvent, Tally),
}

impl Kit {
    /// Returns what happened to the marks.
    pub fn tally(&self) -> Tally {
        match self {
            Self::Batch(counted) => counted.tally,
            Self::Event(_, tally) => *tally,
        }
    }
}

/// Counts every batch of the coordinator's organisations, newest first, and then every event of theirs that marks went
/// out to, latest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn kits(registry: &Registry, coordinator: &CoordinatorOf) -> Result<Vec<Kit>, StoreError> {
    let store = &registry.store;
    let batches = store::mark::batches::list(store, &coordinator.reach, 0, MOST_BATCHES).await?;
    let batches = counted(registry, batches).await?.into_iter().map(Kit::Batch);
    let events = event_kits(registry, coordinator).await?;
    let events = events.into_iter().map(|(event, tally)| Kit::Event(event, tally));
    Ok(batches.chain(events).collect())
}

/// Counts the kits of the coordinator's events to which marks went out, latest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn event_kits(
    registry: &Registry,
    coordinator: &CoordinatorOf,
) -> Result<Vec<(MarkingEvent, Tally)>, StoreError> {
    let store = &registry.store;
    let ids = store::mark::batches::events_with_kits(store, &coordinator.reach).await?;
    let tallies = store::mark::batches::of_events(store, &ids, registry.now()).await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        if let (Some(event), Some(tally)) = (store::event::find(store, id).await?, tallies.get(&id)) {
            found.push((event, *tally));
        }
    }
    Ok(found)
}
