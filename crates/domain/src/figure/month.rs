//! Months, by which many figures are counted.

use jiff::civil::Date;
use std::fmt;
use thiserror::Error;

/// A month of a year, in London.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

/// A text that is not a month.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is not a month such as 2024-01")]
pub struct MonthError(pub String);

impl Month {
    /// Returns the month that a day is in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self {
            year: day.year(),
            month: day.month(),
        }
    }

    /// Reads a month such as `2024-01`.
    ///
    /// # Errors
    /// [`MonthError`] when it is not written in this way.
    pub fn parse(raw: &str) -> Result<Self, MonthError> {
        let read = || {
            let (year, month) = raw.split_once('-')?;
            let digits = |text: &str, many| text.len() == many && text.bytes().all(|b| b.is_ascii_digit());
            if !digits(year, 4) || !digits(month, 2) {
                return None;
            }
            Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()
        };
        read().map(Self::of).ok_or_else(|| MonthError(raw.to_owned()))
    }

    /// Returns its number: twelve times the year, plus the number of months before it in that year.
    #[must_use]
    pub fn number(self) -> i32 {
        i32::from(self.year) * 12 + i32::from(self.month) - 1
    }

    /// Returns the month with this number, or `None` if the calendar does not reach that far.
    #[must_use]
    pub fn of_number(number: i32) -> Option<Self> {
        let year = i16::try_from(number.div_euclid(12)).ok()?;
        let month = i8::try_from(number.rem_euclid(12) + 1).ok()?;
        Date::new(year, month, 1).ok().map(Self::of)
    }

    /// Returns the month this many months later, or earlier if `months` is negative. If the calendar does not reach
    /// that far, it returns the same month.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self::of_number(self.number().saturating_add(months)).unwrap_or(self)
    }

    /// Returns its first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month, 1).unwrap_or(Date::MIN)
    }

    /// Returns its last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// Writes `January 2024`.
    #[must_use]
    pub fn said(self) -> String {
        self.first_day().strftime("%B %Y").to_string()
    }
}

impl fmt::Display for Month {
    /// Writes `2024-01`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn months_are_read_and_written() {
        let january = Month::parse("2024-01").unwrap();
        assert_eq!(january.to_string(), "2024-01");
        assert_eq!(january.said(), "January 2024");
        assert_eq!(
            (january.plus(1).last_day(), january.plus(-1).first_day()),
            (date(2024, 2, 29), date(2023, 12, 1))
        );
        for wrong in [
            "2024-13",
            "2024-00",
            "24-01",
            "2024-1",
            "2024/01",
            "Month",
            "",
            "2024-01-01",
        ] {
            assert_eq!(Month::parse(wrong), Err(MonthError(wrong.to_owned())), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_number_is_a_month(number in -100_000_i32..100_000) {
            prop_assert!(Month::of_number(number).is_none_or(|month| month.number() == number));
        }
    }
}
