//! Finds the hot places of a release, checks how well the previous list did, and ties the counts of places to the other
//! counts.

use super::columns::key;
use super::counted::{Case, Counted};
use super::model::Model;
use super::periods;
use super::pieces::{Piece, Region, pieces};
use super::tables::is_wide;
use domain::figure::TheftFact;
use domain::figure::release::{Accuracy, HotPlace, Release};
use domain::id::ProblemId;
use domain::place::{area, wards};
use domain::problem::Square;
use figures::hours::{FEWEST_FOR_PEAK, Week};
use figures::place::{self, Cell, Theft, fullest, hot_places};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// If a count behind the accuracy is below this, we show neither it nor the rest.
const FEWEST: u64 = 5;

/// For each partnership, the squares whose middle lies in its area.
static MIDDLES: LazyLock<BTreeMap<&'static str, BTreeSet<Cell>>> = LazyLock::new(|| {
    // Both districts lie within these squares of the origin, 30 km east and 44 km north.
    let all = (-80..150).flat_map(|east| (-40..220).map(move |north| Cell { east, north }));
    let mut middles: BTreeMap<&'static str, BTreeSet<Cell>> = BTreeMap::new();
    for cell in all {
        if let Some(partnership) = cell.middle().ok().and_then(area::partnership_at) {
            middles.entry(partnership).or_default().insert(cell);
        }
    }
    middles
});

/// The places of a release, before we decide which can be shown.
pub(super) struct Places {
    /// The places, each with its cell in the model.
    pub(super) found: Vec<(HotPlace, usize)>,
    /// The problem cases, each with its cell in the model.
    pub(super) problems: Vec<(ProblemId, usize)>,
    /// How well the previous list did.
    pub(super) accuracy: Option<Accuracy>,
}

/// Finds the hot places of the last twelve months, and counts the thefts in the squares of cases. `seed` is the release's
/// number; `before` holds the releases before it, newest first.
pub(super) fn find(
    model: &mut Model,
    counted: &Counted,
    cases: &[Case],
    (seed, before): (u64, &[Release]),
) -> Places {
    let squares = MIDDLES.get(counted.area.as_str()).cloned().unwrap_or_default();
    let last: Vec<&TheftFact> = counted
        .between(periods::days(&periods::twelve(counted.quarter)))
        .collect();
    let thefts: Vec<Theft> = last.iter().filter_map(|theft| placed(theft)).collect();
    let hot = hot_places(&squares, &thefts, seed);
    let column = periods::key(counted.quarter);
    let mut found = Vec::with_capacity(hot.len());
    let mut regions = Vec::with_capacity(hot.len() + cases.len());
    for (at, place) in hot.iter().enumerate() {
        let inside: Vec<&TheftFact> = last
            .iter()
            .copied()
            .filter(|theft| placed(theft).is_some_and(|one| place.cells.contains(&one.cell)))
            .collect();
        let cell = model.banded(key("places", &at.to_string(), &column), inside.len() as u64);
        let place = said(place, &inside, before);
        regions.push(Region {
            name: at.to_string(),
            squares: place.squares.iter().copied().collect(),
            cell,
        });
        found.push((place, cell));
    }
    let count = |squares: &BTreeSet<Square>| {
        let inside = last
            .iter()
            .filter(|theft| theft.square.is_some_and(|square| squares.contains(&square)));
        inside.count() as u64
    };
    let problems: Vec<(ProblemId, usize)> = cases
        .iter()
        .map(|(id, squares)| {
            let region = of_case(model, (*id, squares.as_slice()), &column, count);
            let cell = region.cell;
            regions.push(region);
            (*id, cell)
        })
        .collect();
    let pieces = pieces(model, &regions, &column, count);
    tie(model, counted, &pieces);
    Places {
        accuracy: before
            .first()
            .and_then(|release| accuracy(counted, release, &squares)),
        found,
        problems,
    }
}

/// Returns the key of the cell that counts the thefts in the squares of a case.
pub(super) fn key_of_case(id: ProblemId, counted: &Counted) -> String {
    key("places", &format!("problem-{id}"), &periods::key(counted.quarter))
}

/// Counts the thefts in the squares of a case.
fn of_case(
    model: &mut Model,
    (id, squares): (ProblemId, &[Square]),
    column: &str,
    count: impl Fn(&BTreeSet<Square>) -> u64,
) -> Region {
    let (name, squares) = (format!("problem-{id}"), squares.iter().copied().collect());
    let cell = model.banded(key("places", &name, column), count(&squares));
    Region { name, squares, cell }
}

fn placed(theft: &TheftFact) -> Option<Theft> {
    let (east, north) = theft.square?;
    Some(Theft {
        cell: Cell { east, north },
        day: theft.gone,
        owner: theft.owner.cast_unsigned(),
    })
}

fn said(place: &place::HotPlace, inside: &[&TheftFact], before: &[Release]) -> HotPlace {
    let squares: Vec<(i32, i32)> = place.cells.iter().map(|cell| (cell.east, cell.north)).collect();
    let named: BTreeSet<&str> = place
        .cells
        .iter()
        .filter_map(|cell| wards::at(cell.middle().ok()?))
        .map(|ward| ward.name.as_str())
        .collect();
    let listed = before.iter().take(3).filter(|release| {
        let earlier = release.places.iter().flat_map(|place| &place.squares);
        earlier.clone().any(|square| squares.contains(square))
    });
    let usable = inside.iter().filter(|theft| !is_wide(theft)).count() as u64;
    let peak = (usable >= FEWEST_FOR_PEAK)
        .then(|| Week::of(inside.iter().map(|theft| theft.window)).peak())
        .flatten();
    let hour = |hour: usize| u8::try_from(hour).unwrap_or_default();
    HotPlace {
        middle: place
            .hottest
            .middle()
            .map_or((0.0, 0.0), |middle| (middle.lat(), middle.lng())),
        wards: named.into_iter().map(str::to_owned).collect(),
        thefts: domain::figure::release::Value::Withheld,
        lists: 1 + u8::try_from(listed.count()).unwrap_or(3),
        peak: peak.map(|peak| (hour(peak.from_hour), hour(peak.to_hour))),
        squares,
    }
}

/// Ties the places to the year's total and, if the wards are shown for the same year, to the total of each ward.
fn tie(model: &mut Model, counted: &Counted, found: &[Piece]) {
    let column = periods::key(counted.quarter);
    let cells: Vec<usize> = found.iter().map(|piece| piece.cell).collect();
    let Some(thefts) = model.find(&key("year", "thefts", &column)) else {
        return;
    };
    if cells.is_empty() {
        return;
    }
    let rest = model.count_of(&[thefts]).saturating_sub(model.count_of(&cells));
    let rest = model.unprinted(key("places", "rest", &column), rest);
    let mut parts = cells;
    parts.push(rest);
    model.sum(thefts, parts);
    if counted.quarter.number() == 4 {
        tie_wards(model, counted, found);
    }
}

fn tie_wards(model: &mut Model, counted: &Counted, found: &[Piece]) {
    let year = counted.quarter.year();
    let column = periods::key(counted.quarter);
    let days = (year.first_day(), year.last_day());
    // How many thefts of each place are in each ward.
    let mut by_place: Vec<BTreeMap<&str, u64>> = vec![BTreeMap::new(); found.len()];
    for theft in counted.between(days) {
        let (Some(square), Some(ward)) = (theft.square, theft.ward.as_deref()) else {
            continue;
        };
        let at = found.iter().position(|piece| piece.squares.contains(&square));
        if let Some(wards) = at.and_then(|at| by_place.get_mut(at)) {
            *wards.entry(ward).or_default() += 1;
        }
    }
    let mut in_ward: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (piece, wards)) in found.iter().zip(&by_place).enumerate() {
        let whole = piece.cell;
        if wards.len() == 1 {
            for ward in wards.keys() {
                in_ward.entry(ward).or_default().push(whole);
            }
            continue;
        }
        let mut parts = Vec::new();
        for (ward, count) in wards {
            let part = model.unprinted(key("places", &format!("{at}-{ward}"), &column), *count);
            parts.push(part);
            in_ward.entry(ward).or_default().push(part);
        }
        model.sum(whole, parts);
    }
    for (ward, mut parts) in in_ward {
        let Some(whole) = model.find(&key("wards", ward, &year.begins.to_string())) else {
            continue;
        };
        let Some(rest) = model.count_of(&[whole]).checked_sub(model.count_of(&parts)) else {
            continue;
        };
        parts.push(model.unprinted(key("places", &format!("rest-{ward}"), &column), rest));
        model.sum(whole, parts);
    }
}

/// Compares the previous list with the quarter that has closed since.
fn accuracy(counted: &Counted, before: &Release, squares: &BTreeSet<Cell>) -> Option<Accuracy> {
    let cell = |&(east, north): &(i32, i32)| Cell { east, north };
    let list: BTreeSet<Cell> = before
        .places
        .iter()
        .flat_map(|place| &place.squares)
        .map(cell)
        .collect();
    if list.is_empty() {
        return None;
    }
    let count = |days| {
        let mut by_cell: BTreeMap<Cell, u64> = BTreeMap::new();
        for theft in counted.between(days).filter_map(placed) {
            *by_cell.entry(theft.cell).or_default() += 1;
        }
        by_cell
    };
    let quarter = counted.quarter;
    let later = count((quarter.first_day(), quarter.last_day()));
    let earlier = count(periods::days(&periods::twelve(quarter.before())));
    let of_squares = squares.union(&later.keys().copied().collect()).count() as u64;
    let ours = place::Accuracy::of(&list, &later, of_squares);
    let plain: BTreeSet<Cell> = fullest(&earlier, list.len()).into_iter().collect();
    let plain = place::Accuracy::of(&plain, &later, of_squares);
    let apart = ours.caught.abs_diff(plain.caught);
    let is_told = |one: &place::Accuracy| {
        let rest = one.thefts - one.caught;
        one.caught >= FEWEST && (rest == 0 || rest >= FEWEST) && (apart == 0 || apart >= FEWEST)
    };
    let per_cent = |one: &place::Accuracy| one.hit_rate().map(|rate| (rate * 100.0).round() as u8);
    let rounded = |value: f64, to: f64| (value * to).round() / to;
    let told = is_told(&ours) && is_told(&plain);
    Some(Accuracy {
        squares: ours.marked,
        of_squares,
        hit: told.then(|| per_cent(&ours)).flatten(),
        pai: told.then(|| ours.pai()).flatten().map(|pai| rounded(pai, 10.0)),
        pei_star: told
            .then(|| ours.pei_star())
            .flatten()
            .map(|pei| rounded(pei, 100.0)),
        plain_hit: told.then(|| per_cent(&plain)).flatten(),
        plain_as_well: plain.caught >= ours.caught,
    })
}
