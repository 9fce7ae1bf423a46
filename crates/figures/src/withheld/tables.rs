//! Everything that readers see together: cells, and how they depend on each other.

use super::shown::Raw;
use super::{Mask, SMALLEST_SHOWN};
use crate::place::Band;

/// A cell of some tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellId(pub(super) usize);

/// How a cell can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It is withheld if it is small, or if that protects another cell.
    Free,
    /// It is withheld only if it is small: it is a total that targets need.
    Kept,
    /// Like `Free`, but an earlier release withheld it. It stays withheld, unless it can be shown by itself.
    WithheldBefore,
    /// A cell of an earlier release that was published with its count.
    PublishedShown,
    /// A cell of an earlier release that was published as `[c]`.
    PublishedWithheld,
    /// It is shown as a band of five.
    Banded(Band),
    /// It is in no table, but readers could work it out: what remains of a ward without its hot places.
    Unprinted,
}

#[derive(Clone)]
pub(super) struct Cell {
    pub(super) name: String,
    pub(super) count: i64,
    pub(super) rule: Rule,
    /// What readers know about it from somewhere else.
    pub(super) known: Option<(i64, i64)>,
}

impl Cell {
    pub(super) fn is_small(&self) -> bool {
        (1..SMALLEST_SHOWN as i64).contains(&self.count)
    }
}

/// Why cells do not depend on each other in the way that was stated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TablesError {
    /// The parts do not add up to the total.
    #[error("the parts of {total} do not add up to its count")]
    DoesNotAdd {
        /// The total's name.
        total: String,
    },
    /// A cell is more than the cell that it is a part of.
    #[error("{part} is more than {whole}, but should be a part of it")]
    PartAboveWhole {
        /// The part's name.
        part: String,
        /// The whole's name.
        whole: String,
    },
    /// The cell is not in the range that readers are said to know.
    #[error("{cell} is outside the range that readers know")]
    NotInRange {
        /// The cell's name.
        cell: String,
    },
}

/// Everything that readers see together, in all releases that are in force.
#[derive(Clone, Default)]
pub struct Tables {
    pub(super) cells: Vec<Cell>,
    /// Each total, with its parts.
    pub(super) sums: Vec<(usize, Vec<usize>)>,
    /// Each part, with the whole that it can never be more than.
    pub(super) orders: Vec<(usize, usize)>,
}

impl Tables {
    /// Adds a cell.
    ///
    /// # Errors
    /// [`TablesError::NotInRange`] when the count is not in its band.
    pub fn cell(&mut self, name: impl Into<String>, count: Raw, rule: Rule) -> Result<CellId, TablesError> {
        let id = CellId(self.cells.len());
        // No count comes anywhere near this limit.
        let count = i64::try_from(count.count()).unwrap_or(i64::MAX);
        self.cells.push(Cell {
            name: name.into(),
            count,
            rule,
            known: None,
        });
        match rule {
            Rule::Banded(band) => self.known(id, band.low(), band.high()).map(|()| id),
            _ => Ok(id),
        }
    }

    /// States that a total is the sum of some parts.
    ///
    /// # Errors
    /// [`TablesError::DoesNotAdd`] when it is not their sum.
    pub fn total(&mut self, total: CellId, parts: &[CellId]) -> Result<(), TablesError> {
        let parts: Vec<usize> = parts.iter().map(|part| part.0).collect();
        let sum: i64 = parts.iter().map(|&part| self.cells[part].count).sum();
        if sum != self.cells[total.0].count {
            return Err(TablesError::DoesNotAdd {
                total: self.name(total).to_owned(),
            });
        }
        self.sums.push((total.0, parts));
        Ok(())
    }

    /// States that two cells are the same count, such as a count that two releases give without a revision.
    ///
    /// # Errors
    /// [`TablesError::DoesNotAdd`] when they differ.
    pub fn same(&mut self, one: CellId, other: CellId) -> Result<(), TablesError> {
        self.total(one, &[other])
    }

    /// States that a cell is part of another one, so it can never be more: home of named, named of recovered.
    ///
    /// # Errors
    /// [`TablesError::PartAboveWhole`] when it is more than the other one.
    pub fn at_most(&mut self, part: CellId, whole: CellId) -> Result<(), TablesError> {
        if self.cells[part.0].count > self.cells[whole.0].count {
            return Err(TablesError::PartAboveWhole {
                part: self.name(part).to_owned(),
                whole: self.name(whole).to_owned(),
            });
        }
        self.orders.push((part.0, whole.0));
        Ok(())
    }

    /// States that readers know that a cell is in a range, because a rate, a flag, a status or a chart is shown.
    ///
    /// # Errors
    /// [`TablesError::NotInRange`] when the cell is not in the range.
    pub fn known(&mut self, cell: CellId, low: u64, high: u64) -> Result<(), TablesError> {
        let number = |one: u64| i64::try_from(one).unwrap_or(i64::MAX);
        let (low, high) = (number(low), number(high));
        let one = &mut self.cells[cell.0];
        if !(low..=high).contains(&one.count) {
            return Err(TablesError::NotInRange {
                cell: one.name.clone(),
            });
        }
        let before = one.known.unwrap_or((i64::MIN, i64::MAX));
        one.known = Some((low.max(before.0), high.min(before.1)));
        Ok(())
    }

    /// Returns a cell's name.
    #[must_use]
    pub fn name(&self, cell: CellId) -> &str {
        &self.cells[cell.0].name
    }

    /// Returns all cells in order.
    pub fn ids(&self) -> impl Iterator<Item = CellId> + use<> {
        (0..self.cells.len()).map(CellId)
    }

    /// Withholds only the small cells and those that earlier releases withheld. Protection starts from these.
    #[must_use]
    pub fn small(&self) -> Mask {
        let withheld = self.cells.iter().map(|cell| match cell.rule {
            Rule::Free | Rule::Kept => cell.is_small(),
            Rule::WithheldBefore => cell.count > 0,
            Rule::PublishedWithheld => true,
            Rule::PublishedShown | Rule::Banded(_) | Rule::Unprinted => false,
        });
        Mask::new(withheld.collect())
    }

    /// Withholds these cells and no others, to see what readers could work out.
    #[must_use]
    pub fn mask(&self, cells: &[CellId]) -> Mask {
        Mask::new(self.ids().map(|id| cells.contains(&id)).collect())
    }
}
