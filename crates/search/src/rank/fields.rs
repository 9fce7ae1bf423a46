//! The evidence of make, model, kind, colour, features, time and place, in bits.

use domain::{catalogue::Features, look_up::Stolen, place::Point};
use jiff::Timestamp;

use crate::{
    index::{Snapshot, Trait, trait_term},
    model::look::Look,
};

/// The evidence if each thing in the query is on record or not. It is worked out once for thousands of bikes, from how
/// common each thing is on the register.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frequencies {
    make: Agreement,
    model: Agreement,
    kind: Agreement,
    colours: [Agreement; 13],
    /// For each colour on record, if a similar colour was given.
    alike: [f64; 13],
}

/// The bits if the query and the record agree, and if they do not.
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

/// How often two people give the same make for a bike. Otherwise, one goes by a badge, the frame builder or a guess.
const MAKE_AGREES: f64 = 0.95;
const MODEL_AGREES: f64 = 0.7;
const KIND_AGREES: f64 = 0.8;
const COLOUR_AGREES: f64 = 0.78;
/// How often people name a similar colour: silver or grey, black or navy.
const COLOUR_ALIKE: f64 = 0.1;

impl Agreement {
    /// log2 of how much more often they agree if it is the same bike, and the same for disagreeing.
    fn new(on_same: f64, on_other: f64) -> Self {
        let on_other = on_other.clamp(1e-7, 0.95);
        Self {
            same: (on_same / on_other).log2(),
            other: ((1.0 - on_same) / (1.0 - on_other)).log2(),
        }
    }

    /// The evidence in bits. If one side says nothing, it does not count.
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

/// Compares one look with another. Anything that one side does not say does not count.
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

/// How often a feature that somebody sees on a bike is also in its description: baskets come off, and owners forget.
const FEATURE_AGREES: f64 = 0.5;

/// The evidence of features, in bits; `None` if either side names none. A feature on record that was not given says
/// nothing.
pub(crate) fn features(given: Features, on_record: Features) -> Option<f64> {
    if given.is_empty() || on_record.is_empty() {
        return None;
    }
    let bits = |features: Features, same: bool| -> f64 {
        features
            .iter()
            .map(|feature| Agreement::new(FEATURE_AGREES, feature.share))
            .map(|agreement| if same { agreement.same } else { agreement.other })
            .sum()
    };
    Some(bits(given.and(on_record), true) + bits(given.without(on_record), false))
}

/// The evidence of when and where a bike was found, in bits: how soon after the theft or after somebody saw it, and how
/// near. A sighting adds to the evidence of the theft and never takes away from it.
pub(crate) fn circumstances(
    found_at: Option<Timestamp>,
    place: Option<Point>,
    stolen: &Stolen,
) -> (f64, f64) {
    let best = |theft: Option<f64>, seen: Option<f64>| match (theft, seen) {
        (Some(theft), Some(seen)) => theft.max(seen),
        (Some(theft), None) => theft,
        (None, seen) => seen.unwrap_or(0.0).max(0.0),
    };
    let (theft, seen) = (time_of_theft(found_at, stolen), time_when_seen(found_at, stolen));
    let time = best(theft, seen.map(|(_, bits)| bits));
    let (theft, seen) = (near(place, stolen.place), place_where_seen(place, stolen));
    (time, best(theft, seen.map(|(_, bits)| bits)))
}

fn time_of_theft(found_at: Option<Timestamp>, stolen: &Stolen) -> Option<f64> {
    Some(soon(days_between(stolen.from.or(stolen.to)?, found_at?)))
}

/// How many days after a sighting the bike was found, with the evidence of that; `None` if the sighting came later.
pub(crate) fn time_when_seen(found_at: Option<Timestamp>, stolen: &Stolen) -> Option<(i64, f64)> {
    let days = days_between(stolen.seen?.at, found_at?);
    (days >= -1).then(|| (days, soon(days)))
}

/// How many kilometres from a sighting the bike was found, with the evidence of that.
pub(crate) fn place_where_seen(place: Option<Point>, stolen: &Stolen) -> Option<(f64, f64)> {
    let seen = stolen.seen?.place?;
    Some((place?.distance_km(seen), near(place, Some(seen))?))
}

/// Whole days from one time to another.
pub(crate) fn days_between(from: Timestamp, to: Timestamp) -> i64 {
    const DAY: i64 = 86_400;
    (to.as_second() - from.as_second()).div_euclid(DAY)
}

fn soon(days: i64) -> f64 {
    match days {
        // Allow for a day: the index keeps whole days, and people get dates wrong.
        ..-30 => -6.0,
        -30..-1 => -3.0,
        -1..=30 => 2.0,
        31..=365 => 1.0,
        _ => 0.0,
    }
}

fn near(found: Option<Point>, from: Option<Point>) -> Option<f64> {
    Some(match found?.distance_km(from?) {
        ..5.0 => 2.0,
        5.0..25.0 => 1.0,
        25.0..100.0 => 0.0,
        _ => -1.0,
    })
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
            "a different make counts more than a different colour"
        );
    }

    #[test]
    fn features_speak_for_the_bike_that_has_them() {
        let bits = |given: &str, on_record: &str| features(Features::of(given), Features::of(on_record));
        let (rare, common) = (
            bits("horn", "a duck horn").unwrap(),
            bits("rack", "rack").unwrap(),
        );
        assert!(rare > 5.0 && common > 1.0 && rare > common, "{rare} {common}");
        let (both, one) = (
            bits("horn, dent", "horn, dent").unwrap(),
            bits("horn, dent", "horn").unwrap(),
        );
        assert!(both > rare && one < rare && one > 0.0, "{both} {one}");
        let other = bits("dent", "basket").unwrap();
        assert!(other < 0.0 && other > -1.5, "{other}");
        assert_eq!(bits("horn", "given by Ada"), None, "not known is no evidence");
        assert_eq!(bits("given by Ada", "horn"), None);
    }

    #[test]
    fn time_and_place_speak_for_and_against() {
        let at = |text: &str| text.parse::<Timestamp>().ok();
        let stolen = Stolen {
            from: at("2026-03-10T08:00:00Z"),
            to: at("2026-03-10T18:00:00Z"),
            place: Point::new(52.2053, 0.1218).ok(),
            seen: None,
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
        let far = Point::new(52.4, 0.26).ok();
        let seen = Stolen {
            seen: Some(domain::look_up::Seen {
                at: at("2026-06-01T12:00:00Z").unwrap(),
                place: far,
            }),
            ..stolen
        };
        assert_eq!(
            circumstances(at("2026-06-02T12:00:00Z"), far, &seen),
            (2.0, 2.0),
            "near where it was seen"
        );
        let only = Stolen {
            seen: seen.seen,
            ..Stolen::default()
        };
        assert_eq!(
            circumstances(at("2026-05-01T12:00:00Z"), Point::new(50.0, -5.0).ok(), &only),
            (0.0, 0.0),
            "later and far: nothing"
        );
        assert_eq!(circumstances(None, None, &stolen), (0.0, 0.0));
        assert_eq!(
            circumstances(stolen.from, stolen.place, &Stolen::default()),
            (0.0, 0.0)
        );
    }
}
