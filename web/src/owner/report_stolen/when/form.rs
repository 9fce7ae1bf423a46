//! Two dates and two times of day, as instants.

use crate::shared::london::{self, TimeError, Twice};
use crate::shared::{DateTyped, Errors};
use domain::theft::TheftWindow;
use jiff::Timestamp;
use serde::Deserialize;

/// No register of bikes is older, and a year before it is a slip of the finger.
const EARLIEST: i16 = 1980;

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    from_day: String,
    from_month: String,
    from_year: String,
    pub(super) from_time: String,
    to_day: String,
    to_month: String,
    to_year: String,
    pub(super) to_time: String,
}

impl Typed {
    /// Fills the form with what was told before.
    pub(super) fn of(window: TheftWindow) -> Self {
        let (from, to) = (
            DateTyped::of(london::date_of(window.from())),
            DateTyped::of(london::date_of(window.to())),
        );
        Self {
            from_day: from.day,
            from_month: from.month,
            from_year: from.year,
            from_time: london::clock(london::time_of(window.from())),
            to_day: to.day,
            to_month: to.month,
            to_year: to.year,
            to_time: london::clock(london::time_of(window.to())),
        }
    }

    /// The date on which it was last seen.
    pub(super) fn from(&self) -> DateTyped {
        DateTyped::new(&self.from_day, &self.from_month, &self.from_year)
    }

    /// The date on which it was missed.
    pub(super) fn to(&self) -> DateTyped {
        DateTyped::new(&self.to_day, &self.to_month, &self.to_year)
    }

    /// Reads the window. Where the clocks went back and a time came twice, it is made to hold both.
    pub(super) fn parse(&self, now: Timestamp) -> Result<TheftWindow, Errors> {
        let mut errors = Errors::default();
        let from = instant(
            &mut errors,
            &SEEN,
            &self.from(),
            &self.from_time,
            &[Twice::Earlier],
            now,
        );
        let twice = [Twice::Later, Twice::Earlier];
        let to = instant(&mut errors, &MISSED, &self.to(), &self.to_time, &twice, now);
        let window = match (from, to) {
            (Some(from), Some(to)) => errors.keep("to_day", TheftWindow::new(from, to, now)),
            _ => None,
        };
        errors.finish(window)
    }
}

/// The words of one end of the window.
struct End {
    id: &'static str,
    time_id: &'static str,
    what: &'static str,
    missing: &'static str,
}

const SEEN: End = End {
    id: "from",
    time_id: "from_time",
    what: "The date you last saw it",
    missing: "Enter the date you last saw it",
};

const MISSED: End = End {
    id: "to",
    time_id: "to_time",
    what: "The date you noticed it was gone",
    missing: "Enter the date you noticed it was gone",
};

/// Reads one end. Of a time that came twice, the first of `twice` that is not in the future.
fn instant(
    errors: &mut Errors,
    end: &End,
    date: &DateTyped,
    time: &str,
    twice: &[Twice],
    now: Timestamp,
) -> Option<Timestamp> {
    let date = date.read(errors, end.id, end.what, end.missing);
    let date = date.filter(|date| {
        if date.year() < EARLIEST {
            errors.add(
                format!("{}_year", end.id),
                format!("{} must be after {EARLIEST}", end.what),
            );
        } else if *date > london::date_of(now) {
            errors.add(
                format!("{}_day", end.id),
                format!("{} must be today or in the past", end.what),
            );
        }
        errors.of_date(end.id).is_none()
    });
    let time = errors.keep(end.time_id, london::time_of_day(time));
    let (date, time) = date.zip(time)?;
    let instants: Result<Vec<Timestamp>, TimeError> = twice
        .iter()
        .map(|twice| london::instant(date, time, *twice))
        .collect();
    let instants = errors.keep(end.time_id, instants)?;
    instants
        .iter()
        .find(|at| **at <= now)
        .or(instants.last())
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(from: (&str, &str), to: (&str, &str)) -> Typed {
        let part = |date: &str, n: usize| date.split('-').nth(n).unwrap_or_default().to_owned();
        Typed {
            from_day: part(from.0, 2),
            from_month: part(from.0, 1),
            from_year: part(from.0, 0),
            from_time: from.1.into(),
            to_day: part(to.0, 2),
            to_month: part(to.0, 1),
            to_year: part(to.0, 0),
            to_time: to.1.into(),
        }
    }

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_window_is_read_in_the_time_here() {
        for (from, to, expected) in [
            (
                ("2026-11-20", "6pm"),
                ("2026-11-21", "8:15am"),
                ("2026-11-20T18:00:00Z", "2026-11-21T08:15:00Z"),
            ),
            (
                ("2026-07-01", "18:00"),
                ("2026-07-01", "18:00"),
                ("2026-07-01T17:00:00Z", "2026-07-01T17:00:00Z"),
            ),
            // The hour that came twice: from the first to the second.
            (
                ("2026-10-25", "1:30am"),
                ("2026-10-25", "1:30am"),
                ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
            ),
        ] {
            let window = typed(from, to).parse(now()).unwrap();
            assert_eq!(
                (window.from().to_string(), window.to().to_string()),
                (expected.0.into(), expected.1.into())
            );
        }
    }

    #[test]
    fn the_second_of_an_hour_that_comes_twice_is_not_taken_before_it_comes() {
        let now = "2026-10-25T00:45:00Z".parse().unwrap();
        let window = typed(("2026-10-24", "6pm"), ("2026-10-25", "1:30am"))
            .parse(now)
            .unwrap();
        assert_eq!(window.to().to_string(), "2026-10-25T00:30:00Z");
    }

    #[test]
    fn what_cannot_be_says_where_and_why() {
        for (from, to, wrong) in [
            (
                ("", ""),
                ("", ""),
                &["from_day", "from_time", "to_day", "to_time"][..],
            ),
            (("2026-11-20", "later"), ("2026-11-21", "9am"), &["from_time"]),
            (("2026-02-31", "9am"), ("2026-11-21", "9am"), &["from_day"]),
            (("1026-11-20", "9am"), ("2026-11-21", "9am"), &["from_year"]),
            (("2026-11-21", "9am"), ("2026-11-20", "9am"), &["to_day"]),
            (("2026-11-21", "9am"), ("2026-11-23", "9am"), &["to_day"]),
            (("2026-03-29", "1:30am"), ("2026-03-30", "9am"), &["from_time"]),
            (
                ("9999-12-31", "11:59pm"),
                ("9999-12-31", "11:59pm"),
                &["from_day", "to_day"],
            ),
            (
                ("🚲-<b>-2026", "'; DROP"),
                ("2026-11-21", "9am"),
                &["from_year", "from_time"],
            ),
        ] {
            let errors = typed(from, to).parse(now()).unwrap_err();
            let found: Vec<&str> = errors.list().iter().map(|(id, _)| id.as_str()).collect();
            assert_eq!(found, wrong, "{from:?} {to:?}");
        }
    }

    #[test]
    fn what_was_told_fills_the_form_that_tells_it() {
        let window = typed(("2026-07-01", "6:05pm"), ("2026-11-21", "midnight"))
            .parse(now())
            .unwrap();
        assert_eq!(Typed::of(window).parse(now()), Ok(window));
    }
}
