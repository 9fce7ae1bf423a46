use super::role::{Permission, Role};
use crate::id::{AccountId, OrganisationId, PartnershipId};
use serde::{Deserialize, Serialize};

/// What kind of body an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each name says it")]
pub enum OrganisationKind {
    Council,
    Campaign,
    Police,
    University,
    Shop,
    Site,
}

impl OrganisationKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Council,
        Self::Campaign,
        Self::Police,
        Self::University,
        Self::Shop,
        Self::Site,
    ];

    /// Returns the short word that files use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Council => "council",
            Self::Campaign => "campaign",
            Self::Police => "police",
            Self::University => "university",
            Self::Shop => "shop",
            Self::Site => "site",
        }
    }

    /// Returns the kind that a slug stands for; `None` if there is no such kind.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == raw)
    }
}

/// The public bodies that run a register together for an area. Their organisations share its plan and its figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partnership {
    /// Its id.
    pub id: PartnershipId,
    /// Its short name on the command line.
    pub slug: String,
    /// Its name, as pages show it.
    pub name: String,
}

/// An organisation that works with the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its short name on the command line.
    pub slug: String,
    /// Its name, as pages show it.
    pub name: String,
    /// What kind of organisation it is.
    pub kind: OrganisationKind,
    /// The partnership that it belongs to. A police force that belongs to none works with all of them.
    pub partnership: Option<PartnershipId>,
    /// True for the lead of its partnership, which keeps the plan and publishes.
    #[serde(default)]
    pub leads: bool,
}

/// A role that an account has in an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The organisation in which the account has the role.
    pub organisation: Organisation,
    /// The role that the account has there.
    pub role: Role,
}

impl Membership {
    /// Tells whether the membership gives the permission in its organisation. Only a police force has officers: in any
    /// other organisation the officer's role allows nothing.
    pub fn may(&self, permission: Permission) -> bool {
        self.is_effective() && self.role.may(permission) && self.reaches(permission)
    }

    /// Tells whether the role gives the permission in this organisation: some permissions exist only in the lead.
    fn reaches(&self, permission: Permission) -> bool {
        use Permission as P;
        let leads = self.organisation.leads && self.organisation.partnership.is_some();
        match (permission, self.role) {
            (P::KeepPlan | P::Publish | P::SolveAllProblems, _) => leads,
            (P::WriteAssessment, role) => leads || role == Role::Analyst,
            (P::ReadFigures | P::TakePart, Role::OrgAdmin) => leads,
            _ => true,
        }
    }

    /// Tells whether an organisation of this kind can have this role.
    pub fn is_effective(&self) -> bool {
        self.role != Role::Officer || self.organisation.kind == OrganisationKind::Police
    }
}

/// The account that is signed in, and what it may do. It holds no personal details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The account that is signed in.
    pub account: AccountId,
    /// Its roles, each with its organisation.
    pub memberships: Vec<Membership>,
}

impl Viewer {
    /// Returns the first organisation in which the account has the permission.
    pub fn organisation_for(&self, permission: Permission) -> Option<&Organisation> {
        self.memberships
            .iter()
            .find(|membership| membership.may(permission))
            .map(|membership| &membership.organisation)
    }

    /// Returns the organisations in which the account has a role that needs a second factor.
    pub fn asked_for_second_factor(&self) -> Vec<OrganisationId> {
        let memberships = self.memberships.iter();
        let mut asking: Vec<OrganisationId> = memberships
            .filter(|membership| membership.is_effective() && membership.role.needs_second_factor())
            .map(|membership| membership.organisation.id)
            .collect();
        asking.sort_unstable();
        asking.dedup();
        asking
    }

    /// Tells whether the account has the role anywhere.
    pub fn has(&self, role: Role) -> bool {
        self.memberships
            .iter()
            .any(|membership| membership.role == role && membership.is_effective())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_officer_is_one_in_a_police_organisation_alone() {
        for kind in OrganisationKind::ALL {
            let organisation = Organisation {
                id: OrganisationId(4),
                slug: "one".into(),
                name: "One".into(),
                kind,
                partnership: None,
                leads: false,
            };
            let membership = Membership {
                organisation,
                role: Role::Officer,
            };
            let viewer = Viewer {
                account: AccountId(1),
                memberships: vec![membership],
            };
            let police = kind == OrganisationKind::Police;
            assert_eq!(viewer.has(Role::Officer), police, "{kind:?}");
            for permission in [
                Permission::LookUp,
                Permission::OpenOwnerDetails,
                Permission::ReadFigures,
            ] {
                assert_eq!(viewer.organisation_for(permission).is_some(), police, "{kind:?}");
            }
        }
    }
    #[test]
    fn the_plan_is_kept_and_published_by_the_lead_organisation_alone() {
        let may = |role, leads, permission| {
            let organisation = Organisation {
                id: OrganisationId(4),
                slug: "one".into(),
                name: "One".into(),
                kind: OrganisationKind::Council,
                partnership: Some(PartnershipId(1)),
                leads,
            };
            Membership { organisation, role }.may(permission)
        };
        use Permission::{KeepPlan, Publish, ReadFigures, TakePart, WriteAssessment};
        use Role::{Analyst, Coordinator, OrgAdmin, SiteAdmin, Volunteer};
        for (role, permission, in_lead, elsewhere) in [
            (Coordinator, KeepPlan, true, false),
            (Coordinator, Publish, true, false),
            (Coordinator, WriteAssessment, true, false),
            (Coordinator, TakePart, true, true),
            (Coordinator, ReadFigures, true, true),
            (OrgAdmin, KeepPlan, true, false),
            (OrgAdmin, Publish, true, false),
            (OrgAdmin, WriteAssessment, false, false),
            (OrgAdmin, TakePart, true, false),
            (OrgAdmin, ReadFigures, true, false),
            (Analyst, WriteAssessment, true, true),
            (Analyst, TakePart, true, true),
            (Analyst, KeepPlan, false, false),
            (SiteAdmin, KeepPlan, false, false),
            (SiteAdmin, ReadFigures, false, false),
            (SiteAdmin, TakePart, false, false),
            (Volunteer, TakePart, false, false),
        ] {
            assert_eq!(
                may(role, true, permission),
                in_lead,
                "{role} {permission:?} in the lead"
            );
            assert_eq!(
                may(role, false, permission),
                elsewhere,
                "{role} {permission:?} elsewhere"
            );
        }
    }
}
