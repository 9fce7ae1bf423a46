//! The desk of an account at a marking event.

use super::Desk;
use crate::Registry;
use crate::events::staff;
use domain::access::Viewer;
use domain::event::MarkingEvent;
use domain::id::EventId;
use store::StoreError;

/// Gives the desk of an account at an event; none when there is no such event, or it may not work there. Whoever
/// may work there may hand in later what was written down there.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn desk_at(
    registry: &Registry,
    viewer: &Viewer,
    event: EventId,
) -> Result<Option<(Desk, MarkingEvent)>, StoreError> {
    let Some(event) = store::events::find(&registry.store, event).await? else {
        return Ok(None);
    };
    // As of its start: an entry may come days later, from a phone that had no network.
    if !staff::worked_at(registry, viewer, event.id, event.event.starts_at).await? {
        return Ok(None);
    }
    let organisations = store::organisations::all(&registry.store).await?;
    let holds = organisations
        .into_iter()
        .find(|organisation| organisation.id == event.event.organisation);
    Ok(holds.map(|organisation| {
        let volunteer = viewer.account;
        (
            Desk {
                volunteer,
                organisation,
            },
            event,
        )
    }))
}
