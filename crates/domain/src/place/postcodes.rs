//! Where the postcodes of the two districts are.

use crate::account::contact::Postcode;
use crate::place::Point;
use std::collections::HashMap;
use std::sync::LazyLock;

const PUBLISHED: &str = include_str!("../../../../fixtures/postcodes_2014.csv");

static POINTS: LazyLock<HashMap<String, Point>> = LazyLock::new(|| {
    let mut points = HashMap::new();
    let mut rows = csv::Reader::from_reader(PUBLISHED.as_bytes());
    // A test reads every line, so we would notice if one were skipped here.
    for row in rows.records().flatten() {
        let number = |at: usize| row.get(at).and_then(|cell| cell.parse::<f64>().ok());
        let point = number(3)
            .zip(number(4))
            .and_then(|(lat, lng)| Point::new(lat, lng).ok());
        let postcode = row.get(0).and_then(|raw| Postcode::parse(raw).ok());
        if let (Some(postcode), Some(point)) = (postcode, point) {
            points.insert(postcode.as_str().to_owned(), point);
        }
    }
    points
});

/// Returns the middle of a postcode in Cambridge or East Cambridgeshire; `None` for any other postcode, and for one
/// that is newer than the list.
pub fn point_of(postcode: &Postcode) -> Option<Point> {
    POINTS.get(postcode.as_str()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_a_place() {
        assert_eq!(POINTS.len(), PUBLISHED.lines().count() - 1);
        let at = |raw| point_of(&Postcode::parse(raw).unwrap());
        let market = at("cb23qj").unwrap();
        assert!(
            market.distance_km(Point::new(52.2054, 0.1190).unwrap()) < 0.5,
            "{market:?}"
        );
        assert_eq!(at("SW1A 1AA"), None);
    }
}
