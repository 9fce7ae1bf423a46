//! Hot places: squares that hold clearly more thefts than others, and not only because of one shed or one person.

use super::{Band, Cell, Permutations, gi_star};
use crate::change::kept;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The most hot places that we show.
pub const MOST_SHOWN: usize = 10;

/// A theft whose place is known well enough, because it is exact, a named place or a postcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theft {
    /// The square in which it happened.
    pub cell: Cell,
    /// The day, in London, on which somebody noticed that it was gone.
    pub day: Date,
    /// A number that stands for the owner's account.
    pub owner: u64,
}

/// What a square needs before it is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Floor {
    /// The fewest thefts.
    pub thefts: u64,
    /// The fewest different days.
    pub days: usize,
    /// The fewest different owners.
    pub owners: usize,
}

impl Default for Floor {
    fn default() -> Self {
        Self {
            thefts: 5,
            days: 3,
            owners: 3,
        }
    }
}

/// One or more squares side by side that hold clearly more than others.
#[derive(Clone, Debug, PartialEq)]
pub struct HotPlace {
    /// Its squares, in order.
    pub cells: Vec<Cell>,
    /// The square that has the highest z.
    pub hottest: Cell,
    /// The z of Gi* for that square.
    pub z: f64,
    /// The chance of that square, from permutations.
    pub p: f64,
    /// The band of the thefts in all its squares together.
    pub band: Band,
}

#[derive(Default)]
struct Counted {
    thefts: u64,
    days: BTreeSet<Date>,
    owners: BTreeSet<u64>,
}

/// Finds the hot places of the last four closed quarters, at most ten, the hottest first. `seed` is the release's id.
///
/// `area` holds the squares whose middle is in the area; squares with a theft in the area are added. The floor is
/// checked first, and only squares that pass it are tested together (Benjamini and Hochberg, 5 per cent). With 999
/// permutations no chance is below 0.001. So if all thousand squares of an area were tested, none could pass unless
/// twenty were hot.
#[must_use]
pub fn hot_places(area: &BTreeSet<Cell>, thefts: &[Theft], seed: u64) -> Vec<HotPlace> {
    let mut counted: BTreeMap<Cell, Counted> = area.iter().map(|cell| (*cell, Counted::default())).collect();
    for theft in thefts {
        let cell = counted.entry(theft.cell).or_default();
        cell.thefts += 1;
        cell.days.insert(theft.day);
        cell.owners.insert(theft.owner);
    }
    let hot = hot_cells(&counted, seed);
    let mut places = joined(&hot, &counted);
    places.sort_by(|a, b| b.z.total_cmp(&a.z).then(a.hottest.cmp(&b.hottest)));
    places.truncate(MOST_SHOWN);
    places
}

/// The squares that passed, each with its z and its chance.
type Hot = BTreeMap<Cell, (f64, f64)>;

fn hot_cells(counted: &BTreeMap<Cell, Counted>, seed: u64) -> Hot {
    let cells: Vec<Cell> = counted.keys().copied().collect();
    let place_of: BTreeMap<Cell, usize> = cells.iter().enumerate().map(|(at, cell)| (*cell, at)).collect();
    // A square outside the area is not a neighbour.
    let beside = |cell: &Cell| {
        cell.neighbours()
            .filter_map(|one| place_of.get(&one).copied())
            .collect()
    };
    let neighbours: Vec<Vec<usize>> = cells.iter().map(beside).collect();
    let counts: Vec<u64> = counted.values().map(|one| one.thefts).collect();
    let values: Vec<f64> = counts.iter().map(|&count| count as f64).collect();
    let z = gi_star(&values, &neighbours);
    let floor = Floor::default();
    let permutations = Permutations::new(&counts, seed);
    let able = counted.iter().enumerate().filter_map(|(at, (cell, one))| {
        let passes =
            one.thefts >= floor.thefts && one.days.len() >= floor.days && one.owners.len() >= floor.owners;
        let z = z[at].filter(|z| passes && *z > 0.0)?;
        let sum = counts[at] + neighbours[at].iter().map(|&other| counts[other]).sum::<u64>();
        let key = u64::from(cell.east.cast_unsigned()) << 32 | u64::from(cell.north.cast_unsigned());
        Some((*cell, z, permutations.chance(key, neighbours[at].len() + 1, sum)))
    });
    let able: Vec<(Cell, f64, f64)> = able.collect();
    let kept = kept(&able.iter().map(|(_, _, p)| *p).collect::<Vec<_>>(), 0.05);
    let hot = able.into_iter().zip(kept).filter(|(_, kept)| *kept);
    hot.map(|((cell, z, p), _)| (cell, (z, p))).collect()
}

/// Joins hot squares that touch.
fn joined(hot: &Hot, counted: &BTreeMap<Cell, Counted>) -> Vec<HotPlace> {
    let mut left: BTreeSet<Cell> = hot.keys().copied().collect();
    let mut places = Vec::new();
    while let Some(first) = left.pop_first() {
        let mut cells = vec![first];
        let mut at = 0;
        while at < cells.len() {
            let more: Vec<Cell> = cells[at].neighbours().filter(|one| left.contains(one)).collect();
            left.retain(|one| !more.contains(one));
            cells.extend(more);
            at += 1;
        }
        cells.sort();
        let thefts = cells.iter().map(|cell| counted[cell].thefts).sum();
        let hottest = cells
            .iter()
            .copied()
            .max_by(|a, b| hot[a].0.total_cmp(&hot[b].0).then(b.cmp(a)));
        // Every square has passed the floor, so there is always a band.
        if let (Some(hottest), Some(band)) = (hottest, Band::of(thefts)) {
            let (z, p) = hot[&hottest];
            places.push(HotPlace {
                cells,
                hottest,
                z,
                p,
                band,
            });
        }
    }
    places
}

#[cfg(test)]
#[path = "hot_tests.rs"]
mod tests;
