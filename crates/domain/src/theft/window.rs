//! The time between when a bike was last seen and when somebody noticed that it was gone.

use super::moment::{Moment, Precision};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The time between when the bike was last seen and when somebody noticed that it was gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TheftWindow {
    from: Timestamp,
    to: Timestamp,
    #[serde(default)]
    seen: Precision,
    #[serde(default)]
    gone: Precision,
}

/// Why a window is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TheftWindowError {
    /// It ends before it starts.
    #[error("The time somebody noticed that it was gone must be after the time it was last seen")]
    Backwards,
    /// It ends in the future.
    #[error("The time somebody noticed that it was gone must be in the past")]
    InTheFuture,
}

impl TheftWindow {
    /// Makes a window from two instants.
    ///
    /// # Errors
    /// [`TheftWindowError`] when it ends before it starts, or after `now`.
    pub fn new(from: Timestamp, to: Timestamp, now: Timestamp) -> Result<Self, TheftWindowError> {
        Self::told(Moment::exactly(from), Moment::exactly(to), now)
    }

    /// Makes a window from when the bike was last seen until it was missed. If its end is not a time on the clock but a
    /// day, such as "today", it ends now at the latest.
    ///
    /// # Errors
    /// [`TheftWindowError`] when it ends before it starts, or after `now`.
    pub fn told(seen: Moment, gone: Moment, now: Timestamp) -> Result<Self, TheftWindowError> {
        if gone.at() < seen.at() {
            Err(TheftWindowError::Backwards)
        } else if gone.begins() > now || seen.at() > now {
            Err(TheftWindowError::InTheFuture)
        } else {
            Ok(Self::stored(seen, gone.at_latest(now)))
        }
    }

    /// Makes a window from storage. [`TheftWindow::told`] checked it before it was stored.
    pub fn stored(seen: Moment, gone: Moment) -> Self {
        Self {
            from: seen.at(),
            to: gone.at().max(seen.at()),
            seen: seen.precision(),
            gone: gone.precision(),
        }
    }

    /// Returns the first instant at which it may have been stolen.
    pub fn from(self) -> Timestamp {
        self.from
    }

    /// Returns the last instant at which it may have been stolen.
    pub fn to(self) -> Timestamp {
        self.to
    }

    /// Returns when the bike was last seen.
    pub fn seen(self) -> Moment {
        Moment::new(self.from, self.seen)
    }

    /// Returns when somebody noticed that it was gone.
    pub fn gone(self) -> Moment {
        Moment::new(self.to, self.gone)
    }

    /// Says in words when it was.
    pub fn said(self) -> String {
        let (seen, gone) = (self.seen(), self.gone());
        let (first, last) = (seen.said(), gone.said());
        let days_alone = seen.precision() == Precision::Day && gone.precision() == Precision::Day;
        match (days_alone, first == last) {
            (true, true) => format!("Some time on {first}"),
            (true, false) => format!("Some time between {first} and {last}"),
            (false, true) => first,
            (false, false) => format!("Between {first} and {last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn windows() {
        let at = |hour: i64| Timestamp::from_second(hour * 3600).unwrap();
        assert!(TheftWindow::new(at(1), at(2), at(3)).is_ok());
        assert!(TheftWindow::new(at(2), at(2), at(2)).is_ok());
        assert_eq!(
            TheftWindow::new(at(2), at(1), at(3)),
            Err(TheftWindowError::Backwards)
        );
        assert_eq!(
            TheftWindow::new(at(1), at(4), at(3)),
            Err(TheftWindowError::InTheFuture)
        );
    }

    #[test]
    fn what_was_not_told_by_the_clock_ends_now_at_the_latest() {
        let now: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
        let day = date(2026, 11, 20);
        let seen = Moment::begin_of(date(2026, 11, 19), Precision::Evening).unwrap();
        for (precision, expected) in [
            (Precision::Day, Ok(now)),
            (Precision::Morning, Ok(now)),
            (Precision::Evening, Err(TheftWindowError::InTheFuture)),
        ] {
            let gone = Moment::end_of(day, precision).unwrap();
            let window = TheftWindow::told(seen, gone, now);
            assert_eq!(window.map(TheftWindow::to), expected, "{precision:?}");
        }
        let today = Moment::begin_of(day, Precision::Afternoon).unwrap();
        let gone = Moment::end_of(day, Precision::Afternoon).unwrap();
        assert_eq!(
            TheftWindow::told(today, gone, now),
            Err(TheftWindowError::InTheFuture)
        );
    }

    #[test]
    fn a_window_is_said_as_it_was_told() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let (tenth, fourteenth) = (date(2026, 11, 10), date(2026, 11, 14));
        let seen = |day, precision| Moment::begin_of(day, precision).unwrap();
        let gone = |day, precision| Moment::end_of(day, precision).unwrap();
        let six = Moment::exactly("2026-11-10T18:00:00Z".parse().unwrap());
        for (seen, gone, said) in [
            (
                seen(tenth, Precision::Day),
                gone(fourteenth, Precision::Day),
                "Some time between 10 November 2026 and 14 November 2026",
            ),
            (
                seen(tenth, Precision::Day),
                gone(tenth, Precision::Day),
                "Some time on 10 November 2026",
            ),
            (
                seen(tenth, Precision::Night),
                gone(tenth, Precision::Night),
                "10 November 2026, in the night",
            ),
            (
                six,
                gone(tenth, Precision::Night),
                "Between 10 November 2026, 6pm and 10 November 2026, in the night",
            ),
            (six, six, "10 November 2026, 6pm"),
        ] {
            assert_eq!(TheftWindow::told(seen, gone, now).unwrap().said(), said);
        }
    }

    #[test]
    fn a_window_that_was_kept_without_its_precision_was_told_by_the_clock() {
        let kept = r#"{"from":"2026-11-20T18:00:00Z","to":"2026-11-21T08:15:00Z"}"#;
        let window: TheftWindow = serde_json::from_str(kept).unwrap();
        assert_eq!(window.seen().precision(), Precision::Clock);
    }
}
