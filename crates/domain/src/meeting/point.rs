use crate::id::AgencyId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An action point, as somebody enters it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPoint {
    /// What needs doing.
    pub text: String,
    /// The agency that does it.
    pub owner: AgencyId,
    /// The day by which it should be done.
    pub due: Date,
    /// The item of the agenda that it comes from.
    pub item: Option<u32>,
}

/// What an agency has to do after a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionPoint {
    /// Its number in the meeting.
    pub id: u32,
    /// How many times it has been changed.
    pub version: u32,
    /// What was entered.
    pub point: NewPoint,
    /// The day on which it was done.
    pub done_on: Option<Date>,
}

impl ActionPoint {
    /// Tells whether it was still to be done on the given day. The group's next meeting lists such points.
    pub fn is_open_on(&self, day: Date) -> bool {
        self.done_on.is_none_or(|done| done >= day)
    }

    /// Tells whether it is late on the given day.
    pub fn is_late_on(&self, day: Date) -> bool {
        self.done_on.is_none() && self.point.due < day
    }
}
