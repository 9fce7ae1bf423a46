//! Hot places and problem cases may share squares. Cut into pieces that do not overlap, they add up, and neither gives the
//! other away.

use super::columns::key;
use super::model::Model;
use domain::problem::Square;
use std::collections::{BTreeMap, BTreeSet};

/// A hot place, or the place of a case.
pub(super) struct Region {
    /// Its name in the model.
    pub(super) name: String,
    /// Its squares.
    pub(super) squares: BTreeSet<Square>,
    /// Its cell in the model.
    pub(super) cell: usize,
}

/// Squares that lie in the same regions.
pub(super) struct Piece {
    pub(super) squares: BTreeSet<Square>,
    /// Its cell in the model.
    pub(super) cell: usize,
}

/// Cuts regions into pieces, and records that each region is the sum of its pieces.
pub(super) fn pieces(
    model: &mut Model,
    regions: &[Region],
    column: &str,
    count: impl Fn(&BTreeSet<Square>) -> u64,
) -> Vec<Piece> {
    let mut holders: BTreeMap<Square, Vec<usize>> = BTreeMap::new();
    for (at, region) in regions.iter().enumerate() {
        for square in &region.squares {
            holders.entry(*square).or_default().push(at);
        }
    }
    let mut cut: BTreeMap<Vec<usize>, BTreeSet<Square>> = BTreeMap::new();
    for (square, of) in holders {
        cut.entry(of).or_default().insert(square);
    }
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); regions.len()];
    let mut pieces = Vec::with_capacity(cut.len());
    for (of, squares) in cut {
        let regions_of: Vec<&Region> = of.iter().filter_map(|at| regions.get(*at)).collect();
        // A region of one piece is that piece.
        let whole = regions_of
            .iter()
            .find(|region| region.squares.len() == squares.len());
        let cell = whole.map_or_else(
            || {
                let names: Vec<&str> = regions_of.iter().map(|region| region.name.as_str()).collect();
                let name = format!("piece-{}", names.join("+"));
                model.unprinted(key("places", &name, column), count(&squares))
            },
            |region| region.cell,
        );
        for at in &of {
            let is_itself = regions.get(*at).is_some_and(|region| region.cell == cell);
            if let Some(parts) = parts.get_mut(*at).filter(|_| !is_itself) {
                parts.push(cell);
            }
        }
        pieces.push(Piece { squares, cell });
    }
    for (region, parts) in regions.iter().zip(parts) {
        if !parts.is_empty() {
            model.sum(region.cell, parts);
        }
    }
    pieces
}
