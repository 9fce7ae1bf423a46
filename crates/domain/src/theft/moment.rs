//! One end of the time in which a bike may have been stolen, as exactly as somebody said it.

use crate::london::{self, TimeError, Twice};
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How exactly somebody said a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// The time on the clock.
    #[default]
    Clock,
    /// The time on the clock, in the hour that came twice. Nobody knows which of the two hours it was.
    EitherHour,
    /// From 6am to noon.
    Morning,
    /// From noon to 6pm.
    Afternoon,
    /// From 6pm to 10pm.
    Evening,
    /// From 10pm to 6am the next day.
    Night,
    /// Some time on that day.
    Day,
}

const MORNING: Time = Time::constant(6, 0, 0, 0);
const NOON: Time = Time::constant(12, 0, 0, 0);
const EVENING: Time = Time::constant(18, 0, 0, 0);
const NIGHT: Time = Time::constant(22, 0, 0, 0);

impl Precision {
    /// Every precision.
    pub const ALL: [Self; 7] = [
        Self::Clock,
        Self::EitherHour,
        Self::Morning,
        Self::Afternoon,
        Self::Evening,
        Self::Night,
        Self::Day,
    ];

    /// Returns the short word that files and forms use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Clock => "clock",
            Self::EitherHour => "either-hour",
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
            Self::Night => "night",
            Self::Day => "day",
        }
    }

    /// Returns the precision that a slug stands for; `None` if there is no such precision.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|precision| precision.slug() == raw)
    }

    /// Returns the times of day at which it starts and ends, and how many days after its own day it ends; `None` for a
    /// time on the clock.
    fn bounds(self) -> Option<(Time, Time, u8)> {
        match self {
            Self::Clock | Self::EitherHour => None,
            Self::Morning => Some((MORNING, NOON, 0)),
            Self::Afternoon => Some((NOON, EVENING, 0)),
            Self::Evening => Some((EVENING, NIGHT, 0)),
            Self::Night => Some((NIGHT, MORNING, 1)),
            Self::Day => Some((Time::midnight(), Time::midnight(), 1)),
        }
    }
}

/// One end of the time in which a bike may have been stolen: an instant, and how exactly somebody said it.
///
/// For the time when the bike was last seen, the instant is the earliest possible one. For the time when it was missed,
/// it is the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    at: Timestamp,
    precision: Precision,
}

impl Moment {
    /// Makes a moment from an instant and a precision, as they are stored.
    pub fn new(at: Timestamp, precision: Precision) -> Self {
        Self { at, precision }
    }

    /// Makes a moment that was given by the clock.
    pub fn exactly(at: Timestamp) -> Self {
        Self::new(at, Precision::Clock)
    }

    /// Makes the beginning of a part of a day, or of a whole day.
    ///
    /// # Errors
    /// [`TimeError`] when the day is out of range or the precision is by the clock.
    pub fn begin_of(day: Date, precision: Precision) -> Result<Self, TimeError> {
        let (begin, _, _) = precision.bounds().ok_or(TimeError::Missing)?;
        let at = london::instant(day, begin, Twice::Earlier)?;
        Ok(Self::new(at, precision))
    }

    /// Makes the end of a part of a day, or of a whole day: its last millisecond.
    ///
    /// # Errors
    /// [`TimeError`] when the day is out of range or the precision is by the clock.
    pub fn end_of(day: Date, precision: Precision) -> Result<Self, TimeError> {
        let (_, end, later) = precision.bounds().ok_or(TimeError::Missing)?;
        let last = if later == 0 {
            day
        } else {
            day.tomorrow().map_err(|_| TimeError::Unread)?
        };
        let at = london::instant(last, end, Twice::Earlier)? - SignedDuration::from_millis(1);
        Ok(Self::new(at, precision))
    }

    /// Returns the instant.
    pub fn at(self) -> Timestamp {
        self.at
    }

    /// Returns the first instant that it can be: the start of its day, or of its part of the day.
    pub fn begins(self) -> Timestamp {
        Self::begin_of(self.day(), self.precision).map_or(self.at, Self::at)
    }

    /// Returns how exactly it was given.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// Returns the same moment, but no later than an instant: a day that is not over yet ends now.
    #[must_use]
    pub fn at_latest(self, now: Timestamp) -> Self {
        Self::new(self.at.min(now), self.precision)
    }

    /// Returns the day that was given. A night belongs to the day on which it begins.
    pub fn day(self) -> Date {
        let date = london::date_of(self.at);
        if self.precision == Precision::Night && london::time_of(self.at) < NIGHT {
            date.yesterday().unwrap_or(date)
        } else {
            date
        }
    }

    /// Says it in words, and never with a time that nobody gave.
    pub fn said(self) -> String {
        let day = self.day().strftime("%-d %B %Y").to_string();
        match self.precision {
            Precision::Clock => format!("{day}, {}", london::clock_past(self.at)),
            Precision::EitherHour => {
                let clock = london::clock(london::time_of(self.at));
                format!("{day}, {clock}, before or after the clocks went back")
            }
            Precision::Morning => format!("{day}, in the morning"),
            Precision::Afternoon => format!("{day}, in the afternoon"),
            Precision::Evening => format!("{day}, in the evening"),
            Precision::Night => format!("{day}, in the night"),
            Precision::Day => day,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn parts_of_a_day_begin_and_end_where_they_should() {
        let day = date(2026, 11, 20);
        for (precision, begin, end, said) in [
            (
                Precision::Morning,
                "2026-11-20T06:00:00Z",
                "2026-11-20T11:59:59.999Z",
                "20 November 2026, in the morning",
            ),
            (
                Precision::Afternoon,
                "2026-11-20T12:00:00Z",
                "2026-11-20T17:59:59.999Z",
                "20 November 2026, in the afternoon",
            ),
            (
                Precision::Evening,
                "2026-11-20T18:00:00Z",
                "2026-11-20T21:59:59.999Z",
                "20 November 2026, in the evening",
            ),
            (
                Precision::Night,
                "2026-11-20T22:00:00Z",
                "2026-11-21T05:59:59.999Z",
                "20 November 2026, in the night",
            ),
            (
                Precision::Day,
                "2026-11-20T00:00:00Z",
                "2026-11-20T23:59:59.999Z",
                "20 November 2026",
            ),
        ] {
            let (first, last) = (
                Moment::begin_of(day, precision).unwrap(),
                Moment::end_of(day, precision).unwrap(),
            );
            assert_eq!(
                (first.at().to_string(), last.at().to_string()),
                (begin.into(), end.into())
            );
            for moment in [
                first,
                last,
                last.at_latest(first.at() + SignedDuration::from_mins(30)),
            ] {
                assert_eq!(
                    (moment.day(), moment.said()),
                    (day, said.to_owned()),
                    "{precision:?}"
                );
            }
        }
        assert!(Moment::begin_of(day, Precision::Clock).is_err());
        assert!(Moment::end_of(Date::MAX, Precision::Night).is_err());
    }

    #[test]
    fn a_night_that_is_not_over_keeps_its_day() {
        let night = Moment::end_of(date(2026, 11, 20), Precision::Night).unwrap();
        for now in ["2026-11-20T23:30:00Z", "2026-11-21T02:00:00Z"] {
            let cut = night.at_latest(now.parse().unwrap());
            assert_eq!(cut.said(), "20 November 2026, in the night", "{now}");
        }
    }

    #[test]
    fn both_sides_of_the_hour_that_comes_twice_are_named() {
        let said = |at: &str, precision| Moment::new(at.parse().unwrap(), precision).said();
        assert_eq!(
            said("2026-10-25T00:15:00Z", Precision::Clock),
            "25 October 2026, 1:15am, before the clocks went back"
        );
        assert_eq!(
            said("2026-10-25T01:15:00Z", Precision::Clock),
            "25 October 2026, 1:15am, after the clocks went back"
        );
        assert_eq!(
            said("2026-10-25T01:15:00Z", Precision::EitherHour),
            "25 October 2026, 1:15am, before or after the clocks went back"
        );
        assert_eq!(
            said("2026-11-20T18:00:00Z", Precision::Clock),
            "20 November 2026, 6pm"
        );
    }

    #[test]
    fn the_days_on_which_the_clocks_change_are_whole() {
        for (day, hours) in [(date(2026, 10, 25), 25), (date(2026, 3, 29), 23)] {
            let (first, last) = (
                Moment::begin_of(day, Precision::Day).unwrap().at(),
                Moment::end_of(day, Precision::Day).unwrap().at(),
            );
            assert_eq!(first.duration_until(last).as_hours(), hours - 1, "{day}");
        }
    }

    #[test]
    fn slugs_are_read_back() {
        for precision in Precision::ALL {
            assert_eq!(Precision::parse(precision.slug()), Some(precision));
        }
        assert_eq!(Precision::parse("dawn"), None);
    }
}
