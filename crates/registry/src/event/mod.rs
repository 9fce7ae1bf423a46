//! Marking events: what everybody can see of them, who plans them and who works at them.

pub mod bookings;
pub mod plan;
pub mod poster;
pub mod staff;
#[cfg(test)]
pub(crate) mod testing;

use crate::Registry;
use crate::account::organisations;
use crate::account::permits::CoordinatorOf;
use domain::event::{MarkingEvent, Partner};
use domain::id::{EventId, OrganisationId};
use std::collections::HashMap;
use store::StoreError;

/// A marking event as the public sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedEvent {
    /// What the event is, where it is and when.
    pub marking: MarkingEvent,
    /// The name of the organisation that runs it.
    pub organiser: String,
    /// The names of others who take part.
    pub partners: Vec<String>,
}

/// Reads the published events that have not ended, soonest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn upcoming(registry: &Registry, limit: u64) -> Result<Vec<ListedEvent>, StoreError> {
    let events = store::event::upcoming(&registry.store, registry.now(), limit).await?;
    listed(registry, events).await
}

/// Finds an event that everybody may see, whether or not it is over.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn find(registry: &Registry, id: EventId) -> Result<Option<ListedEvent>, StoreError> {
    let found = store::event::find(&registry.store, id).await?;
    let public = found.into_iter().filter(|event| event.stage.is_public());
    Ok(listed(registry, public.collect()).await?.pop())
}

/// Reads the coordinator's events that marks can still go to, latest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn open_events(
    registry: &Registry,
    coordinator: &CoordinatorOf,
) -> Result<Vec<MarkingEvent>, StoreError> {
    let theirs = organisations::of_coordinator(registry, coordinator).await?;
    let ids: Vec<OrganisationId> = theirs.into_iter().map(|organisation| organisation.id).collect();
    let mut events = store::event::held_by(&registry.store, &ids).await?;
    events.retain(|event| event.stage.is_open());
    Ok(events)
}

/// Adds the names of their organisations to events.
pub(crate) async fn listed(
    registry: &Registry,
    events: Vec<MarkingEvent>,
) -> Result<Vec<ListedEvent>, StoreError> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let names: HashMap<OrganisationId, String> = store::account::organisations::all(&registry.store)
        .await?
        .into_iter()
        .map(|organisation| (organisation.id, organisation.name))
        .collect();
    let name = |id: &OrganisationId| names.get(id).cloned().unwrap_or_default();
    Ok(events
        .into_iter()
        .map(|marking| {
            let organiser = name(&marking.event.organisation);
            let partners = marking.event.details.partners.iter();
            let partners = partners.map(|partner| match partner {
                Partner::Organisation(id) => name(id),
                Partner::Named(name) => name.clone(),
            });
            let partners = partners.collect();
            ListedEvent {
                marking,
                organiser,
                partners,
            }
        })
        .collect())
}
