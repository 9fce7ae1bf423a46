//! Where something happened, in the way in which somebody said it.

use crate::account::contact::Postcode;
use crate::place::named::NamedPlace;
use crate::place::wards::Ward;
use crate::place::{Point, pin, postcodes, wards};
use serde::{Deserialize, Serialize};

/// Where something happened, as somebody described it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", content = "as", rename_all = "kebab-case")]
pub enum PlaceGiven {
    /// A postcode.
    Postcode(Postcode),
    /// A place on the partnership's list.
    Named(NamedPlace),
    /// A point on the map.
    Pin(Point),
    /// The code of a ward.
    Ward(String),
}

/// How exactly we know where something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlacePrecision {
    /// To a few metres.
    Exact,
    /// At a place that has a name, such as a station or a shop.
    NamedPlace,
    /// In a street or part of one.
    Postcode,
    /// Somewhere in a ward.
    Ward,
    /// No point is known.
    None,
}

impl PlacePrecision {
    const ALL: [Self; 5] = [
        Self::Exact,
        Self::NamedPlace,
        Self::Postcode,
        Self::Ward,
        Self::None,
    ];

    /// Returns the short word that files use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::NamedPlace => "named-place",
            Self::Postcode => "postcode",
            Self::Ward => "ward",
            Self::None => "none",
        }
    }

    /// Returns the precision that a slug stands for; `None` if there is no such precision.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|precision| precision.slug() == raw)
    }

    /// Returns how exactly a place is known. A point without a description, such as one from a list, is exact.
    pub fn of(given: Option<&PlaceGiven>, point: Option<Point>) -> Self {
        match (given, point) {
            (_, None) => Self::None,
            (None | Some(PlaceGiven::Pin(_)), Some(_)) => Self::Exact,
            (Some(PlaceGiven::Named(_)), Some(_)) => Self::NamedPlace,
            (Some(PlaceGiven::Postcode(_)), Some(_)) => Self::Postcode,
            (Some(PlaceGiven::Ward(_)), Some(_)) => Self::Ward,
        }
    }
}

impl PlaceGiven {
    /// Returns the point that stands for the place; `None` for a postcode that is not on our list.
    pub fn point(&self) -> Option<Point> {
        match self {
            Self::Postcode(postcode) => postcodes::point_of(postcode),
            Self::Named(place) => Some(place.point),
            Self::Pin(point) => Some(*point),
            Self::Ward(code) => wards::of_code(code).map(Ward::middle),
        }
    }

    /// Says in words where it was.
    pub fn said(&self) -> String {
        match self {
            Self::Postcode(postcode) => postcode.as_str().to_owned(),
            Self::Named(place) => place.name.clone(),
            Self::Pin(point) => pin::written(*point),
            Self::Ward(code) => match wards::of_code(code) {
                Some(ward) => format!("{} ward, {}", ward.name, ward.district()),
                None => format!("Ward {code}"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::named;

    #[test]
    fn what_was_told_gives_a_point_as_exact_as_it_is() {
        let station = named::all().iter().find(|place| place.key == "cambridge-station");
        let pin = Point::new(52.2053, 0.1218).unwrap();
        for (given, said, precision) in [
            (
                PlaceGiven::Postcode(Postcode::parse("cb2 3qj").unwrap()),
                "CB2 3QJ",
                PlacePrecision::Postcode,
            ),
            (
                PlaceGiven::Postcode(Postcode::parse("SW1A 1AA").unwrap()),
                "SW1A 1AA",
                PlacePrecision::None,
            ),
            (
                PlaceGiven::Named(station.unwrap().clone()),
                "Cambridge station",
                PlacePrecision::NamedPlace,
            ),
            (PlaceGiven::Pin(pin), "52.20530, 0.12180", PlacePrecision::Exact),
            (
                PlaceGiven::Ward("E05002702".into()),
                "Abbey ward, Cambridge",
                PlacePrecision::Ward,
            ),
            (PlaceGiven::Ward("E0".into()), "Ward E0", PlacePrecision::None),
        ] {
            assert_eq!(given.said(), said);
            assert_eq!(
                PlacePrecision::of(Some(&given), given.point()),
                precision,
                "{said}"
            );
            let kept = serde_json::to_string(&given).unwrap();
            assert_eq!(serde_json::from_str::<PlaceGiven>(&kept).unwrap(), given);
        }
        assert_eq!(PlacePrecision::of(None, Some(pin)), PlacePrecision::Exact);
        assert_eq!(PlacePrecision::of(None, None), PlacePrecision::None);
        for precision in PlacePrecision::ALL {
            assert_eq!(PlacePrecision::parse(precision.slug()), Some(precision));
        }
    }
}
