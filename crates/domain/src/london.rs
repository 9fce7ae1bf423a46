//! Times as people in Britain write and read them, even on the nights when the clocks change.

use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// Why a typed time of day is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Nothing was typed.
    #[error("Enter the time, even if you only know it roughly")]
    Missing,
    /// It is not a time of day.
    #[error("Enter a time like 6:30pm or 18:30")]
    Unread,
    /// The clocks went forward past it.
    #[error(
        "The clocks went forward from 1am to 2am that night: enter a time before 1am, or a time from 2am on"
    )]
    Skipped,
}

/// Which of two instants a time means, on the night when the clocks go back and an hour comes twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Twice {
    /// The first of the two.
    Earlier,
    /// The second of the two.
    Later,
}

fn zone() -> TimeZone {
    // The time zone database is part of the program, so London is always there.
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

/// Returns the start of the day that an instant falls on, and the start of the day after.
pub fn day_around(at: Timestamp) -> (Timestamp, Timestamp) {
    let start = |date: Date| date.to_zoned(zone()).map_or(at, |midnight| midnight.timestamp());
    let today = at.to_zoned(zone()).date();
    (start(today), start(today.tomorrow().unwrap_or(today)))
}

/// Reads a time of day such as `18:30`, `6.30pm`, `6 pm`, `1830`, `noon` or `midnight`.
///
/// # Errors
/// [`TimeError`] if the text is empty or is not a time of day.
pub fn time_of_day(typed: &str) -> Result<Time, TimeError> {
    // No time is longer than this. A longer text is refused before anything is done with it.
    if typed.trim().is_empty() {
        return Err(TimeError::Missing);
    }
    if typed.len() > 40 {
        return Err(TimeError::Unread);
    }
    let typed: String = typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    let typed = typed.replace("a.m.", "am").replace("p.m.", "pm");
    match typed.as_str() {
        "noon" | "midday" | "12noon" => return Ok(Time::constant(12, 0, 0, 0)),
        "midnight" | "12midnight" => return Ok(Time::midnight()),
        _ => {}
    }
    let (digits, half) = match typed.strip_suffix("am").map(|rest| (rest, Some(0))) {
        Some(morning) => morning,
        None => typed
            .strip_suffix("pm")
            .map_or((typed.as_str(), None), |rest| (rest, Some(12))),
    };
    let (hours, minutes) = match digits.split_once([':', '.']) {
        Some(two) => two,
        None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        None if half.is_some() => (digits, "00"),
        None => return Err(TimeError::Unread),
    };
    let number = |part: &str| -> Option<i8> {
        let digits = matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse().ok().filter(|_| digits)
    };
    let (hours, minutes) = number(hours).zip(number(minutes)).ok_or(TimeError::Unread)?;
    let hours = match half {
        None => hours,
        Some(half) if (1..=12).contains(&hours) => hours % 12 + half,
        Some(_) => return Err(TimeError::Unread),
    };
    Time::new(hours, minutes, 0, 0).map_err(|_| TimeError::Unread)
}

/// Returns the instant of a date and time in Britain.
///
/// # Errors
/// [`TimeError::Skipped`] when the clocks went forward past it.
pub fn instant(date: Date, time: Time, twice: Twice) -> Result<Timestamp, TimeError> {
    let ambiguous = zone().to_ambiguous_zoned(date.to_datetime(time));
    if matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. }) {
        return Err(TimeError::Skipped);
    }
    let zoned = match twice {
        Twice::Earlier => ambiguous.earlier(),
        Twice::Later => ambiguous.later(),
    };
    Ok(zoned.map_err(|_| TimeError::Unread)?.timestamp())
}

/// Returns the date of an instant in Britain.
pub fn date_of(at: Timestamp) -> Date {
    at.to_zoned(zone()).date()
}

/// Returns the time of day of an instant in Britain.
pub fn time_of(at: Timestamp) -> Time {
    at.to_zoned(zone()).time()
}

/// Writes a day: `22 November 2026`.
pub fn day(at: Timestamp) -> String {
    at.to_zoned(zone()).strftime("%-d %B %Y").to_string()
}

/// Writes a date: `22 November 2026`.
pub fn date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// Writes a day with its name: `Sunday 22 November 2026`.
pub fn named_day(at: Timestamp) -> String {
    at.to_zoned(zone()).strftime("%A %-d %B %Y").to_string()
}

/// Returns the instant of a time of day on the day before another instant.
pub fn day_before(at: Timestamp, time: Time) -> Timestamp {
    let before = date_of(at).yesterday().unwrap_or(Date::MIN);
    // If the clocks skipped that hour, use the instant a day earlier.
    instant(before, time, Twice::Earlier).unwrap_or(at - SignedDuration::from_hours(24))
}

/// Writes a time of day: `9:05am`, `6pm`, `midday`, `midnight`.
pub fn clock(time: Time) -> String {
    let half = if time.hour() < 12 { "am" } else { "pm" };
    let hour = if time.hour() % 12 == 0 {
        12
    } else {
        time.hour() % 12
    };
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        (_, 0) => format!("{hour}{half}"),
        (_, minute) => format!("{hour}:{minute:02}{half}"),
    }
}

/// Writes the time of day of an instant. On the night that the clocks go back, one hour comes twice, and the text says
/// which one it is: `1:30am (before the clocks go back)`.
pub fn clock_at(at: Timestamp) -> String {
    let here = at.to_zoned(zone());
    let clock = clock(here.time());
    let ambiguous = zone().to_ambiguous_zoned(here.datetime());
    match ambiguous.offset() {
        AmbiguousOffset::Fold { before, .. } if here.offset() == before => {
            format!("{clock} (before the clocks go back)")
        }
        AmbiguousOffset::Fold { .. } => format!("{clock} (after the clocks go back)"),
        _ => clock,
    }
}

/// Writes the time of day of an instant in the past: `6pm`. On the night that the clocks went back, it says which of
/// the two hours it was: `1:15am, after the clocks went back`.
pub fn clock_past(at: Timestamp) -> String {
    let here = at.to_zoned(zone());
    let clock = clock(here.time());
    match zone().to_ambiguous_zoned(here.datetime()).offset() {
        AmbiguousOffset::Fold { before, .. } if here.offset() == before => {
            format!("{clock}, before the clocks went back")
        }
        AmbiguousOffset::Fold { .. } => format!("{clock}, after the clocks went back"),
        _ => clock,
    }
}

/// Tells whether a time of day came twice on a date, because the clocks went back.
pub fn came_twice(date: Date, time: Time) -> bool {
    let ambiguous = zone().to_ambiguous_zoned(date.to_datetime(time));
    matches!(ambiguous.offset(), AmbiguousOffset::Fold { .. })
}

/// Writes a day and the time on it: `22 November 2026, 9:05am`.
pub fn day_and_time(at: Timestamp) -> String {
    format!("{}, {}", day(at), clock_at(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    #[test]
    fn times_of_day_as_people_type_them() {
        for (typed, read) in [
            ("18:30", Ok((18, 30))),
            (" 9.05 ", Ok((9, 5))),
            ("0000", Ok((0, 0))),
            ("1830", Ok((18, 30))),
            ("6pm", Ok((18, 0))),
            ("6 PM", Ok((18, 0))),
            ("6.30 p.m.", Ok((18, 30))),
            ("12am", Ok((0, 0))),
            ("12:15pm", Ok((12, 15))),
            ("0630am", Ok((6, 30))),
            ("Midday", Ok((12, 0))),
            ("midnight", Ok((0, 0))),
            ("", Err(TimeError::Missing)),
            ("  ", Err(TimeError::Missing)),
            ("6", Err(TimeError::Unread)),
            ("24:00", Err(TimeError::Unread)),
            ("13pm", Err(TimeError::Unread)),
            ("0am", Err(TimeError::Unread)),
            ("2:60", Err(TimeError::Unread)),
            ("half past six", Err(TimeError::Unread)),
            ("+1:+2", Err(TimeError::Unread)),
            ("1:2:3", Err(TimeError::Unread)),
            ("🚲", Err(TimeError::Unread)),
        ] {
            assert_eq!(
                time_of_day(typed),
                read.map(|(h, m)| time(h, m, 0, 0)),
                "{typed:?}"
            );
        }
        assert_eq!(time_of_day(&"1".repeat(10_000_000)), Err(TimeError::Unread));
    }

    #[test]
    fn the_nights_on_which_the_clocks_change() {
        let at = |d, t, twice| instant(d, t, twice).map(|at| at.to_string());
        let summer = date(2026, 7, 1);
        assert_eq!(
            at(summer, time(9, 0, 0, 0), Twice::Earlier),
            Ok("2026-07-01T08:00:00Z".into())
        );
        let forward = date(2026, 3, 29);
        assert_eq!(
            at(forward, time(1, 30, 0, 0), Twice::Earlier),
            Err(TimeError::Skipped)
        );
        assert_eq!(
            at(forward, time(2, 0, 0, 0), Twice::Earlier),
            Ok("2026-03-29T01:00:00Z".into())
        );
        let back = date(2026, 10, 25);
        assert_eq!(
            at(back, time(1, 30, 0, 0), Twice::Earlier),
            Ok("2026-10-25T00:30:00Z".into())
        );
        assert_eq!(
            at(back, time(1, 30, 0, 0), Twice::Later),
            Ok("2026-10-25T01:30:00Z".into())
        );
    }

    #[test]
    fn the_hour_that_comes_twice_says_which_it_is() {
        for (at, written) in [
            ("2026-10-24T23:30:00Z", "12:30am"),
            ("2026-10-25T00:00:00Z", "1am (before the clocks go back)"),
            ("2026-10-25T00:59:00Z", "1:59am (before the clocks go back)"),
            ("2026-10-25T01:00:00Z", "1am (after the clocks go back)"),
            ("2026-10-25T01:30:00Z", "1:30am (after the clocks go back)"),
            ("2026-10-25T02:00:00Z", "2am"),
            ("2026-03-29T01:00:00Z", "2am"),
            ("2026-07-01T11:00:00Z", "midday"),
        ] {
            assert_eq!(clock_at(at.parse().unwrap()), written, "{at}");
        }
    }

    #[test]
    fn written_as_people_read_them() {
        for (at, written) in [
            ("2026-11-22T09:05:00Z", "22 November 2026, 9:05am"),
            ("2026-07-01T11:00:00Z", "1 July 2026, midday"),
            ("2026-07-01T23:30:00Z", "2 July 2026, 12:30am"),
            ("2026-11-22T00:00:00Z", "22 November 2026, midnight"),
            ("2026-07-01T17:00:00Z", "1 July 2026, 6pm"),
        ] {
            assert_eq!(day_and_time(at.parse().unwrap()), written);
        }
    }

    proptest! {
        #[test]
        fn a_written_time_is_read_back(hour in 0_i8..24, minute in 0_i8..60) {
            let was = time(hour, minute, 0, 0);
            prop_assert_eq!(time_of_day(&clock(was)), Ok(was));
        }

        #[test]
        fn nothing_that_is_typed_breaks_it(typed in "\\PC{0,50}") {
            if let Ok(read) = time_of_day(&typed) {
                prop_assert_eq!(time_of_day(&clock(read)), Ok(read));
            }
        }
    }
}
