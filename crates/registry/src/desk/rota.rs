//! Finds the desk of an account at a marking event.

use super::Desk;
use crate::Registry;
use crate::event::staff;
use domain::account::Viewer;
use domain::event::{DESKS_OPEN_BEFORE, MarkingEvent};
use domain::id::{EventId, OrganisationId};
use jiff::SignedDuration;
use store::StoreError;

/// Returns an account's desk at an event, or `None` if there is no such event or the account may not work
/// there. People who may work there may also send their entries later.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn desk_at(
    registry: &Registry,
    viewer: &Viewer,
    event: EventId,
) -> Result<Option<(Desk, MarkingEvent)>, StoreError> {
    let Some(event) = store::event::find(&registry.store, event).await? else {
        return Ok(None);
    };
    // This asks about the start of the event, because an entry may come days later from a phone that had no network.
    if !staff::worked_at(registry, viewer, event.id, event.event.starts_at).await? {
        return Ok(None);
    }
    let holder = store::account::organisations::find(&registry.store, event.event.organisation).await?;
    Ok(holder.map(|organisation| {
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

/// Finds the event for a desk that does not say which event it is at: the organisation's event whose desks are open and
/// that has the volunteer on its rota, or else the only event whose desks are open.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub(super) async fn under_way(registry: &Registry, desk: &Desk) -> Result<Option<EventId>, StoreError> {
    let now = registry.now();
    let wide = DESKS_OPEN_BEFORE + SignedDuration::from_hours(23);
    let only_one = async |of: &[OrganisationId]| -> Result<Option<EventId>, StoreError> {
        let store = &registry.store;
        let near = store::event::staff::events_for(store, desk.volunteer, of, now - wide, now + wide).await?;
        let here = |near: &MarkingEvent| near.event.organisation == desk.organisation.id;
        let mut open = near
            .into_iter()
            .filter(|near| here(near) && near.event.desks_open_at(now));
        Ok(open.next().filter(|_| open.next().is_none()).map(|only| only.id))
    };
    match only_one(&[]).await? {
        Some(event) => Ok(Some(event)),
        None => only_one(&[desk.organisation.id]).await,
    }
}
