//! Whole numbers: a maker gives each out once, so one that was read whole and right is its bike's.
//!
//! The language of numbers says how guessable the characters of a number are. In a hire fleet, whose numbers run in a
//! row, it says "very"; yet no two bikes of the fleet share one. So the question behind "another bike" is not whether
//! the characters could be guessed, but which other bike could have been read like this: one on the register that was
//! misread (these are ranked beside it), or one that bears the same number (these share the likelihood).

use domain::look_up::{AlignedPair, BikeEntry, Evidence, Field, Query, Relation, Scored};
use domain::number::is_filler;

use super::NOT_ON_REGISTER;
use crate::{index::readings, model::packed::Symbols};

/// Shorter numbers are too easily another maker's too, and nothing is certain by them.
const SHORTEST: usize = 6;
/// The most that is said of a bike when too few characters agree.
const NOT_CERTAIN: f64 = 0.98;
/// The most that is said of a bike whose maker is another: it may be another maker's bike with the same number, which
/// nobody registered.
const OF_ANOTHER_MAKER: f64 = 0.79;

/// A reading of a box: the box, and which of its readings.
type Place = (usize, usize);

/// By bike, the readings that it bears whole and right.
pub(super) fn borne(query: &Query, truths: &[BikeEntry]) -> Vec<Vec<Place>> {
    let mut keys: Vec<(Place, Symbols)> = Vec::new();
    for (at, pattern) in query.numbers.iter().enumerate() {
        for (nth, reading) in pattern.readings().iter().enumerate() {
            if let Some(key) = reading.key()
                && key.len() >= SHORTEST
                && !is_filler(&key, &key)
            {
                keys.push(((at, nth), Symbols::of_key(&key)));
            }
        }
    }
    let of = |entry: &BikeEntry| -> Vec<Place> {
        let mut places: Vec<Place> = entry
            .numbers
            .iter()
            .filter(|_| !keys.is_empty())
            .flat_map(|(_, written)| readings(written))
            .flat_map(|number| {
                keys.iter()
                    .filter(move |(_, key)| key.as_slice() == number.as_slice())
                    .map(|(place, _)| *place)
            })
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    };
    truths.iter().map(of).collect()
}

/// Raises bikes that bear a whole number above all that it may have been misread from, and says how likely each is.
/// Bikes that bear different numbers do not weigh against each other.
///
/// `doubles` are the chances that another bike bears the same number, by bike: one that is not on the register.
pub(super) fn settle(
    scored: &mut [Scored],
    (borne, doubles): (&[Vec<Place>], &[f64]),
    others: f64,
    prior: f64,
) {
    let odds = |bits: f64| (bits + prior).exp2();
    let misread: f64 = scored
        .iter()
        .zip(borne)
        .filter(|(_, places)| places.is_empty())
        .map(|(one, _)| odds(number_bits(one)))
        .sum();
    let against = NOT_ON_REGISTER + others + misread;
    // Bikes that bear the same number are raised alike, by the commonest double among them.
    let double_of = |places: &[Place]| {
        let same = borne
            .iter()
            .zip(doubles)
            .filter(|(other, _)| places.iter().any(|place| other.contains(place)));
        same.map(|(_, double)| *double).fold(f64::MIN_POSITIVE, f64::max)
    };
    for (one, places) in scored.iter_mut().zip(borne) {
        let lacking = (against / double_of(places)).log2() - prior - number_bits(one);
        if !places.is_empty() && lacking > 0.0 {
            raise(one, lacking);
        }
    }
    let all: Vec<f64> = scored.iter().map(|one| odds(one.bits)).collect();
    let rivals = |places: &[Place]| -> f64 {
        all.iter()
            .zip(borne)
            .filter(|(_, other)| {
                places.is_empty() || other.is_empty() || places.iter().any(|place| other.contains(place))
            })
            .map(|(odds, _)| odds)
            .sum()
    };
    for ((one, places), odds) in scored.iter_mut().zip(borne).zip(&all) {
        let registered = others + rivals(places);
        let most = most_of(one);
        one.if_registered = odds / registered;
        one.say(f64::min(odds / (NOT_ON_REGISTER + registered), most));
    }
}

/// What the numbers alone say.
fn number_bits(one: &Scored) -> f64 {
    let numbers = one
        .evidence
        .iter()
        .filter(|evidence| evidence.field == Field::Number);
    numbers.map(|evidence| evidence.bits).sum()
}

/// Adds to what the best number says.
fn raise(one: &mut Scored, lacking: f64) {
    let best: Option<&mut Evidence> = one
        .evidence
        .iter_mut()
        .filter(|evidence| evidence.field == Field::Number)
        .max_by(|a, b| a.bits.total_cmp(&b.bits));
    if let Some(best) = best {
        best.bits += lacking;
        one.bits += lacking;
    }
}

/// The most that is said of a bike: nothing is certain by fewer than six characters, or strong against the maker.
fn most_of(one: &Scored) -> f64 {
    let agree = one.alignment.as_ref().map_or(0, |alignment| {
        alignment.pairs.iter().filter(|pair| agrees(pair)).count()
    });
    let contradicts = |evidence: &Evidence| evidence.field == Field::Make && evidence.bits < 0.0;
    if one.evidence.iter().any(contradicts) {
        OF_ANOTHER_MAKER
    } else if agree < SHORTEST {
        NOT_CERTAIN
    } else {
        1.0
    }
}

fn agrees(pair: &AlignedPair) -> bool {
    matches!(
        pair.relation,
        Relation::Same | Relation::LookAlike | Relation::Swapped
    ) || pair.relation == Relation::Unread && pair.typed == Some('[')
}
