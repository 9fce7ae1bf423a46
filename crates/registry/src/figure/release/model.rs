//! The counts of a release, how they are tied to each other, and what readers may see of them.

use domain::figure::release::Value;
use figures::place::Band;
use figures::withheld::{CellId, Raw, Rule, Shown, Tables, TablesError, WithheldError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a cell is shown in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum How {
    /// The count itself is shown.
    Shown,
    /// The count is withheld.
    Withheld,
    /// The count is shown as a band.
    Band,
    /// The count is in no table.
    Unprinted,
}

/// A count behind a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptCell {
    pub(super) key: String,
    pub(super) count: u64,
    pub(super) how: How,
}

/// The counts behind a release, sealed beside it for the next one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) cells: Vec<KeptCell>,
    sums: Vec<(usize, Vec<usize>)>,
    orders: Vec<(usize, usize)>,
}

/// Why we could not work out what readers may see.
#[derive(Debug, thiserror::Error)]
pub(super) enum ModelError {
    #[error(transparent)]
    Withheld(#[from] WithheldError),
    #[error(transparent)]
    Tables(#[from] TablesError),
}

impl Kept {
    /// Returns a cell's count by its key.
    pub(super) fn count(&self, key: &str) -> Option<u64> {
        self.cells
            .iter()
            .find(|cell| cell.key == key)
            .map(|cell| cell.count)
    }
}

/// The counts of a release that is being made.
#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    kept: Kept,
    at: BTreeMap<String, usize>,
}

impl Model {
    fn add(&mut self, key: String, count: u64, how: How) -> usize {
        let at = self.kept.cells.len();
        self.at.insert(key.clone(), at);
        self.kept.cells.push(KeptCell { key, count, how });
        at
    }

    /// Adds a cell of a table. We decide later whether it is shown.
    pub(super) fn cell(&mut self, key: String, count: u64) -> usize {
        self.add(key, count, How::Shown)
    }

    /// Adds a cell that is shown as a band.
    pub(super) fn banded(&mut self, key: String, count: u64) -> usize {
        self.add(key, count, How::Band)
    }

    /// Adds a count that is in no table, but that readers might work out.
    pub(super) fn unprinted(&mut self, key: String, count: u64) -> usize {
        self.add(key, count, How::Unprinted)
    }

    /// Finds a cell by its key.
    pub(super) fn find(&self, key: &str) -> Option<usize> {
        self.at.get(key).copied()
    }

    fn count(&self, cell: usize) -> u64 {
        self.kept.cells.get(cell).map_or(0, |cell| cell.count)
    }

    /// Adds up the counts of cells.
    pub(super) fn count_of(&self, cells: &[usize]) -> u64 {
        cells.iter().map(|cell| self.count(*cell)).sum()
    }

    /// Records that a total is the sum of parts. Counts made on different days may not add up, and then nothing is
    /// recorded.
    pub(super) fn sum(&mut self, total: usize, parts: Vec<usize>) {
        let sum: u64 = parts.iter().map(|part| self.count(*part)).sum();
        if sum == self.count(total) && parts != [total] {
            self.kept.sums.push((total, parts));
        }
    }

    /// Records that a cell is a part of another.
    pub(super) fn at_most(&mut self, part: usize, whole: usize) {
        if self.count(part) <= self.count(whole) {
            self.kept.orders.push((part, whole));
        }
    }

    /// Decides what is withheld, given all that earlier releases show, oldest first.
    pub(super) fn protect(mut self, earlier: &[Kept]) -> Result<Protected, ModelError> {
        let mut union = Union::default();
        for kept in earlier {
            union.add_earlier(kept)?;
        }
        let ids = union.add(&self.kept, |cell, before| match cell.how {
            How::Band => banded(cell.count),
            How::Unprinted => Rule::Unprinted,
            How::Shown | How::Withheld => match before {
                Some(How::Withheld) => Rule::WithheldBefore,
                _ => Rule::Free,
            },
        })?;
        let masked = union.tables.protect()?;
        let mut shown = Vec::with_capacity(ids.len());
        for (cell, id) in self.kept.cells.iter_mut().zip(ids) {
            let value = match masked.shown(id) {
                _ if cell.how == How::Band => {
                    let band = Band::or_fewer(cell.count);
                    Value::Band(band.low(), band.high())
                }
                Shown::Count(count) => Value::Count(count),
                Shown::Band(band) => Value::Band(band.low(), band.high()),
                Shown::Withheld => Value::Withheld,
                Shown::NotAvailable => Value::NotAvailable,
            };
            if cell.how == How::Shown && value == Value::Withheld {
                cell.how = How::Withheld;
            }
            shown.push(value);
        }
        Ok(Protected {
            shown,
            kept: self.kept,
        })
    }
}

/// Returns the rule for a count that is shown as a band. Nobody needs to be kept from working out that it is 0.
fn banded(count: u64) -> Rule {
    match count {
        0 => Rule::Unprinted,
        _ => Rule::Banded(Band::or_fewer(count)),
    }
}

/// The counts, once we have decided which to withhold.
pub(super) struct Protected {
    shown: Vec<Value>,
    /// The counts, for the next release.
    pub(super) kept: Kept,
}

impl Protected {
    /// Returns a cell as readers see it.
    pub(super) fn shown(&self, cell: usize) -> Value {
        self.shown.get(cell).copied().unwrap_or(Value::Withheld)
    }
}

/// All that readers see together. A cell that a later release shows again, unchanged, is one cell, because a reader who
/// guesses that a withheld count has not changed must not learn more.
#[derive(Default)]
struct Union {
    tables: Tables,
    latest: BTreeMap<String, (u64, How, CellId)>,
}

impl Union {
    fn add_earlier(&mut self, kept: &Kept) -> Result<(), TablesError> {
        self.add(kept, |cell, _| match cell.how {
            How::Shown => Rule::PublishedShown,
            How::Withheld => Rule::PublishedWithheld,
            How::Band => banded(cell.count),
            How::Unprinted => Rule::Unprinted,
        })
        .map(drop)
    }

    fn add(
        &mut self,
        kept: &Kept,
        rule: impl Fn(&KeptCell, Option<How>) -> Rule,
    ) -> Result<Vec<CellId>, TablesError> {
        let mut ids = Vec::with_capacity(kept.cells.len());
        for cell in &kept.cells {
            let before = self.latest.get(&cell.key).copied();
            let id = match before {
                Some((count, _, id)) if count == cell.count => id,
                _ => {
                    let rule = rule(cell, before.map(|(_, how, _)| how));
                    let id = self.tables.cell(&*cell.key, Raw::new(cell.count), rule)?;
                    if cell.how == How::Band {
                        let band = Band::or_fewer(cell.count);
                        self.tables.known(id, band.low(), band.high())?;
                    }
                    id
                }
            };
            let how = match before {
                Some((count, how, _)) if count == cell.count => how,
                _ => cell.how,
            };
            self.latest.insert(cell.key.clone(), (cell.count, how, id));
            ids.push(id);
        }
        let id = |at: &usize| ids.get(*at).copied();
        for (total, parts) in &kept.sums {
            let parts: Option<Vec<CellId>> = parts.iter().map(id).collect();
            if let (Some(total), Some(parts)) = (id(total), parts) {
                self.tables.total(total, &parts)?;
            }
        }
        for (part, whole) in &kept.orders {
            if let (Some(part), Some(whole)) = (id(part), id(whole)) {
                self.tables.at_most(part, whole)?;
            }
        }
        Ok(ids)
    }
}

/// Returns, oldest first, the withheld cells and bands that the releases narrow down to too few possible values.
///
/// # Errors
/// When the solver gives up.
#[cfg(test)]
pub(super) fn too_narrow(releases: &[Kept]) -> Result<Vec<String>, ModelError> {
    let mut union = Union::default();
    for kept in releases {
        union.add_earlier(kept)?;
    }
    let mask = union.tables.small();
    let found = union.tables.too_narrow(&mask)?;
    Ok(found
        .into_iter()
        .map(|cell| union.tables.name(cell).to_owned())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(counts: &[(&str, u64)], total: &str) -> Model {
        let mut model = Model::default();
        let parts: Vec<usize> = counts
            .iter()
            .map(|(key, count)| model.cell((*key).to_owned(), *count))
            .collect();
        let all = model.cell(total.to_owned(), counts.iter().map(|(_, count)| count).sum());
        model.sum(all, parts);
        model
    }

    #[test]
    fn once_withheld_it_is_withheld_later() {
        let first = made(&[("a", 3), ("b", 6), ("c", 20)], "all")
            .protect(&[])
            .unwrap();
        let shown: Vec<Value> = (0..4).map(|at| first.shown(at)).collect();
        assert_eq!(
            shown,
            [
                Value::Withheld,
                Value::Withheld,
                Value::Count(20),
                Value::Count(29)
            ]
        );
        // By itself, "b" could be shown now. Together with the first release, it would give "a" away.
        let second = made(&[("b", 6)], "other")
            .protect(std::slice::from_ref(&first.kept))
            .unwrap();
        assert_eq!(second.shown(0), Value::Withheld);
        assert_eq!(
            too_narrow(&[first.kept, second.kept]).unwrap(),
            Vec::<String>::new()
        );
    }

    #[test]
    fn what_tells_too_much_is_found() {
        let cell = |key: &str, count, how| KeptCell {
            key: key.to_owned(),
            count,
            how,
        };
        let leaking = Kept {
            cells: vec![
                cell("a", 3, How::Withheld),
                cell("b", 6, How::Shown),
                cell("all", 9, How::Shown),
            ],
            sums: vec![(2, vec![0, 1])],
            orders: Vec::new(),
        };
        assert_eq!(too_narrow(&[leaking]).unwrap(), ["a"]);
    }
}
