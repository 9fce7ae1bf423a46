//! Permits: what a signed-in account may do, as the first argument of the verbs that need it.

use domain::account::{Organisation, Permission, Reach, Viewer};
use domain::id::{AccountId, OrganisationId};

/// An officer at work, and for which force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficerOf {
    /// The officer's account.
    pub account: AccountId,
    /// The force.
    pub organisation: OrganisationId,
}

impl OfficerOf {
    /// Returns the officer that a signed-in account is, and of which force; none if it may not look bikes up.
    pub fn of(viewer: &Viewer) -> Option<Self> {
        Self::with(viewer, Permission::LookUp)
    }

    /// Returns the officer that a signed-in account is; none if it may not open owners' details.
    pub fn opening_details(viewer: &Viewer) -> Option<Self> {
        Self::with(viewer, Permission::OpenOwnerDetails)
    }

    fn with(viewer: &Viewer, permission: Permission) -> Option<Self> {
        let force = viewer.organisation_for(permission)?;
        Some(Self {
            account: viewer.account,
            organisation: force.id,
        })
    }
}

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

/// A desk: who sits at it, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    /// The volunteer.
    pub volunteer: AccountId,
    /// The organisation whose marks are fixed here.
    pub organisation: Organisation,
}

impl Desk {
    /// Returns the desk of a signed-in account that may use one.
    pub fn of(viewer: &Viewer) -> Option<Self> {
        let organisation = viewer.organisation_for(Permission::UseDesk)?.clone();
        Some(Self {
            volunteer: viewer.account,
            organisation,
        })
    }
}
