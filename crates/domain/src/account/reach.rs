use super::audience::Viewer;
use super::role::{Permission, Role};
use crate::id::OrganisationId;

/// The organisations in which an account has a permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All of them, for a site administrator.
    Everywhere,
    /// Only these; never an empty list.
    Own(Vec<OrganisationId>),
}

impl Reach {
    /// Returns where the account has the permission, or `None` if it has it nowhere.
    pub fn of(viewer: &Viewer, permission: Permission) -> Option<Self> {
        if viewer.has(Role::SiteAdmin) && Role::SiteAdmin.may(permission) {
            return Some(Self::Everywhere);
        }
        let mut own: Vec<OrganisationId> = viewer
            .memberships
            .iter()
            .filter(|membership| membership.may(permission))
            .map(|membership| membership.organisation.id)
            .collect();
        own.sort_unstable();
        own.dedup();
        (!own.is_empty()).then_some(Self::Own(own))
    }

    /// Tells whether the account has the permission in an organisation.
    pub fn holds(&self, organisation: OrganisationId) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Own(own) => own.contains(&organisation),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Membership, Organisation, OrganisationKind};
    use crate::id::AccountId;

    fn viewer(roles: &[(Role, i64)]) -> Viewer {
        let membership = |&(role, id): &(Role, i64)| Membership {
            organisation: Organisation {
                id: OrganisationId(id),
                slug: format!("org-{id}"),
                name: format!("Organisation {id}"),
                kind: OrganisationKind::Campaign,
                partnership: None,
                leads: false,
            },
            role,
        };
        Viewer {
            account: AccountId(1),
            memberships: roles.iter().map(membership).collect(),
        }
    }

    #[test]
    fn a_permission_reaches_as_far_as_the_roles_that_carry_it() {
        let own = |ids: &[i64]| Some(Reach::Own(ids.iter().copied().map(OrganisationId).collect()));
        for (roles, reach) in [
            (vec![], None),
            (
                vec![(Role::Volunteer, 1), (Role::Officer, 2), (Role::Analyst, 3)],
                None,
            ),
            (vec![(Role::Coordinator, 4)], own(&[4])),
            (
                vec![
                    (Role::OrgAdmin, 5),
                    (Role::Coordinator, 4),
                    (Role::Coordinator, 5),
                ],
                own(&[4, 5]),
            ),
            (
                vec![(Role::Coordinator, 4), (Role::SiteAdmin, 9)],
                Some(Reach::Everywhere),
            ),
        ] {
            assert_eq!(
                Reach::of(&viewer(&roles), Permission::KeepStock),
                reach,
                "{roles:?}"
            );
        }
        assert_eq!(
            Reach::of(&viewer(&[(Role::SiteAdmin, 9)]), Permission::LookUp),
            None
        );
        assert!(Reach::Everywhere.holds(OrganisationId(7)));
        assert!(!Reach::Own(vec![OrganisationId(4)]).holds(OrganisationId(7)));
    }
}
