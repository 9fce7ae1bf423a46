use crate::id::GroupId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest meeting.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);

/// When and where a group meets, and for whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// The group that meets.
    pub group: GroupId,
    /// When it starts.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Where it is.
    pub place: String,
    /// How to get in, and what helps people with a disability.
    pub access: Option<String>,
    /// Whether the public is told about it and may come.
    pub is_public: bool,
    /// The time until which the public may send questions; `None` for the usual time.
    pub questions_by: Option<Timestamp>,
}

/// Why the details of a meeting are not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DetailsError {
    /// It would end before it starts.
    #[error("The meeting must end after it starts")]
    EndsBeforeStart,
    /// It would be too long.
    #[error("A meeting can last 12 hours at most. Check when it starts and ends")]
    TooLong,
    /// Questions could be sent after it has started.
    #[error("The last time for questions must be before the meeting starts")]
    QuestionsTooLate,
}

impl Details {
    /// Checks that the times follow each other.
    ///
    /// # Errors
    /// [`DetailsError`], which says what is wrong.
    pub fn check(&self) -> Result<(), DetailsError> {
        if self.ends_at <= self.starts_at {
            return Err(DetailsError::EndsBeforeStart);
        }
        if self.ends_at.duration_since(self.starts_at) > LONGEST {
            return Err(DetailsError::TooLong);
        }
        match self.questions_by {
            Some(by) if by >= self.starts_at => Err(DetailsError::QuestionsTooLate),
            _ => Ok(()),
        }
    }

    /// Tells whether people's calendars have to change their entry.
    pub(super) fn moves_from(&self, before: &Self) -> bool {
        (self.starts_at, self.ends_at, &self.place, self.is_public)
            != (before.starts_at, before.ends_at, &before.place, before.is_public)
    }
}

/// When and why a meeting was cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// When.
    pub at: Timestamp,
    /// Why. The public reads it.
    pub why: String,
}
