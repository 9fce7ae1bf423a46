use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a campaign counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    /// People who were given advice.
    Advised,
    /// Bikes that were marked.
    Marked,
    /// Marking kits or locks that were given away.
    Kits,
}

impl Counted {
    /// Everything that is counted, in the order in which a page lists it.
    pub const ALL: [Self; 3] = [Self::Advised, Self::Marked, Self::Kits];

    /// Returns the short word that a form sends.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Advised => "advised",
            Self::Marked => "marked",
            Self::Kits => "kits",
        }
    }

    /// Reads a slug.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|counted| counted.slug() == raw)
    }
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Advised => "People given advice",
            Self::Marked => "Bikes marked",
            Self::Kits => "Kits given away",
        })
    }
}

/// A count, as somebody enters it. What was counted at a linked event comes from the event and is not entered again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCount {
    /// What was counted.
    pub what: Counted,
    /// How many there were.
    pub number: u32,
    /// The day of the count.
    pub on: Date,
    /// Where it comes from.
    pub note: String,
}

/// A count of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Its number in the campaign.
    pub id: u32,
    /// How many times it has been changed.
    pub version: u32,
    /// What was entered.
    pub count: NewCount,
}

/// How many a campaign has counted of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// What was counted.
    pub what: Counted,
    /// At its events, when they closed.
    pub at_events: u64,
    /// By hand.
    pub by_hand: u64,
}

impl Total {
    /// Returns all of them.
    pub fn all(self) -> u64 {
        self.at_events + self.by_hand
    }
}

/// Adds up what was counted by hand and at events. Events count bikes marked and people advised.
pub fn totals(counts: &[Count], marked_at_events: u64, advised_at_events: u64) -> [Total; 3] {
    Counted::ALL.map(|what| {
        let own = counts.iter().filter(|count| count.count.what == what);
        Total {
            what,
            at_events: match what {
                Counted::Advised => advised_at_events,
                Counted::Marked => marked_at_events,
                Counted::Kits => 0,
            },
            by_hand: own.map(|count| u64::from(count.count.number)).sum(),
        }
    })
}
