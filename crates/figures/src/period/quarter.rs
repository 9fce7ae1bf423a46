//! A quarter of a financial year.

use super::FinancialYear;
use crate::recovery;
use jiff::ToSpan;
use jiff::civil::Date;
use std::fmt;

/// How many days after its last day a quarter closes, so that it includes late reports.
pub const CLOSES_AFTER_DAYS: i64 = 21;

/// Three months of a financial year. The first quarter is April to June.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: FinancialYear,
    number: i8,
}

impl Quarter {
    /// Returns the quarter that a day is in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        // January to March is the fourth quarter.
        let number = (day.month() + 8) % 12 / 3 + 1;
        Self {
            year: FinancialYear::of(day),
            number,
        }
    }

    pub(super) fn in_year(year: FinancialYear, number: i8) -> Self {
        Self { year, number }
    }

    /// Returns its financial year.
    #[must_use]
    pub fn year(self) -> FinancialYear {
        self.year
    }

    /// Returns its number in its financial year, from 1 to 4.
    #[must_use]
    pub fn number(self) -> i8 {
        self.number
    }

    /// Returns its first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        let (year, month) = match self.number {
            4 => (self.year.begins.saturating_add(1), 1),
            number => (self.year.begins, number * 3 + 1),
        };
        Date::new(year, month, 1).unwrap_or(Date::MAX)
    }

    /// Returns its last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.first_day().saturating_add(2.months()).last_of_month()
    }

    /// Returns how many days it has.
    #[must_use]
    pub fn days(self) -> u32 {
        (self.last_day() - self.first_day()).get_days().unsigned_abs() + 1
    }

    /// Returns the day on which it closes. On that day its tables are made and frozen.
    #[must_use]
    pub fn closes(self) -> Date {
        self.last_day().saturating_add(CLOSES_AFTER_DAYS.days())
    }

    /// Tells whether it has closed by a certain day.
    #[must_use]
    pub fn is_closed(self, today: Date) -> bool {
        today >= self.closes()
    }

    /// Returns the last day on which a bike that was found in the quarter can still get home in time.
    #[must_use]
    pub fn returns_final(self) -> Date {
        self.last_day().saturating_add(recovery::DAYS.days())
    }

    /// Returns the quarter before this one.
    #[must_use]
    pub fn before(self) -> Self {
        match self.number {
            1 => Self {
                year: self.year.before(),
                number: 4,
            },
            number => Self {
                number: number - 1,
                ..self
            },
        }
    }

    /// Returns the same months a year earlier, with which we compare this quarter.
    #[must_use]
    pub fn a_year_before(self) -> Self {
        Self {
            year: self.year.before(),
            ..self
        }
    }

    /// Returns the last quarter that had closed by a certain day.
    #[must_use]
    pub fn last_closed(today: Date) -> Self {
        let mut quarter = Self::of(today).before();
        while !quarter.is_closed(today) {
            quarter = quarter.before();
        }
        quarter
    }
}

impl fmt::Display for Quarter {
    /// Writes `2023/24 Q4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} Q{}", self.year, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn closing_days() {
        let quarter = Quarter::of(date(2024, 1, 1));
        assert_eq!(quarter.closes(), date(2024, 4, 21));
        assert!(!quarter.is_closed(date(2024, 4, 20)) && quarter.is_closed(date(2024, 4, 21)));
        for (today, closed) in [
            (date(2024, 4, 20), "2023/24 Q3"),
            (date(2024, 4, 21), "2023/24 Q4"),
            (date(2024, 7, 20), "2023/24 Q4"),
        ] {
            assert_eq!(Quarter::last_closed(today).to_string(), closed, "{today}");
        }
    }

    #[test]
    fn a_year_before_has_the_same_months() {
        let quarter = Quarter::of(date(2024, 2, 29));
        assert_eq!((quarter.days(), quarter.a_year_before().days()), (91, 90));
        assert_eq!(quarter.a_year_before().first_day(), date(2023, 1, 1));
    }

    proptest! {
        #[test]
        fn every_day_lies_in_one_quarter(days in 0_i64..200_000) {
            let day = date(1900, 1, 1).saturating_add(days.days());
            let quarter = Quarter::of(day);
            prop_assert!(quarter.first_day() <= day && day <= quarter.last_day());
            prop_assert_eq!(Quarter::of(quarter.first_day().yesterday().unwrap()), quarter.before());
            prop_assert!(quarter.year().quarters().contains(&quarter));
        }
    }
}
