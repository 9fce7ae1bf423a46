//! Squares on a plane around Cambridge.

use domain::place::{Point, PointError};

/// The side of a square in metres.
pub const SIDE_M: f64 = 200.0;

/// The mean radius of the earth in metres (IUGG).
const RADIUS_M: f64 = 6_371_008.8;

/// The corner at which four squares meet: degrees north and east.
const ORIGIN: (f64, f64) = (52.2, 0.12);

/// A square of 200 m, counted east and north of 52.2 N, 0.12 E.
///
/// x = R cos 52.2° Δlng and y = R Δlat. Within the partnerships' areas, a square is wrong by less than 1 per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// How many squares it is east of the origin. The first square is 0, and the one to the west of it is -1.
    pub east: i32,
    /// How many squares it is north of the origin, counted in the same way.
    pub north: i32,
}

impl Cell {
    /// Returns the square in which a point is.
    #[must_use]
    pub fn at(point: Point) -> Self {
        let square = |metres: f64| (metres / SIDE_M).floor() as i32;
        let x = RADIUS_M * ORIGIN.0.to_radians().cos() * (point.lng() - ORIGIN.1).to_radians();
        let y = RADIUS_M * (point.lat() - ORIGIN.0).to_radians();
        Self {
            east: square(x),
            north: square(y),
        }
    }

    /// Returns the point in the middle of the square.
    ///
    /// # Errors
    /// [`PointError`] when the square is not on the globe.
    pub fn middle(self) -> Result<Point, PointError> {
        let metres = |squares: i32| (f64::from(squares) + 0.5) * SIDE_M;
        let lat = ORIGIN.0 + (metres(self.north) / RADIUS_M).to_degrees();
        let lng = ORIGIN.1 + (metres(self.east) / (RADIUS_M * ORIGIN.0.to_radians().cos())).to_degrees();
        Point::new(lat, lng)
    }

    /// Returns the eight squares around this one.
    pub fn neighbours(self) -> impl Iterator<Item = Self> {
        let steps = (-1..=1).flat_map(|east| (-1..=1).map(move |north| (east, north)));
        steps
            .filter(|step| *step != (0, 0))
            .map(move |(east, north)| Self {
                east: self.east.saturating_add(east),
                north: self.north.saturating_add(north),
            })
    }

    /// Tells whether two squares share a side or a corner, or are the same square.
    #[must_use]
    pub fn touches(self, other: Self) -> bool {
        self.east.abs_diff(other.east) <= 1 && self.north.abs_diff(other.north) <= 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_square_has_eight_neighbours() {
        let cell = Cell { east: 0, north: -1 };
        let around: Vec<Cell> = cell.neighbours().collect();
        assert_eq!(around.len(), 8);
        assert!(around.iter().all(|one| one.touches(cell) && *one != cell));
        assert!(!cell.touches(Cell { east: 2, north: -1 }));
    }

    #[test]
    fn off_the_globe() {
        assert!(
            Cell {
                east: 0,
                north: 30_000
            }
            .middle()
            .is_err()
        );
    }

    proptest! {
        #[test]
        fn the_middle_lies_in_its_square(east in -500_i32..500, north in -500_i32..500) {
            let cell = Cell { east, north };
            prop_assert_eq!(Cell::at(cell.middle().unwrap()), cell);
        }

        #[test]
        fn a_square_is_about_200_metres(east in -100_i32..100, north in -100_i32..300) {
            let middle = |east, north| Cell { east, north }.middle().unwrap();
            let side = middle(east, north).distance_km(middle(east + 1, north)) * 1000.0;
            prop_assert!((side - SIDE_M).abs() < 3.0, "{side}");
        }
    }
}
