//! The meetings of a partnership's groups: when and where, the agenda, who came, what was decided, and the minutes.
//!
//! A meeting is read and written whole. Each change is an [`Edit`], which returns the new meeting and says in a sentence
//! what was done.

mod agenda;
mod details;
mod edit;
mod paper;
mod point;
mod question;

pub use agenda::{Apart, Item, NewItem, Purpose};
pub use details::{Cancelled, Details, DetailsError};
pub use edit::{Edit, EditError, Edited};
pub use paper::{Paper, Ready};
pub use point::{ActionPoint, NewPoint};
pub use question::{Outcome, Question, Reply};

use crate::id::{AgencyId, GroupId, MeetingId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most items on an agenda.
pub const MOST_ITEMS: usize = 40;
/// The most action points of a meeting.
pub const MOST_POINTS: usize = 80;
/// The most papers that a meeting can have.
pub const MOST_PAPERS: usize = 40;
/// The most questions that a meeting takes from the public.
pub const MOST_QUESTIONS: usize = 200;

/// An agency that came to a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attended {
    /// The agency.
    pub agency: AgencyId,
    /// Whether it sent a senior person.
    pub senior: bool,
}

/// Who came to a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// How many times it has been changed.
    pub version: u32,
    /// The agencies that came.
    pub agencies: Vec<Attended>,
}

/// When the minutes were agreed, and at which meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// The later meeting that agreed them.
    pub at: MeetingId,
    /// The day of that meeting.
    pub on: Date,
}

/// The minutes of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// How many times they have been changed.
    pub version: u32,
    /// Their text.
    pub text: Option<String>,
    /// Whether the public sees them as a draft.
    pub is_shown: bool,
    /// When they were agreed.
    pub agreed: Option<Agreed>,
}

impl Minutes {
    /// Tells whether the public may read them: they are agreed, or published as a draft.
    pub fn are_public(&self) -> bool {
        self.text.is_some() && (self.is_shown || self.agreed.is_some())
    }
}

/// A meeting of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// When, where and for whom.
    pub details: Details,
    /// Why and when it was cancelled.
    pub cancelled: Option<Cancelled>,
    /// How many times people's calendars had to change their entry.
    pub revision: u32,
    /// How many times the details have been changed.
    pub version: u32,
    /// The agenda, in order.
    pub items: Vec<Item>,
    /// Who came.
    pub attendance: Attendance,
    /// What agencies have to do.
    pub points: Vec<ActionPoint>,
    /// The minutes.
    pub minutes: Minutes,
    /// The number of the next part.
    next: u32,
}

impl Meeting {
    /// Makes a meeting with an empty agenda.
    pub fn new(details: Details) -> Self {
        Self {
            details,
            cancelled: None,
            revision: 0,
            version: 0,
            items: Vec::new(),
            attendance: Attendance::default(),
            points: Vec::new(),
            minutes: Minutes::default(),
            next: 1,
        }
    }

    /// Returns the group that meets.
    pub fn group(&self) -> GroupId {
        self.details.group
    }

    /// Returns the day of the meeting in London.
    pub fn day(&self) -> Date {
        crate::london::date_of(self.details.starts_at)
    }

    /// Tells whether it has begun.
    pub fn has_begun(&self, now: Timestamp) -> bool {
        self.details.starts_at <= now
    }

    /// Finds an item of the agenda.
    pub fn item(&self, id: u32) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// Finds an action point.
    pub fn point(&self, id: u32) -> Option<&ActionPoint> {
        self.points.iter().find(|point| point.id == id)
    }

    /// Tells whether the public may read about an item.
    pub fn is_open(&self, item: u32) -> bool {
        self.item(item).is_some_and(|item| item.item.not_public.is_none())
    }

    /// Returns the meeting for readers who may not read items that are not open to the public, nor what was written
    /// down about an item while it was not open.
    #[must_use]
    pub fn without_closed_items(&self) -> Self {
        let mut open = self.clone();
        for item in &mut open.items {
            item.close();
        }
        open.points
            .retain(|point| point.point.item.is_none_or(|item| self.is_open(item)));
        open
    }

    /// Returns the meeting as the public sees it. Who came, what was decided and the action points come with the
    /// minutes.
    #[must_use]
    pub fn for_public(&self) -> Self {
        let mut public = self.without_closed_items();
        if !self.minutes.are_public() {
            public.minutes = Minutes::default();
            public.attendance = Attendance::default();
            public.points.clear();
            for item in &mut public.items {
                item.decision = None;
            }
        }
        public
    }

    /// Returns the number for a new part.
    fn number(&mut self) -> u32 {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        number
    }

    fn item_mut(&mut self, id: u32) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.id == id)
    }

    fn point_mut(&mut self, id: u32) -> Option<&mut ActionPoint> {
        self.points.iter_mut().find(|point| point.id == id)
    }
}

#[cfg(test)]
mod tests;
