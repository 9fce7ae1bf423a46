//! Quarters, financial years, and the days on which things close, fall due or leave a list. All days are London days.

mod meeting;
mod quarter;
mod year;

pub use meeting::MeetingDays;
pub use quarter::{CLOSES_AFTER_DAYS, Quarter};
pub use year::FinancialYear;

use jiff::ToSpan;
use jiff::civil::Date;

/// Returns the last day on which a public page lists something that was published on the given day. It is the same date
/// two years later, or 28 February for something that was published on 29 February.
#[must_use]
pub fn listed_until(published: Date) -> Date {
    published.saturating_add(2.years())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn two_years_on() {
        assert_eq!(listed_until(date(2023, 9, 1)), date(2025, 9, 1));
        assert_eq!(listed_until(date(2024, 2, 29)), date(2026, 2, 28));
        assert_eq!(listed_until(Date::MAX), Date::MAX);
    }
}
