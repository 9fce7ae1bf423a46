//! Plays a reader who knows everything that is shown, and works out the rest.

use super::tables::{Rule, Tables};
use super::{FEWEST_POSSIBLE, Mask, WithheldError};
use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, Variable};
use std::collections::BTreeMap;

/// What a reader does not know, in pieces that do not depend on each other.
pub(super) struct Reader<'a> {
    tables: &'a Tables,
    /// For each cell, the lowest and highest count that it can have; `None` if its count is known.
    bounds: Vec<Option<(i64, i64)>>,
    rows: Vec<Row>,
    /// For each cell, the piece that it is in.
    piece: Vec<usize>,
    /// A count as high as this is possible only if nothing that is shown limits it.
    cap: i64,
}

/// A sum of unknown cells, compared with a known number.
struct Row {
    terms: Vec<(usize, f64)>,
    is: ComparisonOp,
    known: f64,
}

/// Counts that would also fit everything that is shown, for the cells in which they are not the true ones.
pub(super) type Witness = BTreeMap<usize, i64>;

impl<'a> Reader<'a> {
    pub(super) fn new(tables: &'a Tables, mask: &Mask) -> Self {
        let cap = cap(tables);
        let unknown = tables.ids().map(|id| {
            let cell = &tables.cells[id.0];
            // A withheld cell is at least 1, because 0 is shown.
            let least = match cell.rule {
                Rule::Unprinted => 0,
                Rule::Banded(band) => band.low() as i64,
                Rule::PublishedShown => return None,
                _ if mask.is_withheld(id) => 1,
                _ => return None,
            };
            let (low, high) = cell.known.unwrap_or((least, cap));
            Some((low.max(least), high.min(cap)))
        });
        let mut reader = Self {
            tables,
            bounds: unknown.collect(),
            rows: Vec::new(),
            piece: (0..tables.cells.len()).collect(),
            cap,
        };
        for (total, parts) in &tables.sums {
            let parts = parts.iter().map(|&part| (part, -1.0));
            reader.row(std::iter::once((*total, 1.0)).chain(parts), ComparisonOp::Eq);
        }
        for &(part, whole) in &tables.orders {
            reader.row([(part, 1.0), (whole, -1.0)].into_iter(), ComparisonOp::Le);
        }
        reader.join();
        reader
    }

    fn row(&mut self, terms: impl Iterator<Item = (usize, f64)>, is: ComparisonOp) {
        let (unknown, known): (Vec<_>, Vec<_>) = terms.partition(|(cell, _)| self.bounds[*cell].is_some());
        let known = known
            .iter()
            .map(|(cell, sign)| sign * self.tables.cells[*cell].count as f64);
        let known = -known.sum::<f64>();
        if !unknown.is_empty() {
            self.rows.push(Row {
                terms: unknown,
                is,
                known,
            });
        }
    }

    /// Puts cells that share a row into the same piece.
    fn join(&mut self) {
        for row in &self.rows {
            let pieces: Vec<usize> = row.terms.iter().map(|(cell, _)| self.piece[*cell]).collect();
            let first = pieces.iter().min().copied().unwrap_or_default();
            for piece in &mut self.piece {
                if pieces.contains(piece) {
                    *piece = first;
                }
            }
        }
    }

    /// Returns the cells that must stay unknown, each with how many whole numbers must be possible for it.
    pub(super) fn guarded(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let cells = self.tables.cells.iter().enumerate();
        cells.filter_map(|(at, cell)| {
            let guarded = match cell.rule {
                Rule::Unprinted => cell.is_small(),
                _ => self.bounds[at].is_some(),
            };
            guarded.then_some((at, FEWEST_POSSIBLE))
        })
    }

    pub(super) fn truth(&self, cell: usize) -> i64 {
        self.tables.cells[cell].count
    }

    /// Tells whether a number is so high that nothing but our own cap limits it.
    pub(super) fn is_unbounded(&self, number: i64) -> bool {
        number >= self.cap
    }

    /// Returns counts that are possible, in which a cell has its smallest or its largest count.
    pub(super) fn extreme(
        &self,
        cell: usize,
        aim: OptimizationDirection,
    ) -> Result<Option<Witness>, WithheldError> {
        self.solve(cell, aim, None)
    }

    /// Returns counts that are possible, in which a cell has a certain number; `None` if it cannot have that number.
    pub(super) fn with(&self, cell: usize, number: i64) -> Result<Option<Witness>, WithheldError> {
        self.solve(cell, OptimizationDirection::Minimize, Some(number))
    }

    /// Solves one piece as an integer programme. Tables with totals have whole corners, so the first linear programme
    /// is enough for them. Bands, and tables that cross in three directions, may need further steps.
    fn solve(
        &self,
        aim: usize,
        direction: OptimizationDirection,
        fixed: Option<i64>,
    ) -> Result<Option<Witness>, WithheldError> {
        let mut problem = Problem::new(direction);
        let mut variables: BTreeMap<usize, Variable> = BTreeMap::new();
        for (cell, bounds) in self.bounds.iter().enumerate() {
            let Some((low, high)) = bounds.filter(|_| self.piece[cell] == self.piece[aim]) else {
                continue;
            };
            let bounds = match fixed {
                Some(number) if cell == aim => (number, number),
                _ => (low, high),
            };
            let aimed = if cell == aim { 1.0 } else { 0.0 };
            variables.insert(
                cell,
                problem.add_integer_var(aimed, (whole(bounds.0), whole(bounds.1))),
            );
        }
        for row in &self.rows {
            if row.terms.iter().all(|(cell, _)| variables.contains_key(cell)) {
                let terms: Vec<(Variable, f64)> = row
                    .terms
                    .iter()
                    .map(|(cell, sign)| (variables[cell], *sign))
                    .collect();
                problem.add_constraint(terms.as_slice(), row.is, row.known);
            }
        }
        let solution = match problem.solve().map(microlp::SolveOutcome::into_solution) {
            Ok(Ok(solution)) => solution,
            Err(Error::Infeasible) => return Ok(None),
            Ok(Err(stopped)) => return Err(self.unsolved(aim, format!("{:?}", stopped.termination_reason()))),
            Err(error) => return Err(self.unsolved(aim, error.to_string())),
        };
        let found = variables
            .iter()
            .map(|(cell, variable)| (*cell, solution.var_value(*variable).round() as i64))
            .filter(|(cell, number)| *number != self.truth(*cell));
        Ok(Some(found.collect()))
    }

    fn unsolved(&self, cell: usize, why: String) -> WithheldError {
        WithheldError::Unsolved {
            cell: self.tables.cells[cell].name.clone(),
            why,
        }
    }
}

/// Returns our own cap, which is more than all cells together.
pub(super) fn cap(tables: &Tables) -> i64 {
    let sum = tables
        .cells
        .iter()
        .map(|cell| cell.count)
        .fold(0_i64, i64::saturating_add);
    sum.saturating_add(1_000).min(i64::from(i32::MAX))
}

fn whole(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
