//! What make, model, kind, colour, time and place say, in bits.

use domain::{look_up::Stolen, place::Point};
use jiff::Timestamp;

use crate::{
    index::{Snapshot, Trait, trait_term},
    model::look::Look,
};

/// What it says when each thing that the query names is, or is not, on record: weighed once by how often it is seen on
/// the register, for thousands of bikes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frequencies {
    make: Agreement,
    model: Agreement,
    kind: Agreement,
    colours: [Agreement; 13],
    /// By colour on record, when another that is like it was given.
    alike: [f64; 13],
}

/// Bits when two agree and when they do not.
#[derive(Clone, Copy, Debug, Default)]
struct Agreement {
    same: f64,
    other: f64,
}

/// The bits of each part of a look.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct LookBits {
    pub(crate) make: f64,
    pub(crate) model: f64,
    pub(crate) kind: f64,
    pub(crate) colour: f64,
}

impl LookBits {
    pub(crate) fn total(self) -> f64 {
        self.make + self.model + self.kind + self.colour
    }
}

/// How often two people name the same bike's make alike; the rest are badges, builders and guesses.
const MAKE_AGREES: f64 = 0.95;
const MODEL_AGREES: f64 = 0.7;
const KIND_AGREES: f64 = 0.8;
const COLOUR_AGREES: f64 = 0.78;
/// How often a colour is called by the name of one like it: silver or grey, black or navy.
const COLOUR_ALIKE: f64 = 0.1;

impl Agreement {
    /// log2 of (how often it agrees on the same bike / on another), and of the same for disagreeing.
    fn new(on_same: f64, on_other: f64) -> Self {
        let on_other = on_other.clamp(1e-7, 0.95);
        Self {
            same: (on_same / on_other).log2(),
            other: ((1.0 - on_same) / (1.0 - on_other)).log2(),
        }
    }

    /// The bits of what is given and what is on record; what either does not say counts nothing.
    fn of(self, given: u32, on_record: u32) -> f64 {
        match (given, on_record) {
            (0, _) | (_, 0) => 0.0,
            (given, on_record) if given == on_record => self.same,
            _ => self.other,
        }
    }
}

impl Frequencies {
    /// The frequencies of what a query names.
    pub(crate) fn of(look: Look, snapshot: &Snapshot) -> Self {
        let all = snapshot.documents() as f64;
        let share = |kind: Trait, value: u32| {
            (snapshot.frequency(trait_term(kind, value)) as f64 + 1.0) / (all + 20.0)
        };
        Self::from_shares(
            share(Trait::Make, look.make),
            share(Trait::Model, look.model),
            share(Trait::Kind, look.kind),
            if look.colours.is_empty() {
                [0.0; 13]
            } else {
                std::array::from_fn(|colour| share(Trait::Colour, colour as u32))
            },
        )
    }

    fn from_shares(make: f64, model: f64, kind: f64, colours: [f64; 13]) -> Self {
        Self {
            make: Agreement::new(MAKE_AGREES, make),
            model: Agreement::new(MODEL_AGREES, model),
            kind: Agreement::new(KIND_AGREES, kind),
            colours: colours.map(|share| Agreement {
                same: Agreement::new(COLOUR_AGREES, share).same,
                other: Agreement::new(COLOUR_AGREES + COLOUR_ALIKE, share).other,
            }),
            alike: colours.map(|share| (COLOUR_ALIKE / share.clamp(1e-3, 0.95)).log2()),
        }
    }
}

/// Weighs one look against another; what either does not say counts nothing.
pub(crate) fn look(query: Look, record: Look, seen: &Frequencies) -> LookBits {
    let mut colour = 0.0;
    if !record.colours.is_empty() {
        for wanted in query.colours.iter() {
            colour += if record.colours.contains(wanted) {
                seen.colours[wanted].same
            } else if let Some(alike) = record.colours.like(wanted) {
                seen.alike[alike]
            } else {
                seen.colours[wanted].other
            };
        }
    }
    LookBits {
        make: seen.make.of(query.make, record.make),
        model: seen.model.of(query.model, record.model),
        kind: seen.kind.of(query.kind, record.kind),
        colour,
    }
}

/// What the time and the place of finding say of a theft, in bits: how soon after, how near.
pub(crate) fn circumstances(
    found_at: Option<Timestamp>,
    place: Option<Point>,
    stolen: &Stolen,
) -> (f64, f64) {
    const DAY: i64 = 86_400;
    let time = match (found_at, stolen.from.or(stolen.to)) {
        (Some(found), Some(from)) => {
            let days = (found.as_second() - from.as_second()).div_euclid(DAY);
            match days {
                // A day's grace: the index keeps whole days, and people mistake dates.
                ..-30 => -6.0,
                -30..-1 => -3.0,
                -1..=30 => 2.0,
                31..=365 => 1.0,
                _ => 0.0,
            }
        }
        _ => 0.0,
    };
    let place = match (place, stolen.place) {
        (Some(found), Some(from)) => match found.distance_km(from) {
            ..5.0 => 2.0,
            5.0..25.0 => 1.0,
            25.0..100.0 => 0.0,
            _ => -1.0,
        },
        _ => 0.0,
    };
    (time, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(make: &str, colours: &[&str]) -> Look {
        let colours: Vec<String> = colours.iter().map(|colour| (*colour).to_owned()).collect();
        Look::of(Some(make), None, &colours, None)
    }

    #[test]
    fn what_is_common_says_less() {
        let (common, rare) = (
            Frequencies::from_shares(0.12, 0.0, 0.0, [0.3; 13]),
            Frequencies::from_shares(0.001, 0.0, 0.0, [0.01; 13]),
        );
        let trek = looks("Trek", &["black"]);
        let (of_many, of_few) = (look(trek, trek, &common), look(trek, trek, &rare));
        assert!(of_many.make > 2.0 && of_few.make > of_many.make + 5.0);
        assert!(of_many.colour > 1.0 && of_few.colour > of_many.colour + 4.0);
        assert_eq!(
            look(trek, Look::default(), &common),
            LookBits::default(),
            "not known is no evidence"
        );
    }

    #[test]
    fn what_people_disagree_about_costs_less() {
        let seen = Frequencies::from_shares(0.1, 0.0, 0.0, [0.15; 13]);
        let wanted = looks("Trek", &["silver"]);
        let bits = |record: Look| look(wanted, record, &seen);
        let (grey, white, red) = (
            bits(looks("Giant", &["grey"])),
            bits(looks("Giant", &["white"])),
            bits(looks("Giant", &["red"])),
        );
        assert!(grey.colour > 0.0 && grey.colour > white.colour && white.colour > red.colour);
        assert!(
            red.colour < 0.0 && grey.make < red.colour,
            "another make says more than another colour"
        );
    }

    #[test]
    fn time_and_place_speak_for_and_against() {
        let at = |text: &str| text.parse::<Timestamp>().ok();
        let stolen = Stolen {
            from: at("2026-03-10T08:00:00Z"),
            to: at("2026-03-10T18:00:00Z"),
            place: Point::new(52.2053, 0.1218).ok(),
        };
        let time = |found: &str| circumstances(at(found), None, &stolen).0;
        let falling = [
            time("2026-03-12T08:00:00Z"),
            time("2026-08-12T08:00:00Z"),
            time("2029-08-12T08:00:00Z"),
            time("2026-03-01T08:00:00Z"),
            time("2026-01-01T08:00:00Z"),
        ];
        assert!(falling.is_sorted_by(|a, b| a > b), "{falling:?}");
        assert!(falling[2] == 0.0 && falling[3] < 0.0, "{falling:?}");
        let place = |lat, lng| circumstances(None, Point::new(lat, lng).ok(), &stolen).1;
        assert!(place(52.21, 0.13) > place(52.3, 0.2));
        assert!(place(52.3, 0.2) > 0.0 && place(55.95, -3.19) < 0.0);
        assert_eq!(circumstances(None, None, &stolen), (0.0, 0.0));
        assert_eq!(
            circumstances(stolen.from, stolen.place, &Stolen::default()),
            (0.0, 0.0)
        );
    }
}
