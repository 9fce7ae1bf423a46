//! The custody log of a recovered bike: where it was, and who had it. Entries are added, never changed.

use super::RecoveryStatus;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// What happened to a bike in custody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CustodyKind {
    /// It came into the property store.
    Received,
    /// It was moved to another place.
    Moved,
    /// Somebody examined it.
    Examined,
    /// It is kept as an exhibit, and nobody may dispose of it.
    Held,
    /// It no longer has to be kept as an exhibit.
    HoldEnded,
    /// It was released to the person who had it.
    Released,
    /// It went back to its owner.
    Returned,
    /// It was sold, given away or scrapped.
    Disposed,
}

impl CustodyKind {
    /// Every kind, in the order in which a page lists them.
    pub const ALL: [Self; 8] = [
        Self::Received,
        Self::Moved,
        Self::Examined,
        Self::Held,
        Self::HoldEnded,
        Self::Released,
        Self::Returned,
        Self::Disposed,
    ];

    /// The kinds that officers add themselves. The register adds the others when officers do something else.
    pub const ADDED: [Self; 6] = [
        Self::Moved,
        Self::Examined,
        Self::Held,
        Self::HoldEnded,
        Self::Released,
        Self::Disposed,
    ];

    /// Returns the short word that the table and forms use.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Moved => "moved",
            Self::Examined => "examined",
            Self::Held => "held",
            Self::HoldEnded => "hold-ended",
            Self::Released => "released",
            Self::Returned => "returned",
            Self::Disposed => "disposed",
        }
    }

    /// Returns the words that a page shows.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Received => "Received",
            Self::Moved => "Moved",
            Self::Examined => "Examined",
            Self::Held => "Held as an exhibit",
            Self::HoldEnded => "Exhibit hold ended",
            Self::Released => "Released to the person who had it",
            Self::Returned => "Returned to its owner",
            Self::Disposed => "Disposed of",
        }
    }

    /// Returns the kind that a slug stands for; `None` if there is no such kind.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == raw)
    }

    /// Returns the status that the recovery has after this; `None` if the status stays the same.
    #[must_use]
    pub fn ends_as(self) -> Option<RecoveryStatus> {
        match self {
            Self::Released => Some(RecoveryStatus::Released),
            Self::Disposed => Some(RecoveryStatus::Disposed),
            _ => None,
        }
    }
}

/// One entry of the log, as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Custody {
    /// What happened.
    pub what: CustodyKind,
    /// When it happened.
    pub at: Timestamp,
    /// Where the bike is now, in words; sealed at rest.
    pub place: Option<String>,
    /// Why; sealed at rest.
    pub reason: Option<String>,
}

impl Custody {
    /// Makes an entry that says only what happened and when.
    #[must_use]
    pub fn of(what: CustodyKind, at: Timestamp) -> Self {
        Self {
            what,
            at,
            place: None,
            reason: None,
        }
    }
}

/// The number of days after which a force disposes of a bike that nobody claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DisposalRule(u16);

impl DisposalRule {
    /// The rule of a force that has not set its own: six months, as in the Police (Property) Regulations 1997.
    pub const DEFAULT: Self = Self(182);

    /// Makes a rule; `None` if it is less than a week or more than ten years.
    #[must_use]
    pub fn days(days: u16) -> Option<Self> {
        (7..=3_650).contains(&days).then_some(Self(days))
    }

    /// Returns how many days it is.
    #[must_use]
    pub fn as_days(self) -> u16 {
        self.0
    }

    /// Returns the first time at which a bike that came in at `received` can be disposed of.
    #[must_use]
    pub fn falls_due(self, received: Timestamp) -> Timestamp {
        received + self.span()
    }

    /// Returns the latest time at which a bike can have come in, if it is due for disposal now.
    #[must_use]
    pub fn received_until(self, now: Timestamp) -> Timestamp {
        now - self.span()
    }

    fn span(self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_read_back_and_some_end_the_record() {
        for kind in CustodyKind::ALL {
            assert_eq!(CustodyKind::parse(kind.slug()), Some(kind));
        }
        assert_eq!(CustodyKind::parse("lost"), None);
        assert_eq!(CustodyKind::Disposed.ends_as(), Some(RecoveryStatus::Disposed));
        assert_eq!(CustodyKind::Held.ends_as(), None);
    }

    #[test]
    fn a_rule_is_a_week_to_ten_years() {
        for (days, rule) in [(6, None), (7, Some(7)), (3_650, Some(3_650)), (3_651, None)] {
            assert_eq!(
                DisposalRule::days(days).map(DisposalRule::as_days),
                rule,
                "{days}"
            );
        }
        let received: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let due = DisposalRule::DEFAULT.falls_due(received);
        assert_eq!(due.to_string(), "2026-07-02T00:00:00Z");
        assert_eq!(DisposalRule::DEFAULT.received_until(due), received);
    }
}
