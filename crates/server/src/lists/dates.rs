//! Days and instants as lists write them: ISO 8601, in the time of the country where none is given.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::sync::LazyLock;

/// The time that a day or an hour without a zone is in.
static LONDON: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC));

/// A point in time, or a whole day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The first instant.
    pub first: Timestamp,
    /// The last one; the same for an instant, a millisecond before midnight for a day.
    pub last: Timestamp,
}

/// Reads `2026-05-31`, `2026-05-31T18:30` or `2026-05-31T17:30:00Z`.
pub fn when(text: &str) -> Result<When, String> {
    instant(text).or_else(|| day(text)).ok_or_else(|| {
        let short: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
        format!("{short:?} is not a date such as 2026-05-31 or 2026-05-31T18:30")
    })
}

fn instant(text: &str) -> Option<When> {
    let at = match text.parse::<Timestamp>() {
        Ok(at) => at,
        Err(_) if text.len() <= 10 => return None,
        Err(_) => text
            .parse::<DateTime>()
            .ok()?
            .to_zoned(LONDON.clone())
            .ok()?
            .timestamp(),
    };
    Some(When { first: at, last: at })
}

fn day(text: &str) -> Option<When> {
    // Only days with hyphens: 20260531 is as likely another number in the wrong column.
    let date: Date = text.contains('-').then(|| text.parse().ok())??;
    let start = |date: Date| date.to_zoned(LONDON.clone()).ok().map(|day| day.timestamp());
    let last = start(date.tomorrow().ok()?)?
        .checked_sub(SignedDuration::from_millis(1))
        .ok()?;
    Some(When {
        first: start(date)?,
        last,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants() {
        for (text, first, last) in [
            ("2026-05-31", "2026-05-30T23:00:00Z", "2026-05-31T22:59:59.999Z"),
            ("2026-01-31", "2026-01-31T00:00:00Z", "2026-01-31T23:59:59.999Z"),
            ("2026-05-31T18:30", "2026-05-31T17:30:00Z", "2026-05-31T17:30:00Z"),
            (
                "2026-05-31 18:30:05",
                "2026-05-31T17:30:05Z",
                "2026-05-31T17:30:05Z",
            ),
            (
                "2026-05-31T18:30Z",
                "2026-05-31T18:30:00Z",
                "2026-05-31T18:30:00Z",
            ),
            (
                "2026-05-31T18:30:00.250+02:00",
                "2026-05-31T16:30:00.25Z",
                "2026-05-31T16:30:00.25Z",
            ),
        ] {
            let read = when(text).unwrap();
            assert_eq!(
                (read.first.to_string().as_str(), read.last.to_string().as_str()),
                (first, last),
                "{text}"
            );
        }
        for bad in [
            "",
            "31/05/2026",
            "2026-02-30",
            "yesterday",
            "2026",
            "20260531",
            "2026-05-31T25:00",
            "\u{0}",
        ] {
            assert!(when(bad).is_err(), "{bad}");
        }
    }
}
