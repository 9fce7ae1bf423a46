//! Public events at which bikes are marked.

mod advice;
mod booking;
mod closing;
mod slots;
mod stage;

pub use advice::AdviceTopic;
pub use booking::{BookingStatus, MOST_BIKES, Wish, WishError};
pub use closing::Figures;
pub use slots::{Slots, SlotsError};
pub use stage::Stage;

use crate::id::{EventId, OrganisationId};
use crate::london;
use crate::place::Point;
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use thiserror::Error;

/// How long before an event starts its desks can open.
pub const DESKS_OPEN_BEFORE: SignedDuration = SignedDuration::from_hours(2);

/// The time on the evening before an event from which a desk can be opened on a phone.
const DESKS_READY_FROM: Time = Time::constant(18, 0, 0, 0);

/// A marking event that is being planned.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NewMarkingEvent {
    /// The organisation that runs it.
    pub organisation: OrganisationId,
    /// What it is called.
    pub name: String,
    /// The name of the place.
    pub place: String,
    /// What to expect.
    pub about: Option<String>,
    /// The place on the map.
    pub point: Option<Point>,
    /// When it starts.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// What else the public is told.
    pub details: EventDetails,
}

/// Why an event cannot be at these times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TimesError {
    /// It ends when it starts, or before.
    #[error("The event must end after it starts")]
    EndsBeforeStart,
    /// It goes on for more than a day.
    #[error("An event can last one day at most. Plan another one for the next day")]
    TooLong,
    /// It is already over.
    #[error("The event must be in the future")]
    InThePast,
    /// It is so far ahead that the year must be a mistake.
    #[error("The event must be within the next two years")]
    TooFarAhead,
}

/// Checks that an event can be held at these times.
///
/// # Errors
/// [`TimesError`] with what to do.
pub fn check_times(starts_at: Timestamp, ends_at: Timestamp, now: Timestamp) -> Result<(), TimesError> {
    if ends_at <= starts_at {
        Err(TimesError::EndsBeforeStart)
    } else if ends_at.duration_since(starts_at) > SignedDuration::from_hours(24) {
        Err(TimesError::TooLong)
    } else if ends_at <= now {
        Err(TimesError::InThePast)
    } else if starts_at.duration_since(now) > SignedDuration::from_hours(2 * 366 * 24) {
        Err(TimesError::TooFarAhead)
    } else {
        Ok(())
    }
}

/// What else the public is told about an event. By default that is nothing, and nobody needs to book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EventDetails {
    /// What to bring besides the bike.
    pub bring: Option<String>,
    /// The times that people can book, if they can book.
    pub slots: Option<Slots>,
    /// Who else takes part.
    pub partners: Vec<Partner>,
    /// What advice is given.
    pub advice: Vec<AdviceTopic>,
}

/// Somebody who takes part in an event besides the organisation that runs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Partner {
    /// An organisation of the register.
    Organisation(OrganisationId),
    /// Somebody else, by name.
    Named(String),
}

/// A public session at which bikes are marked, as it is on the register.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MarkingEvent {
    /// Its id.
    pub id: EventId,
    /// What, where and when.
    pub event: NewMarkingEvent,
    /// How far it has come.
    pub stage: Stage,
    /// How many times the plan was changed.
    pub revision: u32,
    /// The reason that the public is told, if it was cancelled.
    pub cancelled_why: Option<String>,
}

impl MarkingEvent {
    /// Tells whether a phone may have the hints about the event's labels: from the evening before until the desks
    /// close. At any other time a phone learns nothing about the stock.
    #[must_use]
    pub fn kit_goes_out_at(&self, at: Timestamp) -> bool {
        self.stage == Stage::Published && self.event.desks_load_at(at)
    }

    /// Tells whether a booking can be cancelled. Once the event is over or cancelled, there is no place to give to
    /// somebody else.
    #[must_use]
    pub fn has_places_to_give(&self, now: Timestamp) -> bool {
        self.stage.is_open() && self.event.ends_at > now
    }
}

impl NewMarkingEvent {
    /// Tells whether its desks may be open: on the days in London when it takes place, or from two hours before it
    /// starts until it ends.
    pub fn desks_open_at(&self, at: Timestamp) -> bool {
        let day = london::date_of;
        let same_day = (day(self.starts_at)..=day(self.ends_at)).contains(&day(at));
        same_day || (self.starts_at - DESKS_OPEN_BEFORE..=self.ends_at).contains(&at)
    }

    /// Tells whether a desk can be opened on a phone: from six on the evening before, because a stall may have no
    /// signal, until the desks close.
    pub fn desks_load_at(&self, at: Timestamp) -> bool {
        let evening_before = london::day_before(self.starts_at, DESKS_READY_FROM);
        (evening_before..=self.ends_at).contains(&at) || self.desks_open_at(at)
    }

    /// Returns the starts of the times that people can book. The list is empty when nobody needs to book.
    pub fn slot_starts(&self) -> Vec<Timestamp> {
        self.details
            .slots
            .map(|slots| slots.starts(self.starts_at, self.ends_at))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
