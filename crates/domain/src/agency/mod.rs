//! The bodies that take part in a partnership, and the groups that they work in.

mod group;

pub use group::{Group, GroupKind, NewGroup, PurposeError};

use crate::account::contact::EmailAddress;
use crate::id::{AgencyId, OrganisationId, PartnershipId};
use jiff::civil::Date;
use std::fmt;

/// How an agency takes part. The Crime and Disorder Act 1998 names the responsible authorities; a partnership may count
/// others among its members, so the kind is chosen and not derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AgencyKind {
    /// The law requires it to work in the partnership.
    ResponsibleAuthority,
    /// It is a member by choice.
    Member,
    /// It attends but is not a member, such as the office of the police and crime commissioner.
    Attends,
}

impl AgencyKind {
    /// Every kind, in the order in which a page lists them.
    pub const ALL: [Self; 3] = [Self::ResponsibleAuthority, Self::Member, Self::Attends];

    /// Returns the short word that is stored.
    pub fn slug(self) -> &'static str {
        match self {
            Self::ResponsibleAuthority => "responsible-authority",
            Self::Member => "member",
            Self::Attends => "attends",
        }
    }

    /// Returns the kind that a slug stands for; `None` if there is no such kind.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == raw)
    }

    /// Returns the heading over agencies of this kind.
    pub fn heading(self) -> &'static str {
        match self {
            Self::ResponsibleAuthority => "Responsible authorities",
            Self::Member => "Members",
            Self::Attends => "Attending",
        }
    }
}

impl fmt::Display for AgencyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ResponsibleAuthority => "Responsible authority",
            Self::Member => "Member",
            Self::Attends => "Attends",
        })
    }
}

/// The details of an agency, as somebody enters them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAgency {
    /// The partnership that it takes part in.
    pub partnership: PartnershipId,
    /// The organisation whose people sign in for it; `None` if nobody signs in for it.
    pub organisation: Option<OrganisationId>,
    /// Its name.
    pub name: String,
    /// How it takes part.
    pub kind: AgencyKind,
    /// The address to which we send requests for progress.
    pub email: Option<EmailAddress>,
    /// The day on which it left the partnership.
    pub left_on: Option<Date>,
}

/// A body that takes part in a partnership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// What was entered.
    pub agency: NewAgency,
}

impl Agency {
    /// Tells whether it takes part on the given day.
    pub fn takes_part_on(&self, day: Date) -> bool {
        self.agency.left_on.is_none_or(|left| day < left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn kinds_are_read_back() {
        for kind in AgencyKind::ALL {
            assert_eq!(AgencyKind::parse(kind.slug()), Some(kind));
        }
        assert_eq!(AgencyKind::parse("Member"), None);
    }

    #[test]
    fn an_agency_takes_part_until_the_day_on_which_it_left() {
        let agency = |left_on| Agency {
            id: AgencyId(1),
            agency: NewAgency {
                partnership: PartnershipId(1),
                organisation: None,
                name: "Fire".into(),
                kind: AgencyKind::Member,
                email: None,
                left_on,
            },
        };
        let day = date(2026, 11, 29);
        assert!(agency(None).takes_part_on(day));
        assert!(agency(Some(date(2026, 11, 30))).takes_part_on(day));
        assert!(!agency(Some(day)).takes_part_on(day));
    }
}
