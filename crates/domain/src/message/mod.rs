//! Messages between the owner of a bike and somebody who found or saw it, and sightings.

use crate::place::{PlaceGiven, Point};
use crate::theft::Moment;

/// The most characters that a message can have.
pub const MOST_CHARACTERS: usize = 1_000;

/// Who writes in a conversation about a bike. Neither learns who the other is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The person who found the bike, saw it or wants to buy it.
    Finder,
    /// The owner of the bike.
    Owner,
}

impl Side {
    /// Returns the short word that is stored.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Finder => "finder",
            Self::Owner => "owner",
        }
    }

    /// Returns the side that a slug stands for; `None` if there is no such side.
    pub fn parse(raw: &str) -> Option<Self> {
        [Self::Finder, Self::Owner]
            .into_iter()
            .find(|side| side.slug() == raw)
    }

    /// Returns who reads what this side writes.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Finder => Self::Owner,
            Self::Owner => Self::Finder,
        }
    }
}

/// When and where somebody saw a bike, as they described it. It is evidence for the police.
#[derive(Clone, Debug, PartialEq)]
pub struct Sighting {
    /// When they saw it.
    pub seen: Moment,
    /// Where they saw it, if they said so.
    pub place: Option<PlaceGiven>,
}

impl Sighting {
    /// Returns the point that stands for the place; `None` if the place is not known.
    pub fn point(&self) -> Option<Point> {
        self.place.as_ref().and_then(PlaceGiven::point)
    }

    /// Says in words when and where it was.
    pub fn said(&self) -> String {
        let when = self.seen.said();
        match &self.place {
            Some(place) => format!("{when}, {}", place.said()),
            None => when,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theft::Precision;
    use jiff::civil::date;

    #[test]
    fn sides_are_read_back_and_face_each_other() {
        for side in [Side::Finder, Side::Owner] {
            assert_eq!(Side::parse(side.slug()), Some(side));
            assert_eq!(side.other().other(), side);
            assert_ne!(side.other(), side);
        }
        assert_eq!(Side::parse("police"), None);
    }

    #[test]
    fn a_sighting_says_what_was_told() {
        let seen = Moment::begin_of(date(2026, 11, 20), Precision::Day).unwrap();
        let place = Point::new(52.2053, 0.1218).ok().map(PlaceGiven::Pin);
        let sighting = Sighting { seen, place };
        assert_eq!(sighting.said(), "20 November 2026, 52.20530, 0.12180");
        assert!(sighting.point().is_some());
        let place = None;
        assert_eq!(Sighting { place, ..sighting }.said(), "20 November 2026");
    }
}
