//! A release: all tables of a closed quarter as readers may see them.

use crate::id::ProblemId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The value of a cell. A withheld count is not stored in it, so that nothing can show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// The count is shown.
    Count(u64),
    /// A band of counts, from the lowest to the highest.
    Band(u64, u64),
    /// The count is withheld.
    Withheld,
    /// Not available, such as a month whose force has no file; never 0.
    NotAvailable,
}

impl Value {
    /// Returns the count, if it is shown.
    #[must_use]
    pub fn count(self) -> Option<u64> {
        match self {
            Self::Count(count) => Some(count),
            Self::Band(..) | Self::Withheld | Self::NotAvailable => None,
        }
    }
}

impl fmt::Display for Value {
    /// Writes `12`, `5 to 9`, `[c]` or `[x]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Band(low, high) => write!(f, "{low} to {high}"),
            Self::Withheld => f.write_str("[c]"),
            Self::NotAvailable => f.write_str("[x]"),
        }
    }
}

/// A cell of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// What the cell shows.
    pub value: Value,
    /// True if it can still change, because its time has not run out.
    #[serde(default, skip_serializing_if = "is_false")]
    pub provisional: bool,
    /// The value that was published first, if it differs from this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde requires it")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

impl Cell {
    /// Makes a cell that is final and was not revised.
    #[must_use]
    pub fn of(value: Value) -> Self {
        Self {
            value,
            provisional: false,
            first: None,
        }
    }
}

impl fmt::Display for Cell {
    /// Writes `12`, `12 [p]` or `12 [r] (first published: 15)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.value)?;
        if self.provisional {
            f.write_str(" [p]")?;
        }
        match self.first {
            Some(first) => write!(f, " [r] (first published: {first})"),
            None => Ok(()),
        }
    }
}

/// A row or a column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Its short word in addresses and files.
    pub key: String,
    /// What readers see.
    pub label: String,
}

impl Heading {
    /// Makes a heading.
    pub fn new(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
        }
    }
}

/// A table of counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its short word: `months`, `year`, `wards`, `groups`, `kinds`, `locks`, `events`.
    pub id: String,
    /// The headings of its rows.
    pub rows: Vec<Heading>,
    /// The headings of its columns.
    pub columns: Vec<Heading>,
    /// Its cells by row, then by column.
    pub cells: Vec<Vec<Cell>>,
}

impl Table {
    /// Finds a cell by the keys of its row and column.
    #[must_use]
    pub fn cell(&self, row: &str, column: &str) -> Option<&Cell> {
        let at = |headings: &[Heading], key: &str| headings.iter().position(|one| one.key == key);
        let row = self.cells.get(at(&self.rows, row)?)?;
        row.get(at(&self.columns, column)?)
    }

    /// Counts its withheld cells.
    #[must_use]
    pub fn withheld(&self) -> usize {
        let cells = self.cells.iter().flatten();
        cells.filter(|cell| cell.value == Value::Withheld).count()
    }
}

/// A hot place, as readers can see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HotPlace {
    /// Its squares, east and north of the origin.
    pub squares: Vec<(i32, i32)>,
    /// The middle of its hottest square: degrees north and east.
    pub middle: (f64, f64),
    /// The wards in which the middles of its squares lie.
    pub wards: Vec<String>,
    /// The band of its thefts.
    pub thefts: Value,
    /// How many of the last four lists it is in, including this one.
    pub lists: u8,
    /// The four hours in a row with the most thefts, if at least twenty thefts have usable times.
    pub peak: Option<(u8, u8)>,
}

/// The thefts in the squares of a problem case. Only those in the case may see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemThefts {
    /// The case.
    pub problem: ProblemId,
    /// The band of its thefts.
    pub thefts: Value,
}

/// How well the previous list predicted the thefts of the quarter after it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    /// The number of squares in the list.
    pub squares: u64,
    /// The number of squares in the area.
    pub of_squares: u64,
    /// The percentage of thefts that its squares caught, as a whole number; `None` if there were too few.
    pub hit: Option<u8>,
    /// How many times as many thefts it caught as the same number of squares picked at random would have caught, to one
    /// decimal; `None` if there were too few thefts.
    pub pai: Option<f64>,
    /// The thefts that it caught, as a share of those that the best possible list of that many squares would have
    /// caught, from 0 to 1, to two decimals; `None` if there were too few thefts.
    pub pei_star: Option<f64>,
    /// The percentage that a plain list of the fullest squares caught; `None` if there were too few thefts.
    pub plain_hit: Option<u8>,
    /// True if the plain list did as well or better.
    pub plain_as_well: bool,
}

/// The hours of the week in which bikes were stolen, as whole percentages of thefts whose time is known to within a
/// day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// Four-hour blocks from midnight, Monday to Friday; `None` if there were too few thefts.
    pub weekdays: Option<[Option<u8>; 6]>,
    /// The same for Saturday and Sunday.
    pub weekends: Option<[Option<u8>; 6]>,
    /// Hours by day, from Monday; `None` for fewer than five hundred thefts.
    pub by_day: Option<Vec<Vec<Option<u8>>>>,
}

/// A median number of days, with its confidence interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Days {
    /// The median number of days.
    pub median: f64,
    /// The interval's lowest value.
    pub low: f64,
    /// The interval's highest value.
    pub high: f64,
}

/// The register's share of what the police recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The months, out of the last twelve, for which every force's file was loaded, as `2024-01`.
    pub months: Vec<String>,
    /// The forces whose files were loaded.
    pub forces: Vec<String>,
    /// The register's thefts in those months that have a police reference.
    pub thefts: Value,
    /// The bicycle thefts that the police recorded in those months.
    pub recorded: u64,
}

/// Everything that readers can see of a closed quarter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// The slug of the partnership.
    pub partnership: String,
    /// Four times the year in which the financial year begins, plus the number of quarters before this one.
    pub quarter: i32,
    /// 0 for the first release, and one more for each correction.
    pub revision: i32,
    /// The day on which it was made.
    pub made_on: Date,
    /// The last place in the change feed that was counted: transaction and position.
    pub feed: (i64, i64),
    /// The definitions, each with its version.
    pub definitions: Vec<(String, u16)>,
    /// The year of the ward boundaries.
    pub wards_of: i16,
    /// The tables that readers can see.
    pub tables: Vec<Table>,
    /// The hours of the week in which bikes were stolen.
    pub hours: Hours,
    /// The hot places, hottest first.
    pub places: Vec<HotPlace>,
    /// The thefts of the last four quarters in the squares of the cases that were open when it was made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<ProblemThefts>,
    /// How well the previous release's list did.
    pub accuracy: Option<Accuracy>,
    /// The median number of days from when a bike was found until it was matched.
    pub days_tied: Option<Days>,
    /// The median number of days from when a bike was found until it was returned.
    pub days_returned: Option<Days>,
    /// The register's share of what the police recorded.
    pub coverage: Option<Coverage>,
    /// The tables that are left out, because no choice of withheld cells would protect them.
    pub left_out: Vec<String>,
}

impl Release {
    /// Finds a table.
    #[must_use]
    pub fn table(&self, id: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.id == id)
    }

    /// Finds a cell.
    #[must_use]
    pub fn cell(&self, table: &str, row: &str, column: &str) -> Option<&Cell> {
        self.table(table)?.cell(row, column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_written_as_official_statistics_write_them() {
        let cell = |value, provisional, first| {
            Cell {
                value,
                provisional,
                first,
            }
            .to_string()
        };
        assert_eq!(cell(Value::Count(12), false, None), "12");
        assert_eq!(cell(Value::Count(0), true, None), "0 [p]");
        assert_eq!(
            cell(Value::Count(12), false, Some(Value::Withheld)),
            "12 [r] (first published: [c])"
        );
        assert_eq!(cell(Value::Band(5, 9), false, None), "5 to 9");
        assert_eq!(cell(Value::NotAvailable, false, None), "[x]");
    }

    #[test]
    fn a_cell_is_found_by_its_headings() {
        let table = Table {
            id: "wards".into(),
            rows: vec![Heading::new("a", "Abbey"), Heading::new("b", "Arbury")],
            columns: vec![Heading::new("2024", "2024/25")],
            cells: vec![vec![Cell::of(Value::Count(7))], vec![Cell::of(Value::Withheld)]],
        };
        assert_eq!(table.cell("a", "2024"), Some(&Cell::of(Value::Count(7))));
        assert_eq!(table.cell("c", "2024"), None);
        assert_eq!(table.withheld(), 1);
    }
}
