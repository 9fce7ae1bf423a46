use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// What happened to a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BookingStatus {
    /// A place is kept.
    Booked,
    /// The person is waiting for a place.
    Waiting,
    /// The person cancelled it, or the event was cancelled.
    Cancelled,
}

impl BookingStatus {
    const ALL: [Self; 3] = [Self::Booked, Self::Waiting, Self::Cancelled];

    /// Returns the short word that the table keeps.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Waiting => "waiting",
            Self::Cancelled => "cancelled",
        }
    }

    /// Returns the status that a slug stands for; `None` if there is no such status.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.slug() == raw)
    }
}

/// The most bikes in one booking: enough for a family.
pub const MOST_BIKES: u8 = 4;

/// The time that somebody wants to book; written as `1781953200`, `wait-1781953200` or `wait-any` in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A place in the slot that starts at this time, which has one now.
    Place(Timestamp),
    /// A place in the slot that starts at this time, once one becomes free.
    Wait(Timestamp),
    /// A place in any slot, once one becomes free.
    WaitForAny,
}

/// The text does not say which time somebody wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Choose a time")]
pub struct WishError;

impl Wish {
    /// Returns the start of the slot, if one was chosen.
    pub fn slot(self) -> Option<Timestamp> {
        match self {
            Self::Place(at) | Self::Wait(at) => Some(at),
            Self::WaitForAny => None,
        }
    }
}

impl fmt::Display for Wish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Place(at) => write!(f, "{}", at.as_second()),
            Self::Wait(at) => write!(f, "wait-{}", at.as_second()),
            Self::WaitForAny => f.write_str("wait-any"),
        }
    }
}

impl FromStr for Wish {
    type Err = WishError;

    fn from_str(raw: &str) -> Result<Self, WishError> {
        let at = |digits: &str| {
            let seconds = digits.parse().map_err(|_| WishError)?;
            Timestamp::from_second(seconds).map_err(|_| WishError)
        };
        match raw.strip_prefix("wait-") {
            Some("any") => Ok(Self::WaitForAny),
            Some(digits) => at(digits).map(Self::Wait),
            None => at(raw).map(Self::Place),
        }
    }
}
