//! Marking events that count towards an action: which can be linked, and what came of them.

use super::PlanError;
use crate::Registry;
use domain::event::{Figures, MarkingEvent, Stage};
use domain::id::{EventId, OrganisationId, PartnershipId};
use domain::plan::Action;
use store::{Source, StoreError};

/// A marking event that an action is linked to.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkedEvent {
    /// The event.
    pub event: MarkingEvent,
    /// Its results, once it is closed.
    pub figures: Option<Figures>,
}

/// Reads the marking events that a partnership's actions can be linked to, the latest first. Drafts are left out, because
/// people of other organisations do not see them.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn linkable_events(
    registry: &Registry,
    partnership: PartnershipId,
) -> Result<Vec<MarkingEvent>, StoreError> {
    of_partnership(&registry.store, partnership).await
}

/// Reads the marking events of an action, the latest first, with their results.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn linked_events(
    registry: &Registry,
    partnership: PartnershipId,
    action: &Action,
) -> Result<Vec<LinkedEvent>, StoreError> {
    if action.events.is_empty() {
        return Ok(Vec::new());
    }
    let mut linked = Vec::new();
    for event in of_partnership(&registry.store, partnership).await? {
        if action.events.contains(&event.id) {
            let figures = store::event::plan::figures(&registry.store, event.id).await?;
            linked.push(LinkedEvent { event, figures });
        }
    }
    Ok(linked)
}

/// Makes sure that events are those of a partnership.
pub(super) async fn are_of(
    source: &impl Source,
    partnership: PartnershipId,
    events: &[EventId],
) -> Result<(), PlanError> {
    let all = of_partnership(source, partnership).await?;
    let is_known = |id: &EventId| all.iter().any(|event| event.id == *id);
    if events.iter().all(is_known) {
        Ok(())
    } else {
        Err(PlanError::OtherEvent)
    }
}

async fn of_partnership(
    source: &impl Source,
    partnership: PartnershipId,
) -> Result<Vec<MarkingEvent>, StoreError> {
    let organisations = store::account::organisations::all(source).await?;
    let own: Vec<OrganisationId> = organisations
        .into_iter()
        .filter(|organisation| organisation.partnership == Some(partnership))
        .map(|organisation| organisation.id)
        .collect();
    let mut events = store::event::held_by(source, &own).await?;
    events.retain(|event| event.stage != Stage::Draft);
    Ok(events)
}
