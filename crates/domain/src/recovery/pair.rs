//! Standing matches: a registered bike and a recovered one that may be the same, until an officer decides.

use serde::{Deserialize, Serialize};

/// The status of a standing match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PairStatus {
    /// It is waiting for an officer.
    Waiting,
    /// An officer wants to see it again on a later day.
    Parked,
    /// An officer said that it is another bike.
    Rejected,
    /// An officer said that it is the bike.
    Confirmed,
    /// The evidence for it is gone, or it was decided elsewhere.
    Lapsed,
}

/// How many bits the evidence must grow by before a pair that an officer has dealt with comes up again. Three bits make
/// the pair eight times as likely as it was then.
pub const BETTER: f64 = 3.0;

impl PairStatus {
    const ALL: [Self; 5] = [
        Self::Waiting,
        Self::Parked,
        Self::Rejected,
        Self::Confirmed,
        Self::Lapsed,
    ];

    /// Returns the short word that the table keeps.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Parked => "parked",
            Self::Rejected => "rejected",
            Self::Confirmed => "confirmed",
            Self::Lapsed => "lapsed",
        }
    }

    /// Returns the status that a slug stands for; `None` if there is no such status.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.slug() == raw)
    }

    /// Returns whether an officer still has to decide on it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Parked)
    }

    /// Returns the status of a pair that has been found again with `bits` of evidence; `kept` is the evidence that an
    /// officer has already seen. A decision stands until the evidence is better.
    #[must_use]
    pub fn found_again(self, bits: f64, kept: f64) -> Self {
        match self {
            Self::Waiting | Self::Lapsed => Self::Waiting,
            Self::Rejected | Self::Parked if bits >= kept + BETTER => Self::Waiting,
            Self::Rejected | Self::Parked | Self::Confirmed => self,
        }
    }

    /// Returns the status of a pair that was not found again.
    #[must_use]
    pub fn not_found(self) -> Self {
        if self.is_open() { Self::Lapsed } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_officer_decided_stays_until_the_evidence_is_better() {
        use PairStatus::{Confirmed, Lapsed, Parked, Rejected, Waiting};
        for (was, kept, bits, now) in [
            (Waiting, 20.0, 5.0, Waiting),
            (Lapsed, 20.0, 5.0, Waiting),
            (Rejected, 20.0, 22.9, Rejected),
            (Rejected, 20.0, 23.0, Waiting),
            (Parked, 20.0, 20.0, Parked),
            (Parked, 20.0, 30.0, Waiting),
            (Confirmed, 20.0, 90.0, Confirmed),
        ] {
            assert_eq!(was.found_again(bits, kept), now, "{was:?} {kept} {bits}");
        }
        assert_eq!(Waiting.not_found(), Lapsed);
        assert_eq!(Parked.not_found(), Lapsed);
        assert_eq!(Rejected.not_found(), Rejected);
        assert_eq!(Confirmed.not_found(), Confirmed);
    }

    #[test]
    fn slugs_are_read_back() {
        for status in PairStatus::ALL {
            assert_eq!(PairStatus::parse(status.slug()), Some(status));
        }
        assert_eq!(PairStatus::parse("?"), None);
    }
}
