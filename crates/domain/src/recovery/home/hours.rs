//! When bikes can be collected from a property store, and how many at a time.

use crate::event::{Slots, SlotsError};
use crate::london::{self, TimeError};
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How many days ahead a collection can be booked.
const DAYS_AHEAD: i32 = 28;
/// How much notice a booking needs before its slot begins.
const NOTICE: SignedDuration = SignedDuration::from_hours(24);

/// The hours of one day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// When it opens.
    pub from: Time,
    /// When it closes.
    pub to: Time,
}

/// Why hours are not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HoursError {
    /// It closes before it opens.
    #[error("Enter a closing time that is after the opening time")]
    Order,
    /// One of the two is missing.
    #[error("Enter both times, or leave both empty")]
    OneOnly,
    /// One of them is not a time.
    #[error(transparent)]
    Time(#[from] TimeError),
}

impl Opening {
    /// Reads the hours of a day as they were typed; `None` if both are empty.
    ///
    /// # Errors
    /// [`HoursError`] with what to enter instead.
    pub fn parse(from: &str, to: &str) -> Result<Option<Self>, HoursError> {
        match (from.trim(), to.trim()) {
            ("", "") => Ok(None),
            ("", _) | (_, "") => Err(HoursError::OneOnly),
            (from, to) => {
                let (from, to) = (london::time_of_day(from)?, london::time_of_day(to)?);
                if from < to {
                    Ok(Some(Self { from, to }))
                } else {
                    Err(HoursError::Order)
                }
            }
        }
    }
}

/// How owners can collect bikes from a force's property store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PropertyStore {
    /// The hours of the seven days from Monday.
    pub week: [Option<Opening>; 7],
    /// The length of a slot in minutes.
    pub minutes: u16,
    /// How many bikes can be collected in one slot.
    pub places: u16,
    /// Where the store is.
    pub place: String,
    /// The telephone number to ring, if there is one.
    pub phone: Option<String>,
    /// Days on which it is closed.
    pub closed: Vec<Date>,
}

impl PropertyStore {
    /// The days of a week, as pages name them.
    pub const DAYS: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];

    /// Returns everything that can be set, in words; the words are empty for what is not set.
    #[must_use]
    pub fn in_words(&self) -> Vec<(&'static str, String)> {
        let hours = |day: &Option<Opening>| {
            let time = |time: Time| time.strftime("%H:%M").to_string();
            day.map(|day| format!("{} to {}", time(day.from), time(day.to)))
                .unwrap_or_default()
        };
        let number = |number: u16| {
            Some(number)
                .filter(|number| *number > 0)
                .map(|number| number.to_string())
        };
        let closed: Vec<String> = self.closed.iter().map(Date::to_string).collect();
        let days = Self::DAYS.into_iter().zip(self.week.iter().map(hours));
        days.chain([
            (
                "Minutes for each collection",
                number(self.minutes).unwrap_or_default(),
            ),
            ("Bikes at the same time", number(self.places).unwrap_or_default()),
            ("Where bikes are collected", self.place.clone()),
            ("Phone number", self.phone.clone().unwrap_or_default()),
            ("Closed on", closed.join(", ")),
        ])
        .collect()
    }

    /// Returns the length and places of the slots, if they are valid.
    ///
    /// # Errors
    /// [`SlotsError`] when either is out of range.
    pub fn slots(&self) -> Result<Slots, SlotsError> {
        Slots::new(self.minutes, self.places, true)
    }

    /// Returns the times at which collections can be booked, at least a day from now, in order.
    #[must_use]
    pub fn starts(&self, now: Timestamp) -> Vec<Timestamp> {
        let Ok(slots) = self.slots() else {
            return Vec::new();
        };
        let today = london::date_of(now);
        let days = (0..=DAYS_AHEAD).filter_map(|ahead| today.checked_add(ahead.days()).ok());
        days.filter(|day| !self.closed.contains(day))
            .filter_map(|day| self.opening_on(day))
            .flat_map(|(from, to)| slots.starts(from, to))
            .filter(|start| *start >= now + NOTICE)
            .collect()
    }

    /// Returns the hours of a day as instants.
    fn opening_on(&self, day: Date) -> Option<(Timestamp, Timestamp)> {
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).ok()?;
        let opening = self.week.get(weekday).copied().flatten()?;
        let at = |time| london::instant(day, time, london::Twice::Earlier).ok();
        at(opening.from).zip(at(opening.to))
    }

    /// Tells whether the store has any hours at which a collection can be booked.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.slots().is_ok() && self.week.iter().any(Option::is_some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_both_or_none() {
        assert_eq!(Opening::parse(" ", ""), Ok(None));
        assert_eq!(Opening::parse("9am", ""), Err(HoursError::OneOnly));
        assert_eq!(Opening::parse("2pm", "9am"), Err(HoursError::Order));
        assert!(matches!(
            Opening::parse("noonish", "2pm"),
            Err(HoursError::Time(_))
        ));
        assert!(Opening::parse("9am", "12:30").unwrap().is_some());
    }

    #[test]
    fn slots_lie_within_the_hours_of_days_that_are_open() {
        let mut store = PropertyStore {
            minutes: 30,
            places: 2,
            ..PropertyStore::default()
        };
        assert!(!store.is_open());
        store.week[1] = Opening::parse("10:00", "11:15").unwrap();
        // This is a Sunday; the first Tuesday after it is 1 December.
        let now: Timestamp = "2026-11-29T12:00:00Z".parse().unwrap();
        let starts = store.starts(now);
        assert_eq!(starts[0].to_string(), "2026-12-01T10:00:00Z");
        assert_eq!(starts[1].to_string(), "2026-12-01T10:30:00Z");
        assert_eq!(starts[2].to_string(), "2026-12-08T10:00:00Z");
        store.closed.push("2026-12-01".parse().unwrap());
        assert_eq!(store.starts(now)[0].to_string(), "2026-12-08T10:00:00Z");
        let late: Timestamp = "2026-12-07T10:30:00Z".parse().unwrap();
        assert_eq!(
            store.starts(late)[0].to_string(),
            "2026-12-08T10:30:00Z",
            "a day's notice"
        );
        store.minutes = 0;
        assert_eq!(store.starts(now), []);
    }
}
