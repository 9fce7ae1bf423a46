//! Compares the thefts of the last twelve months with those of the twelve before, as far as readers see them.

use super::Periods;
use crate::figure::release::quarter_of;
use domain::figure::Month;
use domain::figure::release::Release;
use figures::change::{Change, Counted, dispersion};

/// The thefts of the last twelve months.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Year {
    /// How many there were, or `None` if the count is withheld.
    pub(crate) thefts: Option<u64>,
    /// The change from the twelve months before, or `None` if one of the counts is withheld.
    pub(crate) change: Option<Change>,
}

/// Reads the thefts of the last twelve months of a release.
pub(crate) fn year(release: &Release) -> Option<Year> {
    let periods = Periods::of(release)?;
    let value = |column: &str| release.cell("year", "thefts", column)?.value.count();
    let (now, before) = (value(&periods.now), value(&periods.before));
    let change = now
        .zip(before)
        .and_then(|(now, before)| compared(release, now, before));
    Some(Year { thefts: now, change })
}

/// Works out the change from the twelve months before. It allows for how much months vary, if every month is shown.
pub(super) fn compared(release: &Release, now: u64, before: u64) -> Option<Change> {
    let last = Month::of(quarter_of(release.quarter)?.last_day());
    let month = |back: i32| {
        release
            .cell("months", &last.plus(-back).to_string(), "thefts")
            .and_then(|cell| cell.value.count())
    };
    let recent: Option<Vec<u64>> = (0..12).map(month).collect();
    let earlier: Option<Vec<u64>> = (12..24).map(month).collect();
    let varies = match (recent, earlier) {
        (Some(recent), Some(earlier)) => dispersion(&[&recent, &earlier]),
        _ => 1.0,
    };
    let days = |back: i32| {
        let span = last.plus(-back).last_day() - last.plus(-back - 11).first_day();
        span.get_days().unsigned_abs() + 1
    };
    let counted = |count, back| Counted {
        count,
        days: days(back),
    };
    Change::new(counted(now, 0), counted(before, 12), varies).ok()
}
