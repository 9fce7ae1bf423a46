use serde::{Deserialize, Serialize};
use std::fmt;

/// A role that an account can have in an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Marks and registers bikes at a desk.
    Volunteer,
    /// Plans events and keeps the stock of marks.
    Coordinator,
    /// Looks up bikes for the police.
    Officer,
    /// Reads figures about bikes, never about people.
    Analyst,
    /// Keeps an organisation's members.
    OrgAdmin,
    /// Keeps the whole register running.
    SiteAdmin,
}

/// Something that only some accounts may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Permission {
    /// Register and mark bikes at a desk.
    UseDesk,
    /// Plan events, make and allot marks.
    KeepStock,
    /// Search every identifier, keep recoveries and matches.
    LookUp,
    /// Open an owner's details, with a reason.
    OpenOwnerDetails,
    /// Read aggregate figures.
    ReadFigures,
    /// Give and take roles.
    KeepMembers,
    /// See the partnership's plan, meetings and problems, and report progress on their own agency's actions.
    TakePart,
    /// Keep the partnership's agencies, groups, plan, meetings and campaigns.
    KeepPlan,
    /// Approve what others wrote, and publish it.
    Publish,
    /// Draft an assessment.
    WriteAssessment,
    /// Open problem cases, and work on those that their own agency is in.
    SolveProblems,
    /// Work on every problem case of the partnership.
    SolveAllProblems,
    /// Read the log, and ask about look-ups. A site administrator reads who did what, and no reason or query.
    InspectLog,
}

impl Role {
    /// Returns every role.
    pub fn all() -> [Self; 6] {
        [
            Self::Volunteer,
            Self::Coordinator,
            Self::Officer,
            Self::Analyst,
            Self::OrgAdmin,
            Self::SiteAdmin,
        ]
    }

    /// Tells whether the role has the permission (within its organisation; a site administrator has it everywhere).
    /// Some permissions come only with a role in a lead organisation: see [`super::Membership::may`].
    pub fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Self::Volunteer => matches!(permission, P::UseDesk),
            Self::Coordinator => matches!(
                permission,
                P::UseDesk
                    | P::KeepStock
                    | P::ReadFigures
                    | P::TakePart
                    | P::KeepPlan
                    | P::Publish
                    | P::WriteAssessment
                    | P::SolveProblems
                    | P::SolveAllProblems
            ),
            Self::Officer => matches!(
                permission,
                P::LookUp | P::OpenOwnerDetails | P::ReadFigures | P::TakePart | P::SolveProblems
            ),
            Self::Analyst => matches!(
                permission,
                P::ReadFigures | P::TakePart | P::WriteAssessment | P::SolveProblems
            ),
            Self::OrgAdmin => matches!(
                permission,
                P::KeepStock
                    | P::KeepMembers
                    | P::ReadFigures
                    | P::TakePart
                    | P::KeepPlan
                    | P::Publish
                    | P::InspectLog
            ),
            Self::SiteAdmin => matches!(permission, P::KeepStock | P::KeepMembers | P::InspectLog),
        }
    }

    /// Tells whether people with this role need a second factor. Volunteers do not: they see only what they have typed.
    pub fn needs_second_factor(self) -> bool {
        self != Self::Volunteer
    }

    /// Returns the short word that the command line uses, such as `org-admin`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Volunteer => "volunteer",
            Self::Coordinator => "coordinator",
            Self::Officer => "officer",
            Self::Analyst => "analyst",
            Self::OrgAdmin => "org-admin",
            Self::SiteAdmin => "site-admin",
        }
    }

    /// Returns the words that a page shows.
    pub fn label(self) -> &'static str {
        match self {
            Self::Volunteer => "Volunteer",
            Self::Coordinator => "Coordinator",
            Self::Officer => "Officer",
            Self::Analyst => "Analyst",
            Self::OrgAdmin => "Organisation administrator",
            Self::SiteAdmin => "Site administrator",
        }
    }

    /// Returns the role that a slug stands for; `None` if there is no such role.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::all()
            .into_iter()
            .find(|role| role.slug() == raw.trim().to_ascii_lowercase())
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_officers_see_owners_and_admins_never_do() {
        for role in Role::all() {
            assert_eq!(
                role.may(Permission::OpenOwnerDetails),
                role == Role::Officer,
                "{role}"
            );
            assert_eq!(role.may(Permission::LookUp), role == Role::Officer, "{role}");
            assert_eq!(Role::parse(role.slug()), Some(role));
        }
    }
}
