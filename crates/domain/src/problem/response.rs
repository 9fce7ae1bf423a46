use crate::id::AgencyId;
use crate::plan::ActionStatus;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A response, as somebody enters it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewResponse {
    /// What is done.
    pub text: String,
    /// What it should change.
    pub aim: String,
    /// The agency that does it.
    pub owner: AgencyId,
    /// The day on which it begins.
    pub starts: Date,
    /// The day by which it is done.
    pub due: Date,
}

/// What somebody said about the progress of a response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// When they said it.
    pub at: Timestamp,
    /// How far the response had got.
    pub status: ActionStatus,
    /// What they said.
    pub text: String,
}

/// Something that an agency does about a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// Its number in the case.
    pub id: u32,
    /// How many times it has been changed.
    pub version: u32,
    /// What was entered, with the present due date.
    pub response: NewResponse,
    /// The due date that was entered first.
    pub first_due: Date,
    /// How far it has got.
    pub status: ActionStatus,
    /// What was said about its progress, oldest first.
    pub notes: Vec<Note>,
}

impl Response {
    /// Tells whether there is nothing more to do.
    pub fn is_over(&self) -> bool {
        matches!(self.status, ActionStatus::Done | ActionStatus::Stopped)
    }

    /// Tells whether it is late on a day.
    pub fn is_late_on(&self, day: Date) -> bool {
        !self.is_over() && self.response.due < day
    }
}
