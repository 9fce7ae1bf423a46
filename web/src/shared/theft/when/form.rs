//! A day, and the time on that day as exactly as it is known.

use crate::shared::london::{self, Twice};
use crate::shared::{Choice, DateTyped, Errors};
use domain::theft::{Moment, Precision, TheftWindow};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::Deserialize;

/// A year before this is a typing mistake: no register of bikes is older.
const EARLIEST: i16 = 1980;

/// The end of a theft's time that a question asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// When it was last seen.
    Seen,
    /// When somebody noticed that it was gone.
    Gone,
}

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    on_day: String,
    on_month: String,
    on_year: String,
    time_by: String,
    pub(super) time: String,
    twice: String,
}

const TIMES: [(&str, &str); 6] = [
    ("clock", "At this time"),
    ("morning", "In the morning, 6am to midday"),
    ("afternoon", "In the afternoon, midday to 6pm"),
    ("evening", "In the evening, 6pm to 10pm"),
    ("night", "At night, 10pm to 6am the next day"),
    ("day", "Not sure"),
];

impl Typed {
    /// Fills the form with an earlier answer.
    pub(super) fn of(moment: Moment) -> Self {
        let date = DateTyped::of(moment.day());
        let (time_by, time, twice) = match moment.precision() {
            Precision::EitherHour => ("clock", clock(moment), "either"),
            Precision::Clock => ("clock", clock(moment), which_of_two(moment.at())),
            other => (other.slug(), String::new(), ""),
        };
        Self {
            on_day: date.day,
            on_month: date.month,
            on_year: date.year,
            time_by: time_by.to_owned(),
            time,
            twice: twice.to_owned(),
        }
    }

    /// Returns the date as it was typed.
    pub(super) fn date(&self) -> DateTyped {
        DateTyped::new(&self.on_day, &self.on_month, &self.on_year)
    }

    /// Returns the ways to give the time.
    pub(super) fn times(&self) -> Vec<Choice> {
        let all = Choice::list(self.time_by(), TIMES).into_iter();
        let reveal = |choice: Choice| {
            if choice.value == "clock" {
                choice.revealing()
            } else {
                choice
            }
        };
        all.map(reveal).collect()
    }

    /// Returns the two hours to choose from, if the typed time came twice.
    pub(super) fn two_hours(&self) -> Vec<Choice> {
        let date = self.date().read(&mut Errors::default(), "on", "", "");
        let time = london::time_of_day(&self.time).ok();
        match date.zip(time) {
            Some((date, time)) if self.time_by() == "clock" && london::came_twice(date, time) => {
                let clock = london::clock(time);
                let all = [
                    ("earlier", format!("{clock}, before the clocks went back")),
                    ("later", format!("{clock}, after the clocks went back")),
                    ("either", "Not sure".to_owned()),
                ];
                Choice::list(&self.twice, all)
            }
            _ => Vec::new(),
        }
    }

    /// Returns how the time is given. A typed time counts if nothing was chosen.
    fn time_by(&self) -> &str {
        if self.time_by.is_empty() && !self.time.trim().is_empty() {
            "clock"
        } else {
            &self.time_by
        }
    }

    /// Reads one end. It must fit the other end, if we already have that one.
    pub(super) fn parse(&self, end: End, other: Option<Moment>, now: Timestamp) -> Result<Moment, Errors> {
        let mut errors = Errors::default();
        let date = self.day(end, now, &mut errors);
        let moment = self.moment(date, end, now, &mut errors);
        if let (Some(moment), true) = (moment, errors.is_empty()) {
            fits(moment, end, other, now, &mut errors);
        }
        errors.finish(moment)
    }

    fn day(&self, end: End, now: Timestamp, errors: &mut Errors) -> Option<Date> {
        let (what, missing) = match end {
            End::Seen => ("The day it was last seen", "Enter the day it was last seen"),
            End::Gone => (
                "The day somebody noticed that it was gone",
                "Enter the day somebody noticed that it was gone",
            ),
        };
        let date = self.date().read(errors, "on", what, missing)?;
        if date.year() < EARLIEST {
            errors.add("on_year", format!("{what} must be after {EARLIEST}"));
            return None;
        }
        if date > london::date_of(now) {
            errors.add("on_day", format!("{what} must be today or in the past"));
            return None;
        }
        Some(date)
    }

    fn moment(&self, date: Option<Date>, end: End, now: Timestamp, errors: &mut Errors) -> Option<Moment> {
        match (self.time_by(), Precision::parse(self.time_by())) {
            ("", _) => {
                errors.add("time_by", "Choose a time, or “Not sure”");
                None
            }
            ("clock", _) => {
                let time = errors.keep("time", london::time_of_day(&self.time));
                let (date, time) = date.zip(time)?;
                self.by_the_clock(date, time, end, now, errors)
            }
            (_, Some(precision)) if precision != Precision::EitherHour => {
                let moment = match end {
                    End::Seen => Moment::begin_of(date?, precision),
                    End::Gone => Moment::end_of(date?, precision),
                };
                errors.keep("time_by", moment)
            }
            _ => {
                errors.add("time_by", "Choose one of the times");
                None
            }
        }
    }

    /// Reads a clock time. If it came twice, the answer must say which one it was, or that this is not known.
    fn by_the_clock(
        &self,
        date: Date,
        time: Time,
        end: End,
        now: Timestamp,
        errors: &mut Errors,
    ) -> Option<Moment> {
        if !london::came_twice(date, time) {
            let at = errors.keep("time", london::instant(date, time, Twice::Earlier))?;
            return Some(Moment::exactly(at));
        }
        let earlier = errors.keep("time", london::instant(date, time, Twice::Earlier))?;
        let later = errors.keep("time", london::instant(date, time, Twice::Later))?;
        match self.twice.as_str() {
            "earlier" => Some(Moment::exactly(earlier)),
            "later" => Some(Moment::exactly(later)),
            "either" => {
                let widest = match end {
                    End::Seen => earlier,
                    // The second of the two times may not have come yet.
                    End::Gone => later.min(now.max(earlier)),
                };
                Some(Moment::new(widest, Precision::EitherHour))
            }
            _ => {
                let clock = london::clock(time);
                errors.add(
                    "twice",
                    format!(
                        "The clocks went back that night, so {clock} happened twice. Choose which one it was"
                    ),
                );
                None
            }
        }
    }
}

/// Adds an error if the two ends do not fit, or if this end has not come yet.
fn fits(moment: Moment, end: End, other: Option<Moment>, now: Timestamp, errors: &mut Errors) {
    if moment.begins() > now {
        let field = if moment.precision() == Precision::Clock {
            "time"
        } else {
            "time_by"
        };
        errors.add(field, "The time must be in the past");
        return;
    }
    let Some(other) = other else { return };
    let (seen, gone) = match end {
        End::Seen => (moment, other),
        End::Gone => (other, moment),
    };
    if TheftWindow::told(seen, gone, now).is_ok() {
        return;
    }
    let said = match end {
        End::Seen => format!(
            "The time it was last seen must be before somebody noticed that it was gone ({}). If that is wrong, change it first",
            gone.said()
        ),
        End::Gone => format!(
            "The time somebody noticed that it was gone must be after it was last seen ({})",
            seen.said()
        ),
    };
    errors.add("on_day", said);
}

fn clock(moment: Moment) -> String {
    london::clock(london::time_of(moment.at()))
}

/// Says which of the two hours an instant is in, if its time came twice.
fn which_of_two(at: Timestamp) -> &'static str {
    let (date, time) = (london::date_of(at), london::time_of(at));
    if !london::came_twice(date, time) {
        return "";
    }
    if london::instant(date, time, Twice::Earlier) == Ok(at) {
        "earlier"
    } else {
        "later"
    }
}

#[cfg(test)]
mod tests;
