//! Distinguishing features that have a word of their own, so that two descriptions of a bike can be compared.
//!
//! What people type about a bike stays sealed. When two bikes are compared, only these words are read.

use serde::{Deserialize, Serialize};

/// A feature that people name.
#[derive(Debug, PartialEq)]
pub struct Feature {
    /// The word for it.
    pub word: &'static str,
    /// Other names for it, in lower case. The words of a name must follow one another.
    others: &'static [&'static str],
    /// The share of bikes that have it, among bikes with any named feature, from 0 to 1.
    pub share: f64,
}

const fn named(word: &'static str, share: f64, others: &'static [&'static str]) -> Feature {
    Feature { word, others, share }
}

/// The features that we tell apart. We estimated their shares from descriptions of bikes for sale and of stolen bikes,
/// and rounded them: how rare a word is matters for the ranking, but the last digit does not.
static FEATURES: [Feature; 41] = [
    named("basket", 0.1, &["baskets"]),
    named("bell", 0.15, &["bells"]),
    named(
        "bottle cage",
        0.06,
        &["bottle cages", "bottle holder", "water bottle"],
    ),
    named("chain guard", 0.05, &["chainguard", "chain case", "chaincase"]),
    named(
        "child seat",
        0.05,
        &["childseat", "baby seat", "child carrier", "kids seat"],
    ),
    named(
        "computer",
        0.03,
        &["bike computer", "cycle computer", "speedometer"],
    ),
    named("crack", 0.02, &["cracks", "cracked"]),
    named("crate", 0.02, &["milk crate", "wooden box", "plastic box"]),
    named("dent", 0.08, &["dents", "dented", "ding"]),
    named("engraving", 0.01, &["engraved", "etched", "etching"]),
    named("flag", 0.005, &["flags"]),
    named("flowers", 0.01, &["flower", "plastic flowers", "flower garland"]),
    named("front wheel", 0.04, &["front rim"]),
    named("grips", 0.06, &["grip", "handlebar grips"]),
    named("handlebar tape", 0.05, &["bar tape", "handlebar wrap"]),
    named("horn", 0.01, &["horns", "hooter"]),
    named("kickstand", 0.08, &["kick stand", "side stand", "prop stand"]),
    named(
        "lights",
        0.2,
        &["front light", "rear light", "lamp", "lamps", "dynamo"],
    ),
    named("lock", 0.06, &["locks", "d lock", "cable lock"]),
    named("mirror", 0.02, &["mirrors"]),
    named(
        "mudguards",
        0.2,
        &["mudguard", "mud guard", "mud guards", "fender", "fenders"],
    ),
    named(
        "paint",
        0.08,
        &["painted", "repainted", "resprayed", "respray", "hand painted"],
    ),
    named("panniers", 0.08, &["pannier", "pannier bag", "pannier bags"]),
    named("pedals", 0.06, &["pedal", "clipless pedals"]),
    named("phone holder", 0.03, &["phone mount", "phone case"]),
    named("rack", 0.2, &["racks", "luggage rack", "pannier rack", "carrier"]),
    named("rear wheel", 0.04, &["back wheel", "rear rim"]),
    named(
        "reflectors",
        0.04,
        &["reflector", "reflective tape", "reflective"],
    ),
    named("ribbons", 0.005, &["ribbon", "streamers", "tassels"]),
    named("rust", 0.1, &["rusty", "rusted"]),
    named("saddle", 0.15, &["saddles", "seat", "new saddle"]),
    named("saddle bag", 0.03, &["saddlebag", "seat bag", "tool bag"]),
    named(
        "scratch",
        0.2,
        &["scratches", "scratched", "scuff", "scuffs", "scuffed"],
    ),
    named("stabilisers", 0.01, &["stabilizers", "training wheels"]),
    named("stickers", 0.1, &["sticker", "decal", "decals"]),
    named(
        "suspension",
        0.05,
        &["suspension fork", "front suspension", "full suspension"],
    ),
    named("tag", 0.02, &["tags", "label", "name tag"]),
    named(
        "tape",
        0.03,
        &["taped", "gaffer tape", "duct tape", "electrical tape"],
    ),
    named("tow bar", 0.01, &["tow hitch", "trailer hitch"]),
    named("trailer", 0.01, &["trailers"]),
    named("tyres", 0.08, &["tyre", "tires", "tire"]),
];

/// A set of features.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Features(u64);

impl Features {
    /// Reads the features that words name; all other words are left out.
    pub fn of(text: &str) -> Self {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let (mut set, mut at) = (0, 0);
        while at < words.len() {
            // The longest name that starts here counts: a child seat is not a saddle.
            let (feature, length) = longest(&words[at..]).unwrap_or((64, 1));
            set |= 1_u64.checked_shl(feature).unwrap_or(0);
            at += length;
        }
        Self(set)
    }

    /// Returns the features that are in either set.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Returns the features of this set that the other lacks.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Tells whether no feature is named.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Goes through the features.
    pub fn iter(self) -> impl Iterator<Item = &'static Feature> {
        let named = move |(at, _): &(usize, &Feature)| self.0 >> at & 1 == 1;
        FEATURES
            .iter()
            .enumerate()
            .filter(named)
            .map(|(_, feature)| feature)
    }

    /// Returns the words for them: `basket, bell and dent`.
    pub fn words(self) -> String {
        let words: Vec<&str> = self.iter().map(|feature| feature.word).collect();
        match words.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, before)) => format!("{} and {last}", before.join(", ")),
            None => String::new(),
        }
    }
}

/// Finds the feature with the longest name that the words start with, and how many words that name has.
fn longest(words: &[&str]) -> Option<(u32, usize)> {
    let by_name = (0..).zip(&FEATURES).flat_map(|(at, feature)| {
        let names = std::iter::once(&feature.word).chain(feature.others);
        names.filter_map(move |name| Some((at, starts(words, name)?)))
    });
    by_name.max_by_key(|(_, length)| *length)
}

/// Counts the words of a name, if the words start with it.
fn starts(words: &[&str], name: &str) -> Option<usize> {
    let length = name.split(' ').count();
    let same = words.len() >= length && name.split(' ').zip(words).all(|(a, b)| a == *b);
    same.then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_read_out_of_what_people_type() {
        for (typed, read) in [
            ("", ""),
            ("Given by Mr Quillfeather", ""),
            (
                "Wicker BASKET, two dents; bell from Anna",
                "basket, bell and dent",
            ),
            ("A child-seat", "child seat"),
            ("child seat and a new saddle", "child seat and saddle"),
            ("bar tape", "handlebar tape"),
            ("gaffer tape on the saddlebag", "saddle bag and tape"),
            ("belladonna, racket, lightning", ""),
            ("mudguard\nmudguards", "mudguards"),
        ] {
            assert_eq!(Features::of(typed).words(), read, "{typed}");
        }
    }

    #[test]
    fn sets_are_compared() {
        let (a, b) = (Features::of("basket, bell"), Features::of("bell, dent"));
        assert_eq!(a.and(b).words(), "bell");
        assert_eq!(a.without(b).words(), "basket");
        assert!(a.and(Features::of("horn")).is_empty());
    }

    #[test]
    fn every_name_is_one_features_and_reads_as_it() {
        for feature in &FEATURES {
            assert!(feature.share > 0.0 && feature.share < 0.5, "{}", feature.word);
            for name in std::iter::once(&feature.word).chain(feature.others) {
                assert_eq!(Features::of(name).words(), feature.word, "{name}");
            }
        }
    }
}
