//! The numbers and sentences that text names by token, each with the block that it belongs to.

use super::sentences;
use crate::figure::insights::{Periods, share_of};
use crate::figure::release::quarter_of;
use domain::assessment::Token;
use domain::figure::release::{Cell, Days, Release, Value};

/// A token with the id of its block.
type Named = (&'static str, Token);

/// Tokens of the table of twelve months: the block, the name, the row, and the row that it is a share of.
const YEAR: [(&str, &str, &str, Option<&str>); 7] = [
    ("year", "thefts.total", "thefts", None),
    ("year", "thefts.registered", "registered", Some("thefts")),
    ("year", "thefts.late", "late", Some("thefts")),
    ("back", "recovered.total", "recovered", None),
    ("back", "recovered.named", "named", Some("recovered")),
    ("back", "recovered.home", "home", Some("recovered")),
    ("back", "recovered.insurer", "insurer", None),
];

/// Tokens of the table of events: the name and the column. They are sums of the last four quarters.
const EVENTS: [(&str, &str); 6] = [
    ("events.held", "held"),
    ("events.marked", "marked"),
    ("events.walk-ins", "walk-ins"),
    ("events.advised", "advised"),
    ("marked.total", "issued"),
    ("marked.events", "at-events"),
];

/// Makes every named token of a release. A token has no value if the release does not have its figure.
pub(super) fn tokens(release: &Release) -> Vec<Named> {
    let mut all = Vec::new();
    of_periods(release, &mut all);
    of_year(release, &mut all);
    of_coverage(release, &mut all);
    for (name, column) in EVENTS {
        add(&mut all, "events", name, of_four_quarters(release, column));
    }
    for (name, days) in [
        ("recovered.days.matched", release.days_tied),
        ("recovered.days.home", release.days_returned),
    ] {
        add(&mut all, "back", name, Some(said(days)));
    }
    for (block, name, text) in sentences::all(release) {
        add(&mut all, block, name, text);
    }
    all
}

fn add(all: &mut Vec<Named>, block: &'static str, name: &str, value: Option<String>) {
    let name = name.to_owned();
    all.push((block, Token { name, value }));
}

fn of_periods(release: &Release, all: &mut Vec<Named>) {
    let periods = Periods::of(release);
    let (now, before) = periods
        .map(|periods| (periods.now_said, periods.before_said))
        .unzip();
    add(all, "year", "period", now);
    add(all, "year", "period.before", before);
    let quarter = quarter_of(release.quarter).map(|quarter| quarter.to_string());
    add(all, "year", "quarter", quarter);
}

fn of_year(release: &Release, all: &mut Vec<Named>) {
    let periods = Periods::of(release);
    let value = |row: &str, column: Option<&str>| {
        let cell = release.cell("year", row, column?);
        cell.map(marked)
    };
    let now = periods.as_ref().map(|periods| periods.now.as_str());
    let before = periods.as_ref().map(|periods| periods.before.as_str());
    for (block, name, row, whole) in YEAR {
        add(all, block, name, value(row, now));
        add(all, block, &format!("{name}.before"), value(row, before));
        if let Some(whole) = whole {
            let share = share_of(release, row, whole).map(|(share, low, high)| {
                let per_cent = |value: f64| (value * 100.0).round();
                let (share, low, high) = (per_cent(share), per_cent(low), per_cent(high));
                format!("{share}% (between {low}% and {high}%)")
            });
            add(all, block, &format!("{name}.share"), share);
        }
    }
}

/// Writes a cell with its mark.
fn marked(cell: &Cell) -> String {
    let marks = [(cell.provisional, "[p]"), (cell.first.is_some(), "[r]")];
    let marks = marks.into_iter().filter(|(is_set, _)| *is_set);
    let mut words = vec![cell.value.to_string()];
    words.extend(marks.map(|(_, mark)| mark.to_owned()));
    words.join(" ")
}

fn of_coverage(release: &Release, all: &mut Vec<Named>) {
    let coverage = release.coverage.as_ref();
    let thefts = coverage.map(|coverage| coverage.thefts.to_string());
    add(all, "year", "coverage.thefts", thefts);
    let recorded = coverage.map(|coverage| coverage.recorded.to_string());
    add(all, "year", "coverage.recorded", recorded);
}

/// Adds up a column of the table of events over its last four quarters. A sum that needs a withheld count is withheld.
pub(super) fn of_four_quarters(release: &Release, column: &str) -> Option<String> {
    let table = release.table("events")?;
    let cells: Vec<&Cell> = table
        .rows
        .iter()
        .rev()
        .take(4)
        .filter_map(|row| table.cell(&row.key, column))
        .collect();
    if cells.is_empty() {
        return None;
    }
    let sum: Option<u64> = cells.iter().map(|cell| cell.value.count()).sum();
    let value = sum.map_or(Value::Withheld, Value::Count);
    let provisional = cells.iter().any(|cell| cell.provisional);
    Some(if provisional {
        format!("{value} [p]")
    } else {
        value.to_string()
    })
}

fn said(days: Option<Days>) -> String {
    match days {
        Some(days) => format!(
            "a median of {} days (between {} and {})",
            days.median, days.low, days.high
        ),
        None => "[c]".to_owned(),
    }
}
