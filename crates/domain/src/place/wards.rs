//! The wards of the areas that partnerships look after.

use crate::place::Point;
use serde::Deserialize;
use std::sync::LazyLock;

/// The file of each area's wards, with the slug of its partnership and the district's name.
const FILES: [(&str, &str, &str); 2] = [
    (
        "cambridge",
        "Cambridge",
        include_str!("../../../../fixtures/wards_cambridge_2013.geojson"),
    ),
    (
        "east-cambs",
        "East Cambridgeshire",
        include_str!("../../../../fixtures/wards_east_cambridgeshire_2013.geojson"),
    ),
];

const POSTCODES: &str = include_str!("../../../../fixtures/postcodes_2014.csv");

static WARDS: LazyLock<Vec<Ward>> = LazyLock::new(|| {
    let read = |&(partnership, district, text): &(&'static str, &'static str, &str)| {
        // If a fixture cannot be read, it has no wards; a test checks that each fixture has some.
        let wards: Collection = serde_json::from_str(text).unwrap_or_default();
        wards.features.into_iter().map(move |ward| Ward {
            middle: middle(&ward.properties.code, &ward.geometry),
            bounds: Bounds::of(&ward.geometry),
            code: ward.properties.code,
            name: ward.properties.name,
            partnership,
            district,
            polygons: ward.geometry.polygons(),
        })
    };
    FILES.iter().flat_map(read).collect()
});

/// A ring of corners, degrees east and north.
type Ring = Vec<[f64; 2]>;

/// One ward.
#[derive(Clone, Debug)]
pub struct Ward {
    /// Its code, as the Office for National Statistics gives it.
    pub code: String,
    /// Its name.
    pub name: String,
    partnership: &'static str,
    district: &'static str,
    middle: Point,
    bounds: Bounds,
    /// Its outlines, each with its holes.
    polygons: Vec<Vec<Ring>>,
}

/// The edges of the smallest box around a ward, in degrees. Most points are outside the box, and need no closer check.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Bounds {
    fn of(outline: &Geometry) -> Self {
        let nothing = Self {
            west: f64::INFINITY,
            south: f64::INFINITY,
            east: f64::NEG_INFINITY,
            north: f64::NEG_INFINITY,
        };
        outline.corners().fold(nothing, |all, [lng, lat]| Self {
            west: all.west.min(*lng),
            south: all.south.min(*lat),
            east: all.east.max(*lng),
            north: all.north.max(*lat),
        })
    }

    fn hold(self, point: Point) -> bool {
        (self.west..=self.east).contains(&point.lng()) && (self.south..=self.north).contains(&point.lat())
    }
}

#[derive(Default, Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    properties: Properties,
    geometry: Geometry,
}

#[derive(Deserialize)]
struct Properties {
    code: String,
    name: String,
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

    fn corners(&self) -> impl Iterator<Item = &[f64; 2]> {
        let rings: Vec<&Ring> = match self {
            Self::Polygon(rings) => rings.iter().collect(),
            Self::MultiPolygon(polygons) => polygons.iter().flatten().collect(),
        };
        rings.into_iter().flatten()
    }
}

/// Returns the point that stands for a ward: the postcode nearest to the middle of all its postcodes, which is in the
/// ward even if that middle is not. A ward without a postcode has the middle of its corners.
fn middle(code: &str, outline: &Geometry) -> Point {
    let homes: Vec<Point> = POSTCODES
        .lines()
        .filter(|line| line.ends_with(code))
        .filter_map(|line| {
            let mut cells = line.split(',').skip(3);
            let (lat, lng) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
            Point::new(lat, lng).ok()
        })
        .collect();
    let corners = outline
        .corners()
        .filter_map(|[lng, lat]| Point::new(*lat, *lng).ok());
    let corners: Vec<Point> = corners.collect();
    let of = if homes.is_empty() { &corners } else { &homes };
    let share = 1.0 / of.len().max(1) as f64;
    let lat = of.iter().map(|point| point.lat() * share).sum();
    let lng = of.iter().map(|point| point.lng() * share).sum();
    // Valid latitudes and longitudes have a valid mean.
    let mean = Point { lat, lng };
    let nearest = homes
        .into_iter()
        .min_by(|a, b| a.distance_km(mean).total_cmp(&b.distance_km(mean)));
    nearest.unwrap_or(mean)
}

impl Ward {
    /// Returns the slug of the partnership that looks after the ward.
    pub fn partnership(&self) -> &'static str {
        self.partnership
    }

    /// Returns the name of its district.
    pub fn district(&self) -> &'static str {
        self.district
    }

    /// Returns the point that stands for it.
    pub fn middle(&self) -> Point {
        self.middle
    }

    /// Returns its rings of corners, each in degrees east and north.
    pub fn rings(&self) -> impl Iterator<Item = &[[f64; 2]]> {
        self.polygons.iter().flatten().map(Vec::as_slice)
    }

    /// Tells whether a point is in the ward.
    pub fn holds(&self, point: Point) -> bool {
        self.bounds.hold(point) && self.polygons.iter().any(|rings| is_in(rings, point))
    }
}

/// Returns every ward: those of a district together, by name.
pub fn all() -> &'static [Ward] {
    &WARDS
}

/// Finds a ward by its code.
pub fn of_code(code: &str) -> Option<&'static Ward> {
    WARDS.iter().find(|ward| ward.code == code)
}

/// The year of the boundaries. Every table of wards shows it.
pub const YEAR: i16 = 2013;

/// Returns the wards of a partnership's area, by name.
pub fn of_partnership(slug: &str) -> impl Iterator<Item = &'static Ward> {
    WARDS.iter().filter(move |ward| ward.partnership == slug)
}

/// Finds the ward that a point is in.
pub fn at(point: Point) -> Option<&'static Ward> {
    WARDS.iter().find(|ward| ward.holds(point))
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
    fn every_ward_has_a_name_and_a_point_in_it() {
        for (partnership, _, _) in FILES {
            let of = all().iter().filter(|ward| ward.partnership == partnership);
            assert!(of.count() >= 10, "{partnership}");
        }
        for (partnership, _, text) in FILES {
            assert_eq!(
                of_partnership(partnership).count(),
                text.matches("\"Feature\"").count()
            );
        }
        assert!(all().iter().all(|ward| ward.rings().all(|ring| ring.len() > 3)));
        for ward in all() {
            assert!(!ward.name.is_empty());
            assert!(ward.holds(ward.middle()), "{}: {:?}", ward.name, ward.middle());
            assert_eq!(of_code(&ward.code).map(|found| &found.name), Some(&ward.name));
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
