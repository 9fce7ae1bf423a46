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
    /// log2 of how much likelier it is of the same bike than of another; below zero it speaks against.
    pub bits: f64,
    /// The reason in words that can be read out in court.
    pub sentence: String,
    /// The same in its parts, as it is kept.
    #[serde(skip)]
    pub says: Says,
}

impl Evidence {
    /// Makes a piece of evidence with the words in use.
    #[must_use]
    pub fn new(field: Field, bits: f64, says: Says) -> Self {
        Self::worded(field, bits, says, WORDING)
    }

    /// Makes a piece of evidence with the words of a version.
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

/// How a typed character and one on record stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The same character.
    Same,
    /// Two that are easily taken for each other.
    LookAlike,
    /// Two that are not.
    Different,
    /// On record, but not typed.
    Missing,
    /// Typed, but not on record.
    Extra,
    /// Not read: `?`, or under a `*`.
    Unread,
    /// Two neighbours typed in each other's place.
    Swapped,
}

impl Relation {
    /// The word for it, for those who cannot see colours.
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

/// A typed character and the one on record that it stands under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlignedPair {
    /// What was typed; `?` or `[` stand for a place that was not read for certain, none for a gap.
    pub typed: Option<char>,
    /// What is on record; none for a gap.
    pub on_record: Option<char>,
    /// How the two stand to each other.
    pub relation: Relation,
}

/// Two numbers, character under character.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alignment {
    /// What the number on record is of.
    pub kind: IdentifierKind,
    /// The number on record, as it is written there.
    pub on_record: String,
    /// The pairs, in order.
    pub pairs: Vec<AlignedPair>,
}

/// A bike on the register, scored against what is looked for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scored {
    /// The bike.
    pub bike: BikeId,
    /// All evidence summed, in bits; the prior is not in it.
    pub bits: f64,
    /// How likely it is the one, all others and "not on this register" weighed against it.
    pub posterior: f64,
    /// The same if it were certain that the bike is on the register: how far this one stands out among all others,
    /// 0 to 1.
    pub if_registered: f64,
    /// The posterior in a word.
    pub band: Band,
    /// The reasons, the number first.
    pub evidence: Vec<Evidence>,
    /// The best of the bike's numbers beside what was typed, when a number was.
    pub alignment: Option<Alignment>,
}

/// A bike that is less likely than this to be the one is unlikely,
const LEAST: f64 = 0.001;
/// unless it stands out: of all bikes on the register it is this likely, and only whether the bike is registered at
/// all is in doubt. Somebody who looks at it sees more than the number says.
const STANDS_OUT: f64 = 0.1;
/// Even then it must be this likely, or every misread number of a stranger's bike would bring up its neighbours.
const LEAST_THAT_STANDS_OUT: f64 = 0.0001;

/// A number of which fewer characters than this share agree is another number.
const LEAST_THAT_AGREES: f64 = 0.5;

impl Scored {
    /// Says how likely it is, and in a word.
    pub fn say(&mut self, posterior: f64) {
        (self.posterior, self.band) = (posterior, Band::of(posterior));
    }

    /// Returns whether the bike is unlikely. This looks only at the number, because a description alone is
    /// weak evidence.
    #[must_use]
    pub fn is_unlikely(&self) -> bool {
        let by_number = self.alignment.as_ref();
        self.is_remote() || by_number.is_some_and(|of| self.bits <= 0.0 || of.is_another_number())
    }

    /// Tells whether it is too unlikely to be worth a look.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        is_unlikely(self.posterior, self.if_registered)
    }
}

/// Tells whether a bike of this posterior, and of this one if it were certain that it is registered, comes near and no
/// more.
#[must_use]
pub fn is_unlikely(posterior: f64, if_registered: f64) -> bool {
    let stands_out = if_registered >= STANDS_OUT && posterior >= LEAST_THAT_STANDS_OUT;
    posterior < LEAST && !stands_out
}

impl Alignment {
    /// Whether most of the typed characters, and most of the registered ones, do not match.
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

    /// The characters, when all that was typed and all that is on record is the same.
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
