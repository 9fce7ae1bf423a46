//! The areas that partnerships look after, by the boundaries of their wards.
//!
//! We only know the boundaries of partnerships whose wards are in `fixtures/`. We recognise any other partnership by
//! its organisations alone.

use crate::place::{Point, wards};

/// Returns the slug of the partnership whose area a point is in.
#[must_use]
pub fn partnership_at(point: Point) -> Option<&'static str> {
    wards::at(point).map(wards::Ward::partnership)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lie_where_they_lie() {
        for (place, lat, lng, partnership) in [
            ("Cambridge station", 52.1942, 0.1372, Some("cambridge")),
            ("Cambridge market", 52.2054, 0.1190, Some("cambridge")),
            ("Ely cathedral", 52.3986, 0.2637, Some("east-cambs")),
            ("Soham", 52.3336, 0.3374, Some("east-cambs")),
            ("London", 51.5072, -0.1276, None),
            ("nowhere", 0.0, 0.0, None),
        ] {
            let point = Point::new(lat, lng).unwrap();
            assert_eq!(partnership_at(point), partnership, "{place}");
        }
    }
}
