//! Anyone sees where and when bikes are marked next.

use crate::Registry;
use domain::event::MarkingEvent;
use domain::id::{EventId, OrganisationId};
use std::collections::HashMap;
use store::StoreError;

/// A marking event as the public sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedEvent {
    /// What, where and when.
    pub marking: MarkingEvent,
    /// The name of the organisation that holds it.
    pub organiser: String,
}

/// Reads the events that have not ended, soonest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn upcoming(registry: &Registry, limit: u64) -> Result<Vec<ListedEvent>, StoreError> {
    let events = store::events::upcoming(&registry.store, registry.now(), limit).await?;
    listed(registry, events).await
}

/// Finds an event, over or not.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn find(registry: &Registry, id: EventId) -> Result<Option<ListedEvent>, StoreError> {
    let found = store::events::find(&registry.store, id).await?;
    Ok(listed(registry, found.into_iter().collect()).await?.pop())
}

async fn listed(registry: &Registry, events: Vec<MarkingEvent>) -> Result<Vec<ListedEvent>, StoreError> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let names: HashMap<OrganisationId, String> = store::organisations::all(&registry.store)
        .await?
        .into_iter()
        .map(|organisation| (organisation.id, organisation.name))
        .collect();
    Ok(events
        .into_iter()
        .map(|marking| {
            let organiser = names
                .get(&marking.event.organisation)
                .cloned()
                .unwrap_or_default();
            ListedEvent { marking, organiser }
        })
        .collect())
}
