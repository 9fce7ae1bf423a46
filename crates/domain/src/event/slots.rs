use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use thiserror::Error;

/// Times that can be booked: an event cut into lengths, each with so many places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Slots {
    minutes: u16,
    places: u16,
    /// Whether those who have not booked are turned away.
    pub booking_only: bool,
}

/// What is wrong with a slot's length or places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SlotsError {
    /// Too short to mark a bike, or too long to wait.
    #[error("must be from {} to {} minutes", Slots::SHORTEST, Slots::LONGEST)]
    Minutes,
    /// No place, or more than any stall has.
    #[error("must be from 1 to {}", Slots::MOST_PLACES)]
    Places,
}

impl Slots {
    /// The fewest minutes of a slot: marking and registering a bike takes about that long.
    pub const SHORTEST: u16 = 5;
    /// The most minutes of a slot.
    pub const LONGEST: u16 = 240;
    /// The most places of a slot.
    pub const MOST_PLACES: u16 = 100;

    /// Makes slots of some minutes with some places each.
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

    /// Returns the places of a slot.
    pub fn places(self) -> u16 {
        self.places
    }

    /// Returns the length of a slot.
    pub fn length(self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.minutes))
    }

    /// Returns when slots start, one after the other from the start of an event; only whole ones, so that the
    /// last ends when the event does or before. Lengths are of real time, so the night the clocks change has
    /// an hour's slots more or less.
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
