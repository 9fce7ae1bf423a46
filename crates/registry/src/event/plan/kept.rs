//! Events as their coordinators see them.

use crate::Registry;
use crate::account::permits::CoordinatorOf;
use crate::event::{ListedEvent, listed};
use domain::account::Reach;
use domain::event::{Figures, Stage};
use domain::id::{BatchId, EventId};
use domain::mark::stock::Tally;
use std::collections::HashMap;
use store::StoreError;
use store::event::plan::EventFilter;
use store::event::staff::Staffed;

/// An event as its coordinators see it.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptEvent {
    /// What the event is, where it is and when.
    pub listed: ListedEvent,
    /// Who works there.
    pub rota: Vec<Staffed>,
    /// Places that are booked.
    pub booked: u64,
    /// Bikes that are waiting for a place.
    pub waiting: u64,
    /// Booked bikes whose owners were ticked off.
    pub came: u64,
    /// What happened to the marks that went out to it.
    pub kit: Tally,
    /// The batches that still have blank marks out there.
    pub out: Vec<BatchId>,
    /// The results, once it is closed.
    pub figures: Option<Figures>,
    /// Bikes that arrived, or that somebody sorted out, after it was closed.
    pub late: u64,
}

impl KeptEvent {
    /// Returns how many bikes were marked: those that the coordinator counted, and those that arrived after the event
    /// was closed.
    pub fn bikes_marked(&self) -> u64 {
        let counted = self
            .figures
            .as_ref()
            .map_or(0, |figures| u64::from(figures.bikes_marked));
        counted + self.late
    }
}

/// Reads one event for its coordinators. Returns `None` if there is no such event or it is not theirs.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn find(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    id: EventId,
) -> Result<Option<KeptEvent>, StoreError> {
    let store = &registry.store;
    let found = store::event::find(store, id).await?;
    let found = found.filter(|event| coordinator.keeps(event.event.organisation));
    let Some(listed) = listed(registry, found.into_iter().collect()).await?.pop() else {
        return Ok(None);
    };
    let totals = store::event::bookings::totals(store, &[id]).await?;
    let (booked, waiting) = totals.get(&id).copied().unwrap_or_default();
    let closed_at = match listed.marking.stage {
        Stage::Closed => store::event::plan::closed_at(store, id).await?,
        _ => None,
    };
    let late = match closed_at {
        Some(closed_at) => store::desk::entries::bikes_after(store, id, closed_at).await?,
        None => 0,
    };
    let kits = store::mark::batches::of_events(store, &[id], registry.now()).await?;
    Ok(Some(KeptEvent {
        listed,
        rota: store::event::staff::of(store, id).await?,
        booked,
        waiting,
        came: store::event::bookings::came_to(store, id).await?,
        out: store::mark::batches::out_at(store, id).await?,
        kit: kits.get(&id).copied().unwrap_or_default(),
        figures: store::event::plan::figures(store, id).await?,
        late,
    }))
}

/// Reads some of the coordinator's events, each with its booked places and those waiting.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn list(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    which: EventFilter,
    skip: u64,
    limit: u64,
) -> Result<Vec<(ListedEvent, u64, u64)>, StoreError> {
    let own = match &coordinator.reach {
        Reach::Everywhere => None,
        Reach::Own(own) => Some(own.as_slice()),
    };
    let events = store::event::plan::of_organisations(&registry.store, own, which, skip, limit).await?;
    let ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
    let totals: HashMap<_, _> = store::event::bookings::totals(&registry.store, &ids).await?;
    let listed = listed(registry, events).await?;
    let with_totals = listed.into_iter().map(|event| {
        let (booked, waiting) = totals.get(&event.marking.id).copied().unwrap_or_default();
        (event, booked, waiting)
    });
    Ok(with_totals.collect())
}
