//! Chooses which other cells to withhold.

use super::audit::{Narrow, narrow};
use super::reader::{Reader, Witness, cap};
use super::tables::{Cell, Rule, Tables};
use super::{CellId, Mask, WithheldError};
use microlp::{ComparisonOp, Error, LinearExpr, OptimizationDirection, Problem, Variable};

/// Withholds more cells until enough numbers are possible for each. Then it shows again each cell that need not be
/// withheld.
pub(super) fn protect(tables: &Tables) -> Result<Mask, WithheldError> {
    let mut mask = tables.small();
    let mut witnesses = Vec::new();
    while let Some(found) = narrow(&Reader::new(tables, &mask), &mut witnesses)? {
        let more = widen(tables, &mask, &found)?;
        if more.is_empty() {
            return Err(WithheldError::TooFine {
                cell: tables.cells[found.cell].name.clone(),
            });
        }
        for cell in more {
            mask.set(cell, true);
        }
    }
    show_again(tables, &mut mask, witnesses)?;
    Ok(mask)
}

/// Shows cells again, the highest counts first, if they are not small and every other cell still has enough numbers.
fn show_again(tables: &Tables, mask: &mut Mask, mut witnesses: Vec<Witness>) -> Result<(), WithheldError> {
    let may_show = |id: &CellId| {
        let cell = &tables.cells[id.0];
        !cell.is_small() && cell.rule != Rule::PublishedWithheld
    };
    let mut extra: Vec<usize> = mask.withheld().filter(may_show).map(|id| id.0).collect();
    extra.sort_by_key(|&cell| std::cmp::Reverse((tables.cells[cell].count, cell)));
    for cell in extra {
        mask.set(cell, false);
        // A witness is still possible if it has the true count for this cell.
        let mut fit: Vec<Witness> = witnesses
            .iter()
            .filter(|one| !one.contains_key(&cell))
            .cloned()
            .collect();
        if narrow(&Reader::new(tables, mask), &mut fit)?.is_some() {
            mask.set(cell, true);
        } else {
            witnesses = fit;
        }
    }
    Ok(())
}

/// Finds the cells to withhold so that a cell can be higher or lower than readers can tell now. It changes the other
/// counts as little as possible, and goes up or down, whichever needs fewer cells. If neither way goes far enough, it
/// goes as far as it can, and the other way at the next turn.
fn widen(tables: &Tables, mask: &Mask, found: &Narrow) -> Result<Vec<usize>, WithheldError> {
    let need = found.need as i64 - 1;
    let (next_up, next_down) = (found.high + 1, found.low - 1);
    let up = (next_up..=next_up.max(found.low + need)).rev();
    let down = next_down.min(found.high - need)..=next_down;
    let higher = reach(tables, mask, found.cell, ComparisonOp::Ge, up)?;
    let lower = reach(tables, mask, found.cell, ComparisonOp::Le, down)?;
    Ok(match (higher.len(), lower.len()) {
        (0, _) => lower,
        (more, less) if less > 0 && less < more => lower,
        _ => higher,
    })
}

/// Finds the cells to withhold so that a cell can have one of these numbers. It takes the first number that is
/// possible.
fn reach(
    tables: &Tables,
    mask: &Mask,
    cell: usize,
    side: ComparisonOp,
    numbers: impl Iterator<Item = i64>,
) -> Result<Vec<usize>, WithheldError> {
    for number in numbers.filter(|number| *number >= 0) {
        let cells = Change::new(tables, mask).until(cell, side, number)?;
        if !cells.is_empty() {
            return Ok(cells);
        }
    }
    Ok(Vec::new())
}

/// A linear programme that looks for other possible counts. Each change to a shown cell has a price.
struct Change<'a> {
    tables: &'a Tables,
    problem: Problem,
    /// For each cell, the variables that make up its count, and the part of the count that cannot change.
    counts: Vec<(Vec<(Variable, f64)>, f64)>,
    /// The cells that would have to be withheld, with how far each rises and falls.
    shown: Vec<(usize, Variable, Variable)>,
}

impl<'a> Change<'a> {
    fn new(tables: &'a Tables, mask: &Mask) -> Self {
        let mut change = Self {
            tables,
            problem: Problem::new(OptimizationDirection::Minimize),
            counts: Vec::new(),
            shown: Vec::new(),
        };
        let highest = cap(tables) as f64;
        for id in tables.ids() {
            let cell = &tables.cells[id.0];
            let count = change.count(id.0, cell, mask.is_withheld(id), highest);
            change.counts.push(count);
        }
        for (total, parts) in &tables.sums {
            let parts = parts.iter().map(|&part| (part, -1.0));
            change.row(std::iter::once((*total, 1.0)).chain(parts), ComparisonOp::Eq);
        }
        for &(part, whole) in &tables.orders {
            change.row([(part, 1.0), (whole, -1.0)].into_iter(), ComparisonOp::Le);
        }
        change
    }

    /// Sets what a cell's count can become.
    fn count(&mut self, at: usize, cell: &Cell, withheld: bool, highest: f64) -> (Vec<(Variable, f64)>, f64) {
        let count = cell.count as f64;
        let known = cell.known.map_or((0.0, highest), |(low, high)| {
            (low as f64, (high as f64).min(highest))
        });
        let unknown = match cell.rule {
            Rule::Unprinted => Some(known),
            Rule::Banded(band) => Some((known.0.max(band.low() as f64), known.1)),
            Rule::PublishedShown => None,
            _ if withheld => Some((known.0.max(1.0), known.1)),
            _ => None,
        };
        if let Some(bounds) = unknown {
            return (vec![(self.problem.add_var(0.0, bounds), 1.0)], 0.0);
        }
        let may_hide = matches!(cell.rule, Rule::Free | Rule::WithheldBefore) && cell.count > 0;
        if !may_hide {
            return (Vec::new(), count);
        }
        // If several cells would do equally well, the one with the lowest count is the smallest loss.
        let price = 1.0 + count / highest;
        let rise = self.problem.add_var(price, (0.0, (known.1 - count).max(0.0)));
        let fall = self
            .problem
            .add_var(price, (0.0, (count - known.0.max(1.0)).max(0.0)));
        self.shown.push((at, rise, fall));
        (vec![(rise, 1.0), (fall, -1.0)], count)
    }

    fn row(&mut self, terms: impl Iterator<Item = (usize, f64)>, is: ComparisonOp) {
        let (mut sum, mut known, mut any) = (LinearExpr::empty(), 0.0, false);
        for (cell, sign) in terms {
            let (variables, fixed) = &self.counts[cell];
            known -= sign * fixed;
            for (variable, factor) in variables {
                sum.add(*variable, sign * factor);
                any = true;
            }
        }
        if any {
            self.problem.add_constraint(sum, is, known);
        }
    }

    /// Returns the shown cells that change when a cell reaches a number. The list is empty if the cell cannot reach it.
    fn until(mut self, cell: usize, side: ComparisonOp, number: i64) -> Result<Vec<usize>, WithheldError> {
        let (variables, fixed) = &self.counts[cell];
        let known = number as f64 - fixed;
        self.problem.add_constraint(variables.as_slice(), side, known);
        let unsolved = |why: String| WithheldError::Unsolved {
            cell: self.tables.cells[cell].name.clone(),
            why,
        };
        match self.problem.solve().map(microlp::SolveOutcome::into_solution) {
            Ok(Ok(solution)) => {
                let moved = |variable: Variable| solution.var_value(variable) > 1e-6;
                let changed = self
                    .shown
                    .iter()
                    .filter(|(_, rise, fall)| moved(*rise) || moved(*fall));
                Ok(changed.map(|(cell, ..)| *cell).collect())
            }
            Err(Error::Infeasible) => Ok(Vec::new()),
            Ok(Err(stopped)) => Err(unsolved(format!("{:?}", stopped.termination_reason()))),
            Err(error) => Err(unsolved(error.to_string())),
        }
    }
}
