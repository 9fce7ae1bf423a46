//! Days and times in lists: ISO 8601, in British time if there is no time zone.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::sync::LazyLock;

/// The time zone of a day or a time that names none.
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
///
/// # Errors
/// A sentence that says what is wrong.
pub fn when(text: &str) -> Result<When, String> {
    instant(text).or_else(|| day(text)).ok_or_else(|| {
        let short: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
        format!("{short:?} is not a date such as 2026-05-31 or 2026-05-31T18:30")
    })
}

/// Reads a day in other British forms too: `31/05/2026`, `31.5.26`, `31 May 2026`. The day comes first.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn day_or_time(text: &str) -> Result<When, String> {
    when(text).or_else(|wrong| {
        let (date, time) = match text.split_once([' ', 'T']) {
            Some((date, time)) if time.contains(':') => (date, Some(time.trim())),
            _ => (text, None),
        };
        let iso = british(date).ok_or_else(|| wrong.clone())?;
        when(&time.map_or_else(|| iso.clone(), |time| format!("{iso}T{time:0>5}"))).map_err(|_| wrong)
    })
}

/// Turns day, month and year in this order into `2026-05-31`.
fn british(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let mut parts = text.split(['/', '.', '-', ' ']).filter(|part| !part.is_empty());
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let day: u32 = day.trim_end_matches(char::is_alphabetic).parse().ok()?;
    let month = match month.parse::<usize>() {
        Ok(month) => month,
        Err(_) => {
            let name: String = month.chars().take(3).collect::<String>().to_lowercase();
            MONTHS.iter().position(|month| *month == name)? + 1
        }
    };
    let year = match (year.len(), year.parse::<u32>().ok()?) {
        (2, year) => 2_000 + year,
        (4, year) => year,
        _ => return None,
    };
    Some(format!("{year:04}-{month:02}-{day:02}"))
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
    // Days need hyphens: 20260531 may just as well be another number in the wrong column.
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
    fn days_are_read_as_people_here_write_them() {
        for text in [
            "31/05/2026",
            "31.5.26",
            "31-05-2026",
            "31 May 2026",
            "31st may 26",
            "2026-05-31",
        ] {
            assert_eq!(day_or_time(text), when("2026-05-31"), "{text}");
        }
        assert_eq!(day_or_time("31/05/2026 9:05"), when("2026-05-31T09:05"));
        for bad in ["05/31/2026", "31/05", "31/05/206", "yesterday", "", "1/2/3/4"] {
            assert!(day_or_time(bad).is_err(), "{bad}");
        }
    }

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
