//! Withholds cells, so that nobody can work out a small count, not even by subtracting.
//!
//! A count of 1 to 4 is withheld; 0 is shown. Then more cells are withheld until, for every withheld cell, at least
//! five whole numbers fit everything that is shown: totals, bands, what follows from definitions, and earlier releases.
//! The method is called complementary cell suppression, with an audit by linear programme (Fischetti and Salazar,
//! Management Science 2001).
//!
//! Build [`Tables`] of everything that readers see together, and [`Tables::protect`] them. Show cells, and figures that
//! are derived from them, only through [`Masked`].

mod audit;
mod cure;
mod mask;
mod reader;
mod shown;
mod tables;

pub use mask::{Mask, Masked, Range};
pub use shown::{Note, Noted, Raw, Shown};
pub use tables::{CellId, Rule, Tables, TablesError};

/// A count below this, other than 0, is withheld.
pub const SMALLEST_SHOWN: u64 = 5;

/// At least this many whole numbers must be possible for a withheld cell.
pub const FEWEST_POSSIBLE: usize = 5;

/// The reason why tables cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WithheldError {
    /// This cell is not protected, whichever other cells we withhold.
    #[error("{cell} cannot be protected: make the table coarser, with groups of wards or the whole area")]
    TooFine {
        /// The cell's name.
        cell: String,
    },
    /// The solver gave up, so we do not know that anything is safe.
    #[error("we do not know whether {cell} can be worked out, so we show nothing: {why}")]
    Unsolved {
        /// The cell's name.
        cell: String,
        /// What the solver said.
        why: String,
    },
}

#[cfg(test)]
mod tests;
