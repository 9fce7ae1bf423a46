//! A date in three boxes.

use super::Errors;
use jiff::civil::Date;

/// What was typed as day, month and year. The fields are `{id}_day`, `{id}_month` and `{id}_year`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateTyped {
    /// The day of the month.
    pub day: String,
    /// The month's number, or its name.
    pub month: String,
    /// The year, four digits.
    pub year: String,
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

impl DateTyped {
    /// Makes the boxes from what was typed.
    pub fn new(day: impl Into<String>, month: impl Into<String>, year: impl Into<String>) -> Self {
        Self {
            day: day.into(),
            month: month.into(),
            year: year.into(),
        }
    }

    /// Fills the boxes with a date.
    pub fn of(date: Date) -> Self {
        Self::new(
            date.day().to_string(),
            date.month().to_string(),
            date.year().to_string(),
        )
    }

    /// Returns whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        [&self.day, &self.month, &self.year]
            .iter()
            .all(|part| part.trim().is_empty())
    }

    /// Reads the date, or adds what is wrong with it. `what` begins a sentence ("The date it was stolen"); `missing` is
    /// the message if nothing was typed.
    pub fn read(&self, errors: &mut Errors, id: &str, what: &str, missing: &str) -> Option<Date> {
        if self.is_empty() {
            errors.add(format!("{id}_day"), missing);
            return None;
        }
        for (part, typed) in [("day", &self.day), ("month", &self.month), ("year", &self.year)] {
            if typed.trim().is_empty() {
                errors.add(format!("{id}_{part}"), format!("{what} must include a {part}"));
                return None;
            }
        }
        let year = self
            .year
            .trim()
            .parse::<i16>()
            .ok()
            .filter(|year| (1000..=9999).contains(year));
        let Some(year) = year else {
            errors.add(
                format!("{id}_year"),
                format!("{what} must have a year of four numbers"),
            );
            return None;
        };
        let date = month_number(&self.month)
            .zip(self.day.trim().parse::<i8>().ok())
            .and_then(|(month, day)| Date::new(year, month, day).ok());
        if date.is_none() {
            errors.add(format!("{id}_day"), format!("{what} must be a real date"));
        }
        date
    }
}

fn month_number(typed: &str) -> Option<i8> {
    let typed = typed.trim().to_lowercase();
    if let Ok(number) = typed.parse() {
        return Some(number);
    }
    let known = typed.len() >= 3 && typed.chars().all(char::is_alphabetic);
    let position = MONTHS
        .iter()
        .position(|month| known && typed.starts_with(month))?;
    i8::try_from(position + 1).ok()
}

impl Errors {
    /// Returns the message of a date's fields.
    pub fn of_date(&self, id: &str) -> Option<&str> {
        ["", "_day", "_month", "_year"]
            .iter()
            .find_map(|part| self.of(&format!("{id}{part}")))
    }

    /// Returns whether to mark a part of a date: the part that is wrong, or all parts if the whole date is wrong.
    pub fn marks_date_part(&self, id: &str, part: &str) -> bool {
        let whole = self.of(id).is_some()
            || self
                .of(&format!("{id}_day"))
                .is_some_and(|m| !m.contains(" include a "));
        whole || self.of(&format!("{id}_{part}")).is_some()
    }
}
