use serde::{Deserialize, Serialize};

use super::{Band, Says, says::WORDING};
use crate::{bike::IdentifierKind, id::BikeId};

/// What a piece of evidence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each name says it; `label` gives the words")]
pub enum Field {
    Mark,
    Number,
    Make,
    Model,
    Kind,
    Colour,
    Features,
    Time,
    Place,
    Reference,
}

impl Field {
    /// The words that a page shows.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mark => "Mark",
            Self::Number => "Number",
            Self::Make => "Make",
            Self::Model => "Model",
            Self::Kind => "Kind",
            Self::Colour => "Colour",
            Self::Features => "Features",
            Self::Time => "Time",
            Self::Place => "Place",
            Self::Reference => "Reference",
        }
    }
}

/// One reason for or against a match.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// What it is about.
    pub field: Field,
    /// The weight in bits: log2 of how much more likely this is if it is the same bike than if it is another one. A
    /// weight below zero is evidence against.
    pub bits: f64,
    /// The reason in words that can be read out in court.
    pub sentence: String,
    /// The same reason in parts, as it is stored.
    #[serde(skip)]
    pub says: Says,
}

impl Evidence {
    /// Makes a piece of evidence with today's wording.
    #[must_use]
    pub fn new(field: Field, bits: f64, says: Says) -> Self {
        Self::worded(field, bits, says, WORDING)
    }

    /// Makes a piece of evidence with the wording of a version.
    #[must_use]
    pub fn worded(field: Field, bits: f64, says: Says, version: u16) -> Self {
        Self {
            field,
            bits,
            sentence: says.words(field, version),
            says,
        }
    }
}

/// How a typed character and the one on record compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Both are the same character.
    Same,
    /// Two characters that people easily mix up.
    LookAlike,
    /// Two characters that do not look alike.
    Different,
    /// On record, but not typed.
    Missing,
    /// Typed, but not on record.
    Extra,
    /// A character that was not read: `?`, or one under a `*`.
    Unread,
    /// Two neighbouring characters that were swapped.
    Swapped,
}

impl Relation {
    /// Returns the word for it, for people who cannot see colours.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::LookAlike => "look-alike",
            Self::Different => "different",
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Unread => "unread",
            Self::Swapped => "swapped",
        }
    }
}

/// A typed character, lined up with one on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlignedPair {
    /// What was typed. `?` or `[` means that the character was not read for certain, and `None` is a gap.
    pub typed: Option<char>,
    /// What is on record; `None` is a gap.
    pub on_record: Option<char>,
    /// How the two compare.
    pub relation: Relation,
}

/// Two numbers, lined up character by character.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alignment {
    /// What kind of number is on record.
    pub kind: IdentifierKind,
    /// The number on record, as it is written there.
    pub on_record: String,
    /// The pairs, in order.
    pub pairs: Vec<AlignedPair>,
}

/// A bike on the register, scored against what the officer described.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scored {
    /// The bike that is scored.
    pub bike: BikeId,
    /// The sum of all evidence in bits, without the prior.
    pub bits: f64,
    /// How likely it is that this is the bike, compared with all others and with "not on this register".
    pub posterior: f64,
    /// The same, from 0 to 1, on the assumption that the bike is on the register: how far this bike stands out among
    /// all others.
    pub if_registered: f64,
    /// The likelihood in a word.
    pub band: Band,
    /// The reasons, the number first.
    pub evidence: Vec<Evidence>,
    /// The bike's best number, lined up with what was typed, if a number was typed.
    pub alignment: Option<Alignment>,
}

/// A bike that is less likely than this counts as unlikely, unless it stands out: see [`STANDS_OUT`].
const LEAST: f64 = 0.001;
/// How far a bike must stand out from all others on the register. Then the only doubt is whether the bike is registered
/// at all, and an officer can see more than the number says.
const STANDS_OUT: f64 = 0.1;
/// Even a bike that stands out must be at least this likely. Otherwise every misread number of an unknown bike would
/// bring up similar ones.
const LEAST_THAT_STANDS_OUT: f64 = 0.0001;

/// If a smaller share of the characters matches than this, it is another number.
const LEAST_THAT_AGREES: f64 = 0.5;

impl Scored {
    /// Sets how likely the match is, and its band.
    pub fn say(&mut self, posterior: f64) {
        (self.posterior, self.band) = (posterior, Band::of(posterior));
    }

    /// Tells whether the bike is unlikely. Only its number counts for this, because a description alone is weak
    /// evidence.
    #[must_use]
    pub fn is_unlikely(&self) -> bool {
        let by_number = self.alignment.as_ref();
        self.is_remote() || by_number.is_some_and(|of| self.bits <= 0.0 || of.is_another_number())
    }

    /// Tells whether the bike is too unlikely to be worth a look.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        is_unlikely(self.posterior, self.if_registered)
    }
}

/// Tells whether a bike with these two likelihoods is similar but unlikely. The second likelihood assumes that the bike
/// is registered.
#[must_use]
pub fn is_unlikely(posterior: f64, if_registered: f64) -> bool {
    let stands_out = if_registered >= STANDS_OUT && posterior >= LEAST_THAT_STANDS_OUT;
    posterior < LEAST && !stands_out
}

impl Alignment {
    /// Tells whether most of the typed characters, and most of the registered ones, do not match.
    #[must_use]
    pub fn is_another_number(&self) -> bool {
        let count = |wanted: &dyn Fn(&AlignedPair) -> bool| {
            self.pairs.iter().filter(|pair| wanted(pair)).count() as f64
        };
        let agree = count(&|pair| {
            matches!(
                pair.relation,
                Relation::Same | Relation::LookAlike | Relation::Swapped
            ) || pair.relation == Relation::Unread && pair.typed == Some('[')
        });
        let typed = count(&|pair| pair.typed.is_some_and(|typed| typed != '?'));
        let on_record = count(&|pair| pair.on_record.is_some() && pair.relation != Relation::Unread);
        agree < LEAST_THAT_AGREES * typed && agree < LEAST_THAT_AGREES * on_record
    }

    /// Returns the characters, if everything that was typed agrees with everything on record.
    #[must_use]
    pub fn whole(&self) -> Option<String> {
        self.pairs
            .iter()
            .map(|pair| pair.on_record.filter(|_| pair.relation == Relation::Same))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unlikely_ones() {
        for (posterior, if_registered, unlikely) in [
            (0.5, 0.9, false),
            (0.001, 0.001, false),
            (0.0009, 0.09, true),
            (0.0009, 0.1, false),
            (0.0001, 0.9, false),
            (0.00009, 0.9, true),
        ] {
            let scored = Scored {
                bike: BikeId(1),
                bits: 0.0,
                posterior,
                if_registered,
                band: Band::of(posterior),
                evidence: Vec::new(),
                alignment: None,
            };
            assert_eq!(scored.is_unlikely(), unlikely, "{posterior} {if_registered}");
        }
    }
}
