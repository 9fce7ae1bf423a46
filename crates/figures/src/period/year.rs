//! Financial years, which begin in April.

use super::Quarter;
use jiff::civil::Date;
use std::fmt;

/// A year from 1 April to 31 March.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FinancialYear {
    /// The calendar year in which it begins.
    pub begins: i16,
}

impl FinancialYear {
    /// Returns the financial year that a day is in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self {
            begins: if day.month() < 4 {
                day.year() - 1
            } else {
                day.year()
            },
        }
    }

    /// Returns its four quarters in order.
    #[must_use]
    pub fn quarters(self) -> [Quarter; 4] {
        [1, 2, 3, 4].map(|number| Quarter::in_year(self, number))
    }

    /// Returns its first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        self.quarters()[0].first_day()
    }

    /// Returns its last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.quarters()[3].last_day()
    }

    /// Returns the year before this one.
    #[must_use]
    pub fn before(self) -> Self {
        Self {
            begins: self.begins - 1,
        }
    }
}

impl fmt::Display for FinancialYear {
    /// Writes `2023/24`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:02}", self.begins, (self.begins + 1).rem_euclid(100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn from_april_to_march() {
        for (day, year) in [
            (date(2024, 3, 31), "2023/24"),
            (date(2024, 4, 1), "2024/25"),
            (date(1999, 12, 31), "1999/00"),
        ] {
            assert_eq!(FinancialYear::of(day).to_string(), year);
        }
        let year = FinancialYear { begins: 2023 };
        assert_eq!(
            (year.first_day(), year.last_day()),
            (date(2023, 4, 1), date(2024, 3, 31))
        );
        assert_eq!(year.before(), FinancialYear { begins: 2022 });
    }
}
