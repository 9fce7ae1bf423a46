//! How long somebody stays signed in, by what the account may do.

use super::audience::Viewer;
use super::role::Role;
use crate::id::AccountId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long an owner stays signed in.
const OWNERS_STAY: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long an account with a role stays signed in.
const STAFF_STAY: SignedDuration = SignedDuration::from_hours(12);

/// How long a volunteer stays signed in after the end of the event.
const AFTER_EVENT: SignedDuration = SignedDuration::from_hours(2);

/// A volunteer who signs in late has at least this long to finish.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// What the length of a stay goes by; the later, the stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stay {
    /// An account without a role.
    Owner,
    /// An account that is a volunteer's and has no other role.
    Volunteer,
    /// An account with any other role.
    Staff,
}

impl Stay {
    /// Returns what the stay of an account goes by.
    pub fn of(viewer: &Viewer) -> Self {
        if viewer.memberships.is_empty() {
            Self::Owner
        } else if viewer.memberships.iter().all(|m| m.role == Role::Volunteer) {
            Self::Volunteer
        } else {
            Self::Staff
        }
    }
}

/// Somebody's sign-in, as their session remembers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// Who.
    pub account: AccountId,
    /// How often the account had been signed out everywhere; the sign-in ends when that grows.
    pub generation: i64,
    /// When.
    pub at: Timestamp,
    /// When it ends, whatever happens.
    pub until: Timestamp,
    /// What its length went by.
    pub stay: Stay,
}

impl SignIn {
    /// Begins a sign-in. `event_ends` is the end of the event that the account works at, if it works at one now or
    /// soon: a volunteer stays until two hours after it. Of several limits the strictest holds.
    pub fn begin(viewer: &Viewer, generation: i64, event_ends: Option<Timestamp>, now: Timestamp) -> Self {
        let stay = Stay::of(viewer);
        let event = event_ends
            .filter(|_| viewer.has(Role::Volunteer))
            .map(|ends| (ends + AFTER_EVENT).max(now + LATE));
        let until = match stay {
            Stay::Owner => now + OWNERS_STAY,
            Stay::Volunteer => event.unwrap_or(now + STAFF_STAY),
            Stay::Staff => event.map_or(now + STAFF_STAY, |ends| ends.min(now + STAFF_STAY)),
        };
        Self {
            account: viewer.account,
            generation,
            at: now,
            until,
            stay,
        }
    }

    /// Returns when the sign-in ends, for an account that may do this now: who was given a role meanwhile stays no longer
    /// than somebody who had it from the start.
    pub fn ends(&self, viewer: &Viewer) -> Timestamp {
        if Stay::of(viewer) > self.stay {
            self.until.min(self.at + STAFF_STAY)
        } else {
            self.until
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Membership, Organisation, OrganisationKind};
    use crate::id::OrganisationId;

    const NOW: Timestamp = Timestamp::constant(1_781_953_200, 0);

    fn viewer(roles: &[Role]) -> Viewer {
        let membership = |role: &Role| Membership {
            organisation: Organisation {
                id: OrganisationId(1),
                slug: "camcycle".into(),
                name: "Camcycle".into(),
                kind: OrganisationKind::Campaign,
                partnership: None,
            },
            role: *role,
        };
        Viewer {
            account: AccountId(7),
            memberships: roles.iter().map(membership).collect(),
        }
    }

    fn hours(hours: i64) -> SignedDuration {
        SignedDuration::from_hours(hours)
    }

    #[test]
    fn the_strictest_limit_holds() {
        for (roles, event_ends, lasts) in [
            (&[][..], None, hours(720)),
            (&[], Some(hours(4)), hours(720)),
            (&[Role::Volunteer], None, hours(12)),
            (&[Role::Volunteer], Some(hours(4)), hours(6)),
            (&[Role::Volunteer], Some(hours(20)), hours(22)),
            (&[Role::Volunteer], Some(-hours(2)), hours(1)),
            (&[Role::Officer], None, hours(12)),
            (&[Role::Coordinator], Some(hours(4)), hours(12)),
            (&[Role::Volunteer, Role::Coordinator], Some(hours(4)), hours(6)),
            (&[Role::Volunteer, Role::Officer], Some(hours(20)), hours(12)),
            (&[Role::SiteAdmin], None, hours(12)),
        ] {
            let sign_in = SignIn::begin(&viewer(roles), 3, event_ends.map(|ends| NOW + ends), NOW);
            assert_eq!(sign_in.until, NOW + lasts, "{roles:?} {event_ends:?}");
            assert_eq!(
                (sign_in.account, sign_in.generation, sign_in.at),
                (AccountId(7), 3, NOW)
            );
        }
    }

    #[test]
    fn a_role_given_meanwhile_ends_the_stay_sooner_and_one_taken_never_later() {
        let owner = SignIn::begin(&viewer(&[]), 0, None, NOW);
        assert_eq!(owner.ends(&viewer(&[])), NOW + hours(720));
        assert_eq!(owner.ends(&viewer(&[Role::Volunteer])), NOW + hours(12));
        assert_eq!(owner.ends(&viewer(&[Role::Officer])), NOW + hours(12));
        let volunteer = SignIn::begin(&viewer(&[Role::Volunteer]), 0, Some(NOW + hours(20)), NOW);
        assert_eq!(volunteer.ends(&viewer(&[Role::Volunteer])), NOW + hours(22));
        assert_eq!(
            volunteer.ends(&viewer(&[Role::Volunteer, Role::Officer])),
            NOW + hours(12)
        );
        assert_eq!(volunteer.ends(&viewer(&[])), NOW + hours(22));
    }
}
