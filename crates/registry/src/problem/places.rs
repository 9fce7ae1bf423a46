//! The places at which a case can be opened: the hot places of the last release, and the places that people know by name.

use crate::Registry;
use crate::figure::release::read_body;
use crate::place::named_places;
use domain::account::Partnership;
use domain::place::{Point, wards};
use domain::problem::Square;
use figures::place::Cell;
use std::collections::BTreeSet;
use store::StoreError;
use store::figure::releases;

/// A place at which a case can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedPlace {
    /// What forms send. The key of a hot place names its release, so that it is always the same place.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Its squares.
    pub squares: Vec<Square>,
    /// Whether it is a hot place.
    pub is_hot: bool,
}

impl OfferedPlace {
    /// Returns its squares, with those around them if they are wanted too.
    pub fn squares(&self, with_those_around: bool) -> Vec<Square> {
        let cells = self.squares.iter().map(|&(east, north)| Cell { east, north });
        grown(cells, with_those_around)
    }
}

/// Returns the square in which a point is, with those around it if they are wanted too.
pub fn squares_at(point: Point, with_those_around: bool) -> Vec<Square> {
    grown(std::iter::once(Cell::at(point)), with_those_around)
}

fn grown(cells: impl Iterator<Item = Cell> + Clone, with_those_around: bool) -> Vec<Square> {
    let mut all: BTreeSet<Cell> = cells.clone().collect();
    if with_those_around {
        all.extend(cells.flat_map(Cell::neighbours));
    }
    all.into_iter().map(|cell| (cell.east, cell.north)).collect()
}

/// Reads the places at which a case of a partnership can be opened: hot places first, then named places.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn offered_places(
    registry: &Registry,
    partnership: &Partnership,
) -> Result<Vec<OfferedPlace>, StoreError> {
    let mut places = Vec::new();
    if let Some(kept) = releases::last(&registry.store, partnership.id).await? {
        let release = read_body(&kept.body)?;
        for (number, place) in (1..).zip(&release.places) {
            places.push(OfferedPlace {
                key: format!("hot-{}-{}-{number}", release.quarter, release.revision),
                name: format!("Hot place {number}: {}", place.wards.join(", ")),
                squares: place.squares.clone(),
                is_hot: true,
            });
        }
    }
    let named = named_places(registry).await?;
    let own = named
        .into_iter()
        .filter(|place| place.partnership() == Some(partnership.slug.as_str()));
    places.extend(own.map(|place| OfferedPlace {
        squares: squares_at(place.point, false),
        key: place.key,
        name: place.name,
        is_hot: false,
    }));
    Ok(places)
}

/// Names the wards in which the middles of squares lie.
pub fn wards_of(squares: &[Square]) -> Vec<&'static str> {
    let cells = squares.iter().map(|&(east, north)| Cell { east, north });
    let named: BTreeSet<&str> = cells
        .filter_map(|cell| wards::at(cell.middle().ok()?))
        .map(|ward| ward.name.as_str())
        .collect();
    named.into_iter().collect()
}
