//! Consultations: what a partnership asks people, when, what they can choose from, and what came of it.
//!
//! A consultation is read and written whole, without the answers. Each change is an [`Edit`], which returns the new
//! consultation and says in a sentence what was done. A consultation is not a vote: nobody signs in to answer.

mod answer;
mod details;
mod edit;
mod stand;
mod tally;

pub use answer::{Answer, Choices, ChoicesError, MOST_CHOICES};
pub use details::{Details, DetailsError, FEWEST_ISSUES, MOST_ISSUES, Sharing};
pub use edit::{Edit, EditError, Edited, Outcome};
pub use stand::{NewStandCount, StandCount, StandError};
pub use tally::{IssueTally, Tally};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The most answers that a consultation takes. It is more than any consultation of a partnership has had, and few enough
/// that somebody who sends answers by machine cannot fill the disk.
pub const MOST_ANSWERS: u64 = 20_000;
/// The most counts from stands that a consultation keeps.
pub const MOST_STANDS: usize = 60;

/// Where a consultation stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The public does not see it.
    Draft,
    /// The public sees it, and cannot answer yet.
    Coming,
    /// Anybody can answer.
    Open,
    /// Nobody can answer any more.
    Closed,
}

/// A result that the public sees. It never changes while it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedResult {
    /// When it was published.
    pub at: Timestamp,
    /// The answers as they were counted then.
    pub tally: Tally,
}

/// A consultation, without its answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    /// What was entered.
    pub details: Details,
    /// How many times the details have been changed.
    pub version: u32,
    /// Whether the public sees it.
    pub is_public: bool,
    /// When the public first saw it.
    pub first_shown_at: Option<Timestamp>,
    /// What people said at stands and on paper, as counts.
    pub stands: Vec<StandCount>,
    /// What came of it, in words.
    pub outcome: Outcome,
    /// The result that the public sees.
    pub result: Option<PublishedResult>,
    /// The number of the next part.
    next: u32,
}

impl Consultation {
    /// Makes a consultation that the public does not see yet.
    pub fn new(details: Details) -> Self {
        Self {
            details,
            version: 0,
            is_public: false,
            first_shown_at: None,
            stands: Vec::new(),
            outcome: Outcome::default(),
            result: None,
            next: 1,
        }
    }

    /// Tells where it stands at an instant.
    pub fn stage(&self, now: Timestamp) -> Stage {
        if !self.is_public {
            Stage::Draft
        } else if now < self.details.opens_at {
            Stage::Coming
        } else if now < self.details.closes_at {
            Stage::Open
        } else {
            Stage::Closed
        }
    }

    /// Tells whether people can have answered it. From then on its question, issues and rule stay as they are.
    pub fn has_opened(&self, now: Timestamp) -> bool {
        self.first_shown_at.is_some() && self.details.opens_at <= now
    }

    /// Tells whether its time for answers is over.
    pub fn has_closed(&self, now: Timestamp) -> bool {
        self.details.closes_at <= now
    }

    /// Finds a count from a stand.
    pub fn stand(&self, id: u32) -> Option<&StandCount> {
        self.stands.iter().find(|stand| stand.id == id)
    }

    /// Adds up how many people at stands named each issue, in the order of the issues.
    pub fn at_stands(&self) -> Vec<u64> {
        let each = 0..self.details.issues.len();
        let of = |issue: usize| {
            let counts = self
                .stands
                .iter()
                .filter_map(|stand| stand.stand.named.get(issue));
            counts.map(|count| u64::from(*count)).sum()
        };
        each.map(of).collect()
    }

    /// Adds up how many people were asked at stands.
    pub fn people_at_stands(&self) -> u64 {
        let people = self.stands.iter().map(|stand| u64::from(stand.stand.people));
        people.sum()
    }
}

#[cfg(test)]
mod tests;
