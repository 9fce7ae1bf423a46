//! The areas that partnerships look after, by their wards' boundaries.
//!
//! Boundaries are known for the partnerships that `fixtures/` has wards of; another partnership is told apart by
//! its organisations alone.

use crate::place::Point;
use serde::Deserialize;
use std::sync::LazyLock;

/// By the slug of its partnership, the file of each area's wards.
const WARDS: [(&str, &str); 2] = [
    (
        "cambridge",
        include_str!("../../../../fixtures/wards_cambridge_2013.geojson"),
    ),
    (
        "east-cambs",
        include_str!("../../../../fixtures/wards_east_cambridgeshire_2013.geojson"),
    ),
];

static AREAS: LazyLock<Vec<Area>> = LazyLock::new(|| {
    let read = |(partnership, text): &(&'static str, &str)| {
        // A fixture that cannot be read has no wards; a test holds that each has some.
        let wards: Collection = serde_json::from_str(text).unwrap_or_default();
        let shapes = wards.features.into_iter().map(|ward| ward.geometry);
        Area {
            partnership,
            polygons: shapes.flat_map(Geometry::polygons).collect(),
        }
    };
    WARDS.iter().map(read).collect()
});

/// A ring of corners, degrees east and north.
type Ring = Vec<[f64; 2]>;

struct Area {
    partnership: &'static str,
    /// By ward, its outline and the holes in it.
    polygons: Vec<Vec<Ring>>,
}

#[derive(Default, Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    geometry: Geometry,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Polygon(Vec<Ring>),
    MultiPolygon(Vec<Vec<Ring>>),
}

impl Geometry {
    fn polygons(self) -> Vec<Vec<Ring>> {
        match self {
            Self::Polygon(rings) => vec![rings],
            Self::MultiPolygon(polygons) => polygons,
        }
    }
}

/// Names the partnership in whose area a point lies, by its slug.
#[must_use]
pub fn partnership_at(point: Point) -> Option<&'static str> {
    let inside = |area: &&Area| area.polygons.iter().any(|rings| is_in(rings, point));
    AREAS.iter().find(inside).map(|area| area.partnership)
}

/// Tells whether a point lies in a polygon: a line from it to the east crosses the rings an odd number of times.
fn is_in(rings: &[Ring], point: Point) -> bool {
    let crossed = |a: &[f64; 2], b: &[f64; 2]| {
        (a[1] > point.lat()) != (b[1] > point.lat())
            && point.lng() < a[0] + (point.lat() - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
    };
    let edges = rings
        .iter()
        .flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
    edges.filter(|(a, b)| crossed(a, b)).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_area_has_wards() {
        for area in AREAS.iter() {
            assert!(area.polygons.len() >= 10, "{}", area.partnership);
        }
    }

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

    #[test]
    fn a_hole_is_outside() {
        let square = |from: f64, to: f64| vec![[from, from], [to, from], [to, to], [from, to], [from, from]];
        let rings = [square(0.0, 10.0), square(4.0, 6.0)];
        for (at, inside) in [(1.0, true), (5.0, false), (9.0, true), (11.0, false)] {
            assert_eq!(is_in(&rings, Point::new(at, at).unwrap()), inside, "{at}");
        }
    }
}
