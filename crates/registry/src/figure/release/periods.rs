//! The months, years and quarters that a release shows.

use domain::figure::Month;
use domain::figure::release::Release;
use figures::period::{FinancialYear, Quarter};
use jiff::civil::Date;

/// How many months a release shows.
pub(super) const MONTHS: i32 = 24;
/// How many financial years a release shows.
const YEARS: i16 = 3;
/// How many quarters of groups and of events a release shows.
const QUARTERS: usize = 8;

/// Returns the number of a quarter: four times the year in which its financial year begins, plus the number of quarters
/// before it.
#[must_use]
pub fn number_of(quarter: Quarter) -> i32 {
    i32::from(quarter.year().begins) * 4 + i32::from(quarter.number()) - 1
}

/// Returns the quarter with this number, or `None` if the calendar does not reach that far.
#[must_use]
pub fn quarter_of(number: i32) -> Option<Quarter> {
    let begins = i16::try_from(number.div_euclid(4)).ok()?;
    let at = usize::try_from(number.rem_euclid(4)).ok()?;
    FinancialYear { begins }.quarters().get(at).copied()
}

/// Returns a release's quarter and correction in words, such as `2026/27 Q2, correction 1`.
pub(crate) fn name_of(release: &Release) -> String {
    let quarter = quarter_of(release.quarter).map_or_else(String::new, |quarter| quarter.to_string());
    match release.revision {
        0 => quarter,
        revision => format!("{quarter}, correction {revision}"),
    }
}

/// Returns the months up to the end of a quarter, oldest first.
pub(super) fn months(quarter: Quarter) -> Vec<Month> {
    let last = Month::of(quarter.last_day());
    (1 - MONTHS..=0).map(|back| last.plus(back)).collect()
}

/// Returns the twelve months up to the end of a quarter.
pub(super) fn twelve(quarter: Quarter) -> Vec<Month> {
    let last = Month::of(quarter.last_day());
    (-11..=0).map(|back| last.plus(back)).collect()
}

/// Returns the first and last day of consecutive months.
pub(super) fn days(months: &[Month]) -> (Date, Date) {
    match (months.first(), months.last()) {
        (Some(first), Some(last)) => (first.first_day(), last.last_day()),
        _ => (Date::MAX, Date::MIN),
    }
}

/// Returns the last financial years that are over at the end of a quarter, oldest first.
pub(super) fn years(quarter: Quarter) -> Vec<FinancialYear> {
    let last = if quarter.number() == 4 {
        quarter.year()
    } else {
        quarter.year().before()
    };
    (1 - YEARS..=0)
        .map(|back| FinancialYear {
            begins: last.begins.saturating_add(back),
        })
        .collect()
}

/// Returns the last quarters up to this one, oldest first.
pub(super) fn quarters(quarter: Quarter) -> Vec<Quarter> {
    let mut all = vec![quarter];
    while all.len() < QUARTERS {
        let before = all.last().map_or(quarter, |last| last.before());
        all.push(before);
    }
    all.reverse();
    all
}

/// Returns the short word for a quarter in tables: `2026-q2`.
pub(super) fn key(quarter: Quarter) -> String {
    format!("{}-q{}", quarter.year().begins, quarter.number())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_a_release_of_july_to_september_shows() {
        let quarter = Quarter::of(date(2026, 9, 30));
        assert_eq!(quarter_of(number_of(quarter)), Some(quarter));
        let said = |months: Vec<Month>| (months[0].to_string(), months[months.len() - 1].to_string());
        assert_eq!(
            said(months(quarter)),
            ("2024-10".to_owned(), "2026-09".to_owned())
        );
        assert_eq!(
            said(twelve(quarter)),
            ("2025-10".to_owned(), "2026-09".to_owned())
        );
        let of: Vec<String> = years(quarter).iter().map(ToString::to_string).collect();
        assert_eq!(of, ["2023/24", "2024/25", "2025/26"]);
        let of: Vec<String> = quarters(quarter).into_iter().map(key).collect();
        assert_eq!(
            (of[0].as_str(), of[7].as_str(), of.len()),
            ("2024-q3", "2026-q2", 8)
        );
        assert_eq!(years(quarter.before().before())[2].begins, 2025);
    }
}
