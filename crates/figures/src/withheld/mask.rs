//! Decides which cells are withheld, and what is shown of the others.

use super::{CellId, Rule, Shown, Tables, WithheldError, audit, cure};

/// Which cells of some tables are withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask(Vec<bool>);

impl Mask {
    pub(super) fn new(withheld: Vec<bool>) -> Self {
        Self(withheld)
    }

    /// Tells whether a cell is withheld.
    #[must_use]
    pub fn is_withheld(&self, cell: CellId) -> bool {
        self.0[cell.0]
    }

    /// Returns the withheld cells in order.
    pub fn withheld(&self) -> impl Iterator<Item = CellId> + '_ {
        self.0
            .iter()
            .enumerate()
            .filter(|(_, withheld)| **withheld)
            .map(|(at, _)| CellId(at))
    }

    pub(super) fn set(&mut self, cell: usize, withheld: bool) {
        self.0[cell] = withheld;
    }
}

/// The smallest and the largest whole number that fit everything that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The smallest possible number.
    pub low: u64,
    /// The largest possible number; `None` if there is no limit.
    pub high: Option<u64>,
}

impl Tables {
    /// Chooses what is withheld, so that at least five whole numbers are possible for every withheld cell.
    ///
    /// # Errors
    /// [`WithheldError`] when no choice is good enough, or the solver gives up.
    pub fn protect(&self) -> Result<Masked<'_>, WithheldError> {
        Ok(Masked {
            tables: self,
            mask: cure::protect(self)?,
        })
    }

    /// Returns what readers can work out about each withheld or banded cell, and about each small cell that is in no
    /// table.
    ///
    /// # Errors
    /// [`WithheldError::Unsolved`] when the solver gives up.
    pub fn ranges(&self, mask: &Mask) -> Result<Vec<(CellId, Range)>, WithheldError> {
        audit::ranges(self, mask)
    }

    /// Returns the cells for which fewer than five whole numbers are possible. For a release this list must be empty.
    ///
    /// # Errors
    /// [`WithheldError::Unsolved`] when the solver gives up.
    pub fn too_narrow(&self, mask: &Mask) -> Result<Vec<CellId>, WithheldError> {
        audit::too_narrow(self, mask)
    }
}

/// Tables from which nobody can read more than we are allowed to show.
pub struct Masked<'a> {
    tables: &'a Tables,
    mask: Mask,
}

impl Masked<'_> {
    /// Returns what is withheld.
    #[must_use]
    pub fn mask(&self) -> &Mask {
        &self.mask
    }

    /// Returns a cell as readers see it.
    #[must_use]
    pub fn shown(&self, cell: CellId) -> Shown {
        match self.tables.cells[cell.0].rule {
            Rule::Banded(band) => Shown::Band(band),
            Rule::Unprinted => Shown::Withheld,
            _ if self.mask.is_withheld(cell) => Shown::Withheld,
            _ => Shown::Count(self.count(cell)),
        }
    }

    /// Derives a figure from cells: a rate, an interval, a word or a status. It is `None` if any of the cells is not
    /// shown with its count, so that the figure tells readers nothing that the table does not.
    pub fn derive<T>(&self, cells: &[CellId], figure: impl FnOnce(&[u64]) -> T) -> Option<T> {
        let counts = cells.iter().map(|&cell| match self.shown(cell) {
            Shown::Count(count) => Some(count),
            Shown::Band(_) | Shown::Withheld | Shown::NotAvailable => None,
        });
        Some(figure(&counts.collect::<Option<Vec<u64>>>()?))
    }

    fn count(&self, cell: CellId) -> u64 {
        self.tables.cells[cell.0].count.unsigned_abs()
    }
}
