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

/// The shortest time that a volunteer stays signed in, so that one who signs in late can finish.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// What decides how long somebody stays signed in. The strictest comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stay {
    /// An account without a role.
    Owner,
    /// An account whose only role is volunteer.
    Volunteer,
    /// An account with any other role.
    Staff,
}

impl Stay {
    /// Returns what decides how long an account stays signed in.
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
    /// The account that is signed in.
    pub account: AccountId,
    /// The account's generation when the sign-in began. The sign-in ends when the account's number grows.
    pub generation: i64,
    /// When it began.
    pub at: Timestamp,
    /// The latest time at which it ends.
    pub until: Timestamp,
    /// What decided how long it lasts.
    pub stay: Stay,
    /// When a code of the second factor was last taken in this session, if ever.
    #[serde(default)]
    pub proved: Option<Timestamp>,
}

impl SignIn {
    /// Begins a sign-in. `event_ends` is the end of the event at which the account is working now or will work soon: a
    /// volunteer stays signed in until two hours after it. If there are several limits, the strictest one counts.
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
            proved: None,
        }
    }

    /// Returns when the sign-in ends, given what the account may do now. If the account has been given a role since it
    /// signed in, it stays signed in no longer than if it had had the role from the start.
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
                leads: false,
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
