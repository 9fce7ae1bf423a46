//! Fixed times, so that a test gives the same result on every day and on every machine.

use std::sync::{Mutex, PoisonError};

use domain::clock::Clock;
use jiff::{SignedDuration, Timestamp};

/// Noon in Cambridge on Saturday 20 June 2026, in summer time. It is the day of a marking event.
pub const NOON: Timestamp = Timestamp::constant(1_781_953_200, 0);

/// Returns the time this many hours before [`NOON`].
#[must_use]
pub fn hours_before_noon(hours: i64) -> Timestamp {
    NOON - SignedDuration::from_hours(hours)
}

/// Returns the time this many hours after [`NOON`].
#[must_use]
pub fn hours_after_noon(hours: i64) -> Timestamp {
    NOON + SignedDuration::from_hours(hours)
}

/// Returns the time this many days of 24 hours before [`NOON`].
#[must_use]
pub fn days_before_noon(days: i64) -> Timestamp {
    hours_before_noon(days * 24)
}

/// Returns the time this many days of 24 hours after [`NOON`].
#[must_use]
pub fn days_after_noon(days: i64) -> Timestamp {
    hours_after_noon(days * 24)
}

/// A clock that stands still until a test moves it. A `Timestamp` is a clock as well, one that never moves.
#[derive(Debug)]
pub struct TestClock(Mutex<Timestamp>);

impl Default for TestClock {
    fn default() -> Self {
        Self(Mutex::new(NOON))
    }
}

impl TestClock {
    /// Moves the clock forward, or back if the span is negative.
    pub fn advance(&self, by: SignedDuration) {
        let mut at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *at += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noon_is_noon_in_cambridge() {
        let there = NOON.in_tz("Europe/London").unwrap();
        assert_eq!(there.to_string(), "2026-06-20T12:00:00+01:00[Europe/London]");
    }

    #[test]
    fn hours_and_days_go_the_way_they_say() {
        assert_eq!(hours_before_noon(1).to_string(), "2026-06-20T10:00:00Z");
        assert_eq!(hours_after_noon(1).to_string(), "2026-06-20T12:00:00Z");
        assert_eq!(days_before_noon(2).to_string(), "2026-06-18T11:00:00Z");
        assert_eq!(days_after_noon(2).to_string(), "2026-06-22T11:00:00Z");
    }

    #[test]
    fn a_test_clock_moves_only_when_it_is_moved() {
        let clock = TestClock::default();
        assert_eq!((clock.now(), clock.now()), (NOON, NOON));
        clock.advance(SignedDuration::from_mins(15));
        assert_eq!(clock.now().to_string(), "2026-06-20T11:15:00Z");
    }
}
