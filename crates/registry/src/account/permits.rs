//! Permits say what a signed-in account may do. A verb that needs a permit takes it as its first argument.

use domain::account::{Organisation, OrganisationKind, Permission, Reach, Role, Viewer};
use domain::id::{AccountId, OrganisationId, PartnershipId};

/// An officer, and their force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficerOf {
    /// The officer's account.
    pub account: AccountId,
    /// The police force that the officer works for.
    pub organisation: OrganisationId,
}

impl OfficerOf {
    /// Returns the officer and the force of a signed-in account, or `None` if it may not look bikes up.
    pub fn of(viewer: &Viewer) -> Option<Self> {
        Self::with(viewer, Permission::LookUp)
    }

    /// Returns the officer of a signed-in account, or `None` if it may not open owners' details.
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

/// A signed-in account that plans events and manages marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoordinatorOf {
    /// The coordinator's account.
    pub account: AccountId,
    /// The organisations whose events and marks the coordinator looks after.
    pub reach: Reach,
}

impl CoordinatorOf {
    /// Returns what a signed-in account may plan and manage, or `None` if it may manage nothing.
    pub fn of(viewer: &Viewer) -> Option<Self> {
        Some(Self {
            account: viewer.account,
            reach: Reach::of(viewer, Permission::KeepStock)?,
        })
    }

    /// Returns true if the coordinator manages the events and marks of an organisation.
    pub fn keeps(&self, organisation: OrganisationId) -> bool {
        self.reach.holds(organisation)
    }
}

/// A signed-in account that reads the figures of partnerships.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderOf {
    /// The reader's account.
    pub account: AccountId,
    /// The partnerships of its organisations.
    partnerships: Vec<PartnershipId>,
    /// True if it belongs to a police force, which works with all partnerships.
    of_all: bool,
}

impl ReaderOf {
    /// Returns whose figures a signed-in account may read, or `None` if it may read none.
    pub fn of(viewer: &Viewer) -> Option<Self> {
        let reading = |kind: Option<OrganisationKind>| {
            viewer.memberships.iter().filter(move |membership| {
                let own = &membership.organisation;
                membership.may(Permission::ReadFigures) && kind.is_none_or(|kind| kind == own.kind)
            })
        };
        let partnerships: Vec<PartnershipId> = reading(None)
            .filter_map(|membership| membership.organisation.partnership)
            .collect();
        let of_all = reading(Some(OrganisationKind::Police))
            .any(|membership| membership.organisation.partnership.is_none());
        (of_all || !partnerships.is_empty()).then_some(Self {
            account: viewer.account,
            partnerships,
            of_all,
        })
    }

    /// Returns true if it may read the figures of a partnership.
    pub fn reads(&self, partnership: PartnershipId) -> bool {
        self.of_all || self.partnerships.contains(&partnership)
    }
}

/// A desk: the volunteer, and the organisation that they work for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    /// The volunteer's account.
    pub volunteer: AccountId,
    /// The organisation whose marks they use.
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

/// Somebody who takes part in the work of partnerships, for the organisations in which they have a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerOf {
    /// The account of the person who takes part.
    pub account: AccountId,
    /// The organisations that they take part for.
    pub organisations: Vec<Organisation>,
    planner: Option<PlannerOf>,
    publisher: Option<PublisherOf>,
}

impl PartnerOf {
    /// Returns what a signed-in account takes part in, or `None` if it takes part in nothing.
    pub fn of(viewer: &Viewer) -> Option<Self> {
        let memberships = viewer.memberships.iter();
        let mut organisations: Vec<Organisation> = memberships
            .filter(|membership| membership.may(Permission::TakePart))
            .map(|membership| membership.organisation.clone())
            .collect();
        organisations.dedup_by_key(|organisation| organisation.id);
        (!organisations.is_empty()).then(|| Self {
            account: viewer.account,
            organisations,
            planner: PlannerOf::of(viewer),
            publisher: PublisherOf::of(viewer),
        })
    }

    /// Returns the permit to keep the partnership's plans, if they have it.
    pub fn planner(&self) -> Option<&PlannerOf> {
        self.planner.as_ref()
    }

    /// Returns true if they keep a partnership's plan.
    pub fn keeps(&self, partnership: PartnershipId) -> bool {
        self.planner
            .as_ref()
            .is_some_and(|planner| planner.keeps(partnership))
    }

    /// Returns true if they may publish for a partnership.
    pub fn publishes(&self, partnership: PartnershipId) -> bool {
        self.publisher
            .as_ref()
            .is_some_and(|publisher| publisher.publishes(partnership))
    }
}

/// Somebody in a lead organisation who keeps the partnership's agencies, groups, plan, meetings and campaigns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannerOf {
    /// The account of the person who keeps the plan.
    pub account: AccountId,
    /// The partnerships. The list is never empty.
    pub partnerships: Vec<PartnershipId>,
}

impl PlannerOf {
    /// Returns the partnerships whose plans a signed-in account keeps, or `None` if there are none.
    pub fn of(viewer: &Viewer) -> Option<Self> {
        Some(Self {
            account: viewer.account,
            partnerships: partnerships(viewer, Permission::KeepPlan)?,
        })
    }

    /// Returns true if they keep a partnership's plan.
    pub fn keeps(&self, partnership: PartnershipId) -> bool {
        self.partnerships.contains(&partnership)
    }
}

/// Somebody in a lead organisation who may publish what another person wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublisherOf {
    /// The account of the person who may publish.
    pub account: AccountId,
    /// The partnerships. The list is never empty.
    pub partnerships: Vec<PartnershipId>,
}

impl PublisherOf {
    /// Returns the partnerships that a signed-in account may publish for, or `None` if there are none.
    pub fn of(viewer: &Viewer) -> Option<Self> {
        Some(Self {
            account: viewer.account,
            partnerships: partnerships(viewer, Permission::Publish)?,
        })
    }

    /// Returns true if they may publish for a partnership.
    pub fn publishes(&self, partnership: PartnershipId) -> bool {
        self.partnerships.contains(&partnership)
    }
}

/// Somebody who writes or publishes the assessments of partnerships.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessorOf {
    /// The account.
    pub account: AccountId,
    writes: Vec<PartnershipId>,
    publishes: Vec<PartnershipId>,
}

impl AssessorOf {
    /// Returns the partnerships whose assessments a signed-in account writes or publishes, or `None` if there are none.
    pub fn of(viewer: &Viewer) -> Option<Self> {
        let writes = partnerships(viewer, Permission::WriteAssessment).unwrap_or_default();
        let publishes = partnerships(viewer, Permission::Publish).unwrap_or_default();
        (!writes.is_empty() || !publishes.is_empty()).then_some(Self {
            account: viewer.account,
            writes,
            publishes,
        })
    }

    /// Tells whether they may read a partnership's drafts.
    pub fn sees(&self, partnership: PartnershipId) -> bool {
        self.writes(partnership) || self.publishes(partnership)
    }

    /// Tells whether they may write a partnership's assessments.
    pub fn writes(&self, partnership: PartnershipId) -> bool {
        self.writes.contains(&partnership)
    }

    /// Tells whether they may approve and publish for a partnership.
    pub fn publishes(&self, partnership: PartnershipId) -> bool {
        self.publishes.contains(&partnership)
    }
}

/// Somebody who works on problem cases for their agencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SolverOf {
    /// What they take part in.
    pub partner: PartnerOf,
    all_of: Vec<PartnershipId>,
}

impl SolverOf {
    /// Returns what problem cases a signed-in account may work on, or `None` if it may work on none.
    pub fn of(viewer: &Viewer) -> Option<Self> {
        let memberships = viewer.memberships.iter();
        let mut organisations: Vec<Organisation> = memberships
            .filter(|membership| membership.may(Permission::SolveProblems))
            .map(|membership| membership.organisation.clone())
            .collect();
        organisations.dedup_by_key(|organisation| organisation.id);
        (!organisations.is_empty()).then(|| Self {
            partner: PartnerOf {
                account: viewer.account,
                organisations,
                planner: None,
                publisher: None,
            },
            all_of: partnerships(viewer, Permission::SolveAllProblems).unwrap_or_default(),
        })
    }

    /// Returns true if they may work on every case of a partnership.
    pub fn sees_all(&self, partnership: PartnershipId) -> bool {
        self.all_of.contains(&partnership)
    }
}

/// Somebody who inspects the log of their organisations. A site administrator inspects the whole log, but reads no reason
/// and no query in it, because these can name an owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectorOf {
    /// The inspector's account.
    pub account: AccountId,
    /// The organisations whose administrator they are.
    pub own: Vec<OrganisationId>,
    /// True for a site administrator.
    pub of_all: bool,
}

impl InspectorOf {
    /// Returns what a signed-in account may inspect, or `None` if it may inspect nothing.
    pub fn of(viewer: &Viewer) -> Option<Self> {
        let of_all = viewer.has(Role::SiteAdmin);
        let own = viewer.memberships.iter().filter(|membership| {
            membership.role != Role::SiteAdmin && membership.may(Permission::InspectLog)
        });
        let own: Vec<OrganisationId> = own.map(|membership| membership.organisation.id).collect();
        (of_all || !own.is_empty()).then_some(Self {
            account: viewer.account,
            own,
            of_all,
        })
    }

    /// Returns true if they may read the reasons and queries of what was done for an organisation.
    pub fn reads_words_of(&self, organisation: Option<OrganisationId>) -> bool {
        organisation.is_some_and(|organisation| self.own.contains(&organisation))
    }
}

/// The partnerships of the organisations in which an account has a permission.
fn partnerships(viewer: &Viewer, permission: Permission) -> Option<Vec<PartnershipId>> {
    let memberships = viewer.memberships.iter();
    let mut own: Vec<PartnershipId> = memberships
        .filter(|membership| membership.may(permission))
        .filter_map(|membership| membership.organisation.partnership)
        .collect();
    own.sort_unstable();
    own.dedup();
    (!own.is_empty()).then_some(own)
}
