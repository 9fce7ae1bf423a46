//! Who plans events and keeps the stock of marks, and of which organisations.

use crate::Registry;
use domain::access::{Organisation, Permission, Reach, Viewer};
use domain::event::MarkingEvent;
use domain::id::{AccountId, OrganisationId};
use store::StoreError;

/// A signed-in account that plans events and keeps marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoordinatorOf {
    /// Who.
    pub account: AccountId,
    /// Of which organisations.
    pub reach: Reach,
}

impl CoordinatorOf {
    /// Returns what a signed-in account may plan and keep; none if nothing.
    pub fn of(viewer: &Viewer) -> Option<Self> {
        Some(Self {
            account: viewer.account,
            reach: Reach::of(viewer, Permission::KeepStock)?,
        })
    }

    /// Tells whether an organisation's events and marks are theirs to keep.
    pub fn keeps(&self, organisation: OrganisationId) -> bool {
        self.reach.holds(organisation)
    }
}

/// Reads the organisations whose events and marks are theirs to keep, by name.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn organisations(
    registry: &Registry,
    coordinator: &CoordinatorOf,
) -> Result<Vec<Organisation>, StoreError> {
    let mut all = store::organisations::all(&registry.store).await?;
    all.retain(|organisation| coordinator.keeps(organisation.id));
    Ok(all)
}

/// Reads the events of the organisations that are theirs to which marks can still go, latest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn events(
    registry: &Registry,
    coordinator: &CoordinatorOf,
) -> Result<Vec<MarkingEvent>, StoreError> {
    let theirs = organisations(registry, coordinator).await?;
    let ids: Vec<OrganisationId> = theirs.into_iter().map(|organisation| organisation.id).collect();
    let mut events = store::events::held_by(&registry.store, &ids).await?;
    events.retain(|event| event.stage.is_open());
    Ok(events)
}

/// Reads every organisation of the register, by name: whoever plans an event can name any of them as a partner.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn all_organisations(registry: &Registry) -> Result<Vec<Organisation>, StoreError> {
    store::organisations::all(&registry.store).await
}
