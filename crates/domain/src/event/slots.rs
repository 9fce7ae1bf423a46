use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use thiserror::Error;

/// The times that people can book: the event is cut into slots, each with the same number of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Slots {
    minutes: u16,
    places: u16,
    /// True if people who have not booked are turned away.
    pub booking_only: bool,
}

/// Why a slot's length or number of places is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SlotsError {
    /// Too short to mark a bike, or too long to wait.
    #[error("must be from {} to {} minutes", Slots::SHORTEST, Slots::LONGEST)]
    Minutes,
    /// There are no places, or more than any stall has.
    #[error("must be from 1 to {}", Slots::MOST_PLACES)]
    Places,
}

impl Slots {
    /// The fewest minutes that a slot can last. Marking and registering a bike takes about that long.
    pub const SHORTEST: u16 = 5;
    /// The most minutes that a slot can last.
    pub const LONGEST: u16 = 240;
    /// The most places in a slot.
    pub const MOST_PLACES: u16 = 100;

    /// Makes slots of this many minutes with this many places each.
    ///
    /// # Errors
    /// [`SlotsError`] when either is out of range.
    pub fn new(minutes: u16, places: u16, booking_only: bool) -> Result<Self, SlotsError> {
        if !(Self::SHORTEST..=Self::LONGEST).contains(&minutes) {
            return Err(SlotsError::Minutes);
        }
        if !(1..=Self::MOST_PLACES).contains(&places) {
            return Err(SlotsError::Places);
        }
        Ok(Self {
            minutes,
            places,
            booking_only,
        })
    }

    /// Returns the length of a slot in minutes.
    pub fn minutes(self) -> u16 {
        self.minutes
    }

    /// Returns the number of places in a slot.
    pub fn places(self) -> u16 {
        self.places
    }

    /// Returns the length of a slot.
    pub fn length(self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.minutes))
    }

    /// Returns the times at which the slots start, one after the other from the start of an event. It returns only
    /// whole slots, so the last one ends by the end of the event. Lengths are in real time, so if the clocks change
    /// during the event, there are slots for one hour more or less.
    pub fn starts(self, from: Timestamp, to: Timestamp) -> Vec<Timestamp> {
        let mut starts = Vec::new();
        let mut at = from;
        while let Ok(end) = at.checked_add(self.length())
            && end <= to
        {
            starts.push(at);
            at = end;
        }
        starts
    }
}
