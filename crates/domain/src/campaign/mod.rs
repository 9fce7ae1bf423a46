//! The campaigns of a partnership: what for, for whom, by whom, with which events and actions, and what came of them.
//!
//! A campaign is read and written whole. Each change is an [`Edit`], which returns the new campaign and says in a
//! sentence what was done.

mod count;
mod details;
mod edit;

pub use crate::plan::PlanAction;
pub use count::{Count, Counted, NewCount, Total, totals};
pub use details::{Details, DetailsError, address_of};
pub use edit::{Edit, EditError, Edited};

use crate::id::EventId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most messages that a campaign can have. More than this, and nobody remembers one of them.
pub const MOST_MESSAGES: usize = 8;
/// The most counts that a campaign keeps.
pub const MOST_COUNTS: usize = 200;
/// The most papers that a campaign can have.
pub const MOST_PAPERS: usize = 20;
/// The most events, and the most actions, that a campaign can be linked to.
pub const MOST_LINKS: usize = 60;

/// What a campaign is linked to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// How many times they have been changed.
    pub version: u32,
    /// Its marking events.
    pub events: Vec<EventId>,
    /// Its actions in the partnership's plans.
    pub actions: Vec<PlanAction>,
}

/// Where a campaign stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It has not begun.
    Coming,
    /// It is running.
    Running,
    /// It is over.
    Over,
}

/// A campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// What was entered.
    pub details: Details,
    /// How many times the details have been changed.
    pub version: u32,
    /// Whether the public sees it.
    pub is_public: bool,
    /// Its events and actions.
    pub links: Links,
    /// What was counted by hand.
    pub counts: Vec<Count>,
    /// The number of the next part.
    next: u32,
}

/// A paper of a campaign, such as a poster or a leaflet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Its title.
    pub title: String,
    /// When it was added.
    pub added_at: jiff::Timestamp,
}

impl Campaign {
    /// Makes a campaign that the public does not see yet.
    pub fn new(details: Details) -> Self {
        Self {
            details,
            version: 0,
            is_public: false,
            links: Links::default(),
            counts: Vec::new(),
            next: 1,
        }
    }

    /// Tells where it stands on a day.
    pub fn phase_on(&self, day: Date) -> Phase {
        if day < self.details.starts_on {
            Phase::Coming
        } else if day <= self.details.ends_on {
            Phase::Running
        } else {
            Phase::Over
        }
    }

    /// Finds a count.
    pub fn count(&self, id: u32) -> Option<&Count> {
        self.counts.iter().find(|count| count.id == id)
    }
}

#[cfg(test)]
mod tests;
