//! Finds what clearly changed from one financial year to the next: wards, kinds of bike and locks. The rows of each
//! table are corrected together.

use domain::figure::release::{Release, Table};
use figures::change::{Change, Counted, Word, words};
use figures::period::FinancialYear;

/// A row of a table that clearly changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The short name of the table that the row is in.
    pub table: String,
    /// The row's name.
    pub name: String,
    /// The sentence about it.
    pub text: String,
}

/// Finds the rows that clearly changed. It only looks at rows that are shown in both years, so that it reveals nothing
/// about counts that are withheld.
#[must_use]
pub fn changes(release: &Release) -> Vec<Changed> {
    ["wards", "kinds", "locks"]
        .into_iter()
        .filter_map(|id| release.table(id))
        .flat_map(of_table)
        .collect()
}

fn of_table(table: &Table) -> Vec<Changed> {
    let [.., before, now] = table.columns.as_slice() else {
        return Vec::new();
    };
    let (Some(year), Some(earlier)) = (year_of(&now.key), year_of(&before.key)) else {
        return Vec::new();
    };
    let shown = |row: &str, column: &str| table.cell(row, column).and_then(|cell| cell.value.count());
    let rows = table
        .rows
        .iter()
        .filter(|row| row.key != "all")
        .filter_map(|row| {
            let counted = |count, year| Counted {
                count,
                days: days(year),
            };
            let (now, before) = (shown(&row.key, &now.key)?, shown(&row.key, &before.key)?);
            let change = Change::new(counted(now, year), counted(before, earlier), 1.0).ok()?;
            Some((row.label.clone(), change))
        });
    let rows: Vec<(String, Change)> = rows.collect();
    let all: Vec<Change> = rows.iter().map(|(_, change)| *change).collect();
    let told = rows.into_iter().zip(words(&all));
    told.filter(|(_, word)| matches!(word, Word::More | Word::Fewer))
        .map(|((name, change), word)| Changed {
            table: table.id.clone(),
            text: change.sentence(word, "thefts", &format!("in {year}"), &format!("in {earlier}")),
            name,
        })
        .collect()
}

fn year_of(key: &str) -> Option<FinancialYear> {
    Some(FinancialYear {
        begins: key.parse().ok()?,
    })
}

fn days(year: FinancialYear) -> u32 {
    (year.last_day() - year.first_day()).get_days().unsigned_abs() + 1
}
