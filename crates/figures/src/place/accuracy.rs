//! Measures how many later thefts a list of squares caught.

use super::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// What a list of squares caught in a later period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accuracy {
    /// How many later thefts were in the squares of the list (n).
    pub caught: u64,
    /// How many later thefts were in the area (N).
    pub thefts: u64,
    /// How many squares the list has (a).
    pub marked: u64,
    /// How many squares the area has (A).
    pub cells: u64,
    /// How many thefts the best list of the same number of squares would have caught.
    pub best: u64,
}

impl Accuracy {
    /// Compares a list with the thefts of a later period, which are counted by square, in an area of this many squares.
    #[must_use]
    pub fn of(list: &BTreeSet<Cell>, later: &BTreeMap<Cell, u64>, cells: u64) -> Self {
        let caught = list.iter().filter_map(|cell| later.get(cell)).sum();
        let best = fullest(later, list.len())
            .into_iter()
            .filter_map(|cell| later.get(&cell))
            .sum();
        Self {
            caught,
            thefts: later.values().sum(),
            marked: list.len() as u64,
            cells,
            best,
        }
    }

    /// Returns the hit rate n/N; `None` if there were no later thefts.
    #[must_use]
    pub fn hit_rate(self) -> Option<f64> {
        (self.thefts > 0).then(|| self.caught as f64 / self.thefts as f64)
    }

    /// Returns the prediction accuracy index PAI = (n/N) / (a/A) (Chainey, Tompson and Uhlig 2008). A list with an
    /// index of 1 is no better than random squares. `None` if there are no later thefts, no list or no area.
    #[must_use]
    pub fn pai(self) -> Option<f64> {
        let covered = (self.marked > 0 && self.cells > 0).then(|| self.marked as f64 / self.cells as f64)?;
        Some(self.hit_rate()? / covered)
    }

    /// Returns the prediction efficiency index PEI*: PAI divided by the best PAI for the same number of squares, as in
    /// the forecasting challenge of the National Institute of Justice (2017). It is from 0 to 1; `None` if there was
    /// nothing to catch.
    #[must_use]
    pub fn pei_star(self) -> Option<f64> {
        (self.best > 0).then(|| self.caught as f64 / self.best as f64)
    }
}

/// Returns the squares with the most thefts, at most `many` of them. If some are equal, the first in order wins. This
/// is the plain list that a cleverer one must beat.
#[must_use]
pub fn fullest(thefts: &BTreeMap<Cell, u64>, many: usize) -> Vec<Cell> {
    let mut cells: Vec<(Cell, u64)> = thefts
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(cell, count)| (*cell, *count))
        .collect();
    cells.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    cells.into_iter().take(many).map(|(cell, _)| cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn without_anything_there_is_no_index() {
        let none = Accuracy::of(&BTreeSet::new(), &BTreeMap::new(), 0);
        assert_eq!((none.hit_rate(), none.pai(), none.pei_star()), (None, None, None));
    }

    proptest! {
        #[test]
        fn the_best_list_has_a_pei_of_one(counts in prop::collection::vec(0_u64..20, 1..50), many in 1_usize..10) {
            let later: BTreeMap<Cell, u64> =
                counts.iter().zip(0..).map(|(&count, east)| (Cell { east, north: 0 }, count)).collect();
            let best: BTreeSet<Cell> = fullest(&later, many).into_iter().collect();
            let accuracy = Accuracy::of(&best, &later, 50);
            prop_assert!(accuracy.pei_star().is_none_or(|pei| pei == 1.0));
            let first: BTreeSet<Cell> = later.keys().copied().take(best.len()).collect();
            prop_assert!(Accuracy::of(&first, &later, 50).caught <= accuracy.caught);
        }
    }
}
