//! A table that is being made: its headings, and where to find the count of each cell.

use super::model::{Kept, Model, Protected};
use domain::figure::release::{Cell, Heading, Release, Table, Value};

/// A cell of a table that is being made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slot {
    /// A count that may have to be withheld.
    Guarded(usize),
    /// A count that is already public.
    Plain(u64),
}

/// A table that is being made.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) id: &'static str,
    pub(super) rows: Vec<Heading>,
    pub(super) columns: Vec<Heading>,
    /// By row, then column: the count, and whether it may still change.
    pub(super) slots: Vec<Vec<(Slot, bool)>>,
}

impl Draft {
    /// Finishes the table. `before` is the previous release. Its values are shown beside those that differ.
    pub(super) fn finish(self, protected: &Protected, before: Option<&Release>) -> Table {
        let cell = |row: &Heading, column: &Heading, (slot, provisional): (Slot, bool)| {
            let value = match slot {
                Slot::Guarded(cell) => protected.shown(cell),
                Slot::Plain(count) => Value::Count(count),
            };
            let earlier = before.and_then(|release| release.cell(self.id, &row.key, &column.key));
            let first = earlier.and_then(|cell| match cell.first {
                Some(first) => Some(first),
                None => (!cell.provisional).then_some(cell.value),
            });
            Cell {
                value,
                provisional,
                first: first.filter(|first| *first != value),
            }
        };
        let cells = self.rows.iter().zip(self.slots).map(|(row, slots)| {
            let columns = self.columns.iter().zip(slots);
            columns.map(|(column, slot)| cell(row, column, slot)).collect()
        });
        let cells = cells.collect();
        Table {
            id: self.id.to_owned(),
            rows: self.rows,
            columns: self.columns,
            cells,
        }
    }
}

/// The short word of the row that holds a column's total.
pub(super) const TOTAL: &str = "all";

/// The key of a cell.
pub(super) fn key(table: &str, row: &str, column: &str) -> String {
    format!("{table}/{row}/{column}")
}

/// Columns that add up to totals, such as wards by year. A column that was published keeps its counts, unless it must
/// be counted again.
pub(super) struct Columns<'a> {
    pub(super) id: &'static str,
    /// The rows without the total.
    pub(super) rows: Vec<Heading>,
    /// True if published columns keep their counts.
    pub(super) keeps: bool,
    /// The counts behind the previous release.
    pub(super) before: Option<&'a Kept>,
}

impl Columns<'_> {
    /// Makes the table: `count` counts a column, row by row.
    pub(super) fn make(
        self,
        model: &mut Model,
        columns: Vec<Heading>,
        count: impl Fn(usize) -> Vec<u64>,
    ) -> Draft {
        let mut rows = self.rows.clone();
        rows.push(Heading::new(TOTAL, "Total"));
        let mut slots: Vec<Vec<(Slot, bool)>> = vec![Vec::new(); rows.len()];
        for (at, column) in columns.iter().enumerate() {
            let counts = self.published(&column.key).unwrap_or_else(|| count(at));
            let mut cells = Vec::with_capacity(rows.len());
            for (row, count) in self.rows.iter().zip(&counts) {
                cells.push(model.cell(key(self.id, &row.key, &column.key), *count));
            }
            let total = model.cell(key(self.id, TOTAL, &column.key), counts.iter().sum());
            model.sum(total, cells.clone());
            cells.push(total);
            for (row, cell) in slots.iter_mut().zip(cells) {
                row.push((Slot::Guarded(cell), false));
            }
        }
        Draft {
            id: self.id,
            rows,
            columns,
            slots,
        }
    }

    fn published(&self, column: &str) -> Option<Vec<u64>> {
        let before = self.before.filter(|_| self.keeps)?;
        let counts = self
            .rows
            .iter()
            .map(|row| before.count(&key(self.id, &row.key, column)));
        counts.collect()
    }
}
