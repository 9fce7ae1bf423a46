//! Whole numbers: a maker uses each number once, so a whole number that was read correctly belongs to its bike.
//!
//! The language of numbers says how easily the characters of a number can be guessed. The numbers of a hire fleet
//! follow each other, so they are easy to guess, but no two bikes of the fleet share one. So the question is not
//! whether the characters could be guessed, but which other bike could have been read like this: one on the register
//! that was misread (these are ranked beside it), or one that has the same number (these share the likelihood).

use domain::look_up::{AlignedPair, BikeEntry, Evidence, Field, Query, Relation, Says, Scored};
use domain::number::is_filler;

use super::{NOT_ON_REGISTER, ON_A_PART};
use crate::{index::whole_or_piece, model::packed::Symbols};

/// Shorter numbers may easily be another maker's too, so they never make a match certain.
const SHORTEST: usize = 6;
/// The highest likelihood of a bike if too few characters match, or if another number contradicts it.
const NOT_CERTAIN: f64 = 0.98;
/// The highest likelihood of a bike of a different maker. What the officer has may be another maker's bike with the
/// same number, which nobody registered.
const OF_ANOTHER_MAKER: f64 = 0.79;

/// A reading of a box: the box, and which of its readings.
pub(crate) type Place = (usize, usize);

/// For each bike, the readings that match one of its numbers exactly. If both are only words of longer texts, the rest
/// of the texts differs, so the numbers are not the same.
pub(crate) fn borne(query: &Query, truths: &[BikeEntry]) -> Vec<Vec<Place>> {
    let mut keys: Vec<(Place, Symbols, bool)> = Vec::new();
    for (at, pattern) in query.numbers.iter().enumerate() {
        for (nth, reading) in pattern.readings().iter().enumerate() {
            if let Some(key) = reading.key()
                && key.len() >= SHORTEST
                && !is_filler(&key, &key)
            {
                keys.push(((at, nth), Symbols::of_key(&key), pattern.is_piece(nth)));
            }
        }
    }
    let of = |entry: &BikeEntry| -> Vec<Place> {
        let mut places: Vec<Place> = entry
            .numbers
            .iter()
            .filter(|_| !keys.is_empty())
            .flat_map(|(_, written)| whole_or_piece(written))
            .flat_map(|(number, is_piece)| {
                keys.iter()
                    .filter(move |(_, key, is_word)| {
                        key.as_slice() == number.as_slice() && !(is_piece && *is_word)
                    })
                    .map(|(place, ..)| *place)
            })
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    };
    truths.iter().map(of).collect()
}

/// Puts bikes that have the whole number above bikes whose numbers may have been misread, and works out how likely each
/// is. Bikes with different numbers are not rivals.
///
/// `doubles` are the chances, for each bike, that an unregistered bike has the same number.
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
    // Bikes with the same number are raised by the same amount, which the commonest double among them decides.
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

/// The evidence of the numbers alone.
fn number_bits(one: &Scored) -> f64 {
    let numbers = one
        .evidence
        .iter()
        .filter(|evidence| evidence.field == Field::Number);
    numbers.map(|evidence| evidence.bits).sum()
}

/// Adds to the evidence of the best number.
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

/// The highest likelihood of a bike: fewer than six characters are never certain, nor is a bike whose frame number is
/// another one, because a part may have been moved. A different maker is never strong.
fn most_of(one: &Scored) -> f64 {
    let agree = one.alignment.as_ref().map_or(0, |alignment| {
        alignment.pairs.iter().filter(|pair| agrees(pair)).count()
    });
    let other_make = |evidence: &Evidence| evidence.field == Field::Make && evidence.bits < 0.0;
    // A number on a part never counts for less than this, so this one was read as the frame's.
    let other_frame = |evidence: &Evidence| {
        evidence.field == Field::Number
            && evidence.bits < ON_A_PART
            && !matches!(evidence.says, Says::Words(_))
    };
    if one.evidence.iter().any(other_make) {
        OF_ANOTHER_MAKER
    } else if agree < SHORTEST || one.evidence.iter().any(other_frame) {
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
