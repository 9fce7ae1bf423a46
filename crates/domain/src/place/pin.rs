//! A point as people write it: coordinates, the address of a map, or a grid reference.

use crate::place::{Point, grid};
use thiserror::Error;

/// Why a typed point is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PinError {
    /// Nothing was typed.
    #[error("Enter a grid reference or coordinates")]
    Missing,
    /// It is neither coordinates nor a grid reference.
    #[error("Enter a grid reference like TL 451 585, or coordinates like 52.2053, 0.1218")]
    Unread,
    /// The grid reference names a square that is too large to be a place.
    #[error("Enter a grid reference with at least six numbers, like TL 451 585")]
    TooCoarse,
    /// It is in the sea or in another country.
    #[error("That place is not in the UK. Check the letters and numbers")]
    Elsewhere,
}

/// Reads a point: `52.2053, 0.1218`, `TL 451 585`, or the web address of a map with coordinates in it.
///
/// # Errors
/// [`PinError`] when it is not a point in the United Kingdom.
pub fn parse(typed: &str) -> Result<Point, PinError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(PinError::Missing);
    }
    // No map's address is longer than this.
    if typed.len() > 500 {
        return Err(PinError::Unread);
    }
    let begins_with_letters = typed.chars().take(2).all(|c| c.is_ascii_alphabetic());
    let point = if begins_with_letters && !typed.contains([':', '/']) {
        grid::parse(typed)?
    } else {
        coordinates(typed).ok_or(PinError::Unread)?
    };
    let in_the_kingdom = (49.0..61.5).contains(&point.lat()) && (-9.0..2.5).contains(&point.lng());
    if in_the_kingdom {
        Ok(point)
    } else {
        Err(PinError::Elsewhere)
    }
}

/// Writes a point as [`parse`] reads it, to about a metre.
pub fn written(point: Point) -> String {
    format!("{:.5}, {:.5}", point.lat(), point.lng())
}

/// Returns the first two numbers with a decimal point: degrees north, degrees east.
fn coordinates(typed: &str) -> Option<Point> {
    let mut numbers = typed
        .split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
        .filter(|part| part.contains('.'))
        .filter_map(|part| part.parse::<f64>().ok());
    Point::new(numbers.next()?, numbers.next()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_as_people_write_them() {
        for typed in [
            "52.20530, 0.12180",
            "52.2053 0.1218",
            "(52.2053, 0.1218)",
            "geo:52.2053,0.1218",
            "https://www.openstreetmap.org/#map=19/52.20530/0.12180",
            "https://maps.example.org/@52.2053,0.1218,15z",
            "TL 4509 5846",
            "tl45095846",
        ] {
            let point = parse(typed).unwrap();
            let here = Point::new(52.2053, 0.1218).unwrap();
            assert!(point.distance_km(here) < 0.03, "{typed}: {point:?}");
        }
        for (typed, error) in [
            (" ", PinError::Missing),
            ("by the river", PinError::Unread),
            ("52", PinError::Unread),
            ("TL 45 58", PinError::TooCoarse),
            ("TL 4508 582", PinError::Unread),
            ("II 456 583", PinError::Unread),
            ("48.8584, 2.2945", PinError::Elsewhere),
            ("0.1218, 52.2053", PinError::Elsewhere),
            ("🚲", PinError::Unread),
            ("....", PinError::Unread),
            ("1e400.0, 0.1", PinError::Unread),
        ] {
            assert_eq!(parse(typed), Err(error), "{typed}");
        }
        assert_eq!(parse(&"1.0 ".repeat(1_000_000)), Err(PinError::Unread));
    }

    #[test]
    fn a_written_point_is_read_back() {
        let point = Point::new(52.20534, -0.1218).unwrap();
        assert_eq!(parse(&written(point)), Ok(point));
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_it(typed in "\\PC{0,60}") {
            let _ = parse(&typed);
        }
    }
}
