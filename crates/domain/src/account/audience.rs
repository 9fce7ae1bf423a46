use super::role::{Permission, Role};
use crate::id::{AccountId, OrganisationId, PartnershipId};
use serde::{Deserialize, Serialize};

/// What an organisation is.
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

    /// Reads a slug.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == raw)
    }
}

/// The public bodies that run a register together for an area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partnership {
    /// Its identity.
    pub id: PartnershipId,
    /// The word that names it on the command line.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A body whose people work with the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its identity.
    pub id: OrganisationId,
    /// The word that names it on the command line.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// The partnership it belongs to; a police force may belong to none and reach all.
    pub partnership: Option<PartnershipId>,
}

/// A role that an account has in an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Where.
    pub organisation: Organisation,
    /// As what.
    pub role: Role,
}

impl Membership {
    /// Tells whether it carries the permission in its organisation. An officer is an officer of a police force: the role
    /// in any other organisation carries nothing.
    pub fn may(&self, permission: Permission) -> bool {
        self.is_effective() && self.role.may(permission)
    }

    /// Tells whether there is such a role in such an organisation.
    pub fn is_effective(&self) -> bool {
        self.role != Role::Officer || self.organisation.kind == OrganisationKind::Police
    }
}

/// The signed-in account that asks, with what it may do. Holds no personal detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub account: AccountId,
    /// Its roles.
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
}
