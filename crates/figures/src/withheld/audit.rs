//! Checks that enough whole numbers are possible for each cell that must stay unknown.

use super::reader::{Reader, Witness};
use super::{CellId, Mask, Range, Tables, WithheldError};
use microlp::OptimizationDirection::{Maximize, Minimize};
use std::collections::BTreeSet;

/// A cell for which too few whole numbers are possible, between a lowest and a highest one.
pub(super) struct Narrow {
    pub(super) cell: usize,
    pub(super) low: i64,
    pub(super) high: i64,
    pub(super) need: usize,
}

/// Finds a cell for which too few whole numbers are possible. It adds the possible counts that it finds to
/// `witnesses`, which must all fit what is shown. A witness often settles other cells as well, so that fewer programmes
/// have to be solved.
pub(super) fn narrow(
    reader: &Reader<'_>,
    witnesses: &mut Vec<Witness>,
) -> Result<Option<Narrow>, WithheldError> {
    for (cell, need) in reader.guarded() {
        if let Some(found) = narrow_at(reader, cell, need, witnesses)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn narrow_at(
    reader: &Reader<'_>,
    cell: usize,
    need: usize,
    witnesses: &mut Vec<Witness>,
) -> Result<Option<Narrow>, WithheldError> {
    let truth = reader.truth(cell);
    let value = |witness: &Witness| witness.get(&cell).copied().unwrap_or(truth);
    let mut fit: BTreeSet<i64> = witnesses.iter().map(value).collect();
    fit.insert(truth);
    for aim in [Maximize, Minimize] {
        if fit.len() >= need {
            return Ok(None);
        }
        if let Some(witness) = reader.extreme(cell, aim)? {
            fit.insert(value(&witness));
            witnesses.push(witness);
        }
    }
    let (low, high) = (
        fit.first().copied().unwrap_or(truth),
        fit.last().copied().unwrap_or(truth),
    );
    for number in low..=high {
        if fit.len() >= need || high - low + 1 < need as i64 {
            break;
        }
        if !fit.contains(&number)
            && let Some(witness) = reader.with(cell, number)?
        {
            fit.insert(number);
            witnesses.push(witness);
        }
    }
    Ok((fit.len() < need).then_some(Narrow {
        cell,
        low,
        high,
        need,
    }))
}

pub(super) fn too_narrow(tables: &Tables, mask: &Mask) -> Result<Vec<CellId>, WithheldError> {
    let reader = Reader::new(tables, mask);
    let (mut found, mut witnesses) = (Vec::new(), Vec::new());
    for (cell, need) in reader.guarded() {
        if narrow_at(&reader, cell, need, &mut witnesses)?.is_some() {
            found.push(CellId(cell));
        }
    }
    Ok(found)
}

pub(super) fn ranges(tables: &Tables, mask: &Mask) -> Result<Vec<(CellId, Range)>, WithheldError> {
    let reader = Reader::new(tables, mask);
    let mut found = Vec::new();
    for (cell, _) in reader.guarded() {
        let end = |aim| {
            let witness = reader.extreme(cell, aim)?;
            let truth = reader.truth(cell);
            Ok::<_, WithheldError>(witness.and_then(|one| one.get(&cell).copied()).unwrap_or(truth))
        };
        let (low, high) = (end(Minimize)?, end(Maximize)?);
        let high = (!reader.is_unbounded(high)).then_some(high.unsigned_abs());
        found.push((
            CellId(cell),
            Range {
                low: low.unsigned_abs(),
                high,
            },
        ));
    }
    Ok(found)
}
