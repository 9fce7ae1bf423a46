//! The marking events at whose desks an account may work.

use super::Desk;
use crate::Registry;
use domain::access::{Permission, Viewer};
use domain::event::MarkingEvent;
use domain::id::EventId;
use jiff::Timestamp;
use store::StoreError;

/// Reads the events that touch a day and at whose desks the account may work, soonest first. The day is given by
/// its first instant and that of the day after.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn open_to(
    registry: &Registry,
    viewer: &Viewer,
    day: (Timestamp, Timestamp),
) -> Result<Vec<MarkingEvent>, StoreError> {
    let mut events = store::events::between(&registry.store, day.0, day.1).await?;
    events.retain(|event| viewer.within(event.event.organisation, Permission::UseDesk).is_some());
    Ok(events)
}

/// Gives the desk of an account at an event; none when there is no such event, or it may not work there. Whoever
/// may work there now may hand in what was written down there earlier.
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
    let organisation = viewer.within(event.event.organisation, Permission::UseDesk);
    Ok(organisation.cloned().map(|organisation| {
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
