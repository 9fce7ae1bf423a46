//! Places that people know by name: stations, cycle parks, colleges, shops.

use crate::place::{Point, area};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

const PUBLISHED: &str = include_str!("../../../../fixtures/named_places.csv");

/// A place that people can choose by its name when they say where something happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedPlace {
    /// Its key in the list: letters, digits and hyphens.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Where it is.
    pub point: Point,
}

static PLACES: LazyLock<Vec<NamedPlace>> = LazyLock::new(|| {
    let mut rows = csv::Reader::from_reader(PUBLISHED.as_bytes());
    // A test reads every line, so we would notice if one were skipped here.
    let places = rows.records().flatten().filter_map(|row| {
        let number = |at: usize| row.get(at).and_then(|cell| cell.parse::<f64>().ok());
        Some(NamedPlace {
            key: row.get(0)?.to_owned(),
            name: row.get(1)?.to_owned(),
            point: Point::new(number(3)?, number(4)?).ok()?,
        })
    });
    places.collect()
});

/// Returns every place on the list that comes with the program, by name.
pub fn all() -> &'static [NamedPlace] {
    &PLACES
}

impl NamedPlace {
    /// Returns the slug of the partnership in whose area the place is.
    pub fn partnership(&self) -> Option<&'static str> {
        area::partnership_at(self.point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_is_a_place_in_one_of_the_districts() {
        assert_eq!(all().len(), PUBLISHED.lines().count() - 1);
        let keys: BTreeSet<&str> = all().iter().map(|place| place.key.as_str()).collect();
        let names: BTreeSet<&str> = all().iter().map(|place| place.name.as_str()).collect();
        assert_eq!((keys.len(), names.len()), (all().len(), all().len()));
        assert!(all().is_sorted_by(|a, b| a.name.to_lowercase() < b.name.to_lowercase()));
        for place in all() {
            assert!(place.partnership().is_some(), "{}", place.name);
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(place.key.chars().all(plain), "{}", place.key);
        }
        for partnership in ["cambridge", "east-cambs"] {
            let of = all()
                .iter()
                .filter(|place| place.partnership() == Some(partnership));
            assert!(of.count() >= 12, "{partnership}");
        }
    }
}
