//! A reason in parts. The parts are stored, and turned into a sentence when somebody reads them.
//!
//! The wording has a version, so that an old answer can always be read in the words in which it was shown. If you
//! change a sentence after a release, add a version and leave the old one alone.

use super::words;
use super::{AlignedPair, Alignment, Field, Relation};
use crate::bike::IdentifierKind;
use crate::mark::code::{MarkCode, PutRight};
use serde::{Deserialize, Serialize};

/// The version of today's wording.
pub const WORDING: u16 = 1;

/// What one reason says, without its words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Says {
    /// What was typed is like a number on record.
    #[serde(rename = "n")]
    Alike(#[serde(with = "packed")] Alignment),
    /// What was typed is not like the closest number on record.
    #[serde(rename = "u")]
    Unlike(IdentifierKind, String),
    /// The description and the record say the same.
    #[serde(rename = "s")]
    Same(String),
    /// What the officer described, and what the record says instead.
    #[serde(rename = "o")]
    Other(String, String),
    /// How many days after the theft the bike was found.
    #[serde(rename = "d")]
    Days(i64),
    /// How many kilometres from the theft the bike was found.
    #[serde(rename = "k")]
    Kilometres(u32),
    /// A mark that is, or was, fixed to the bike.
    #[serde(rename = "m")]
    Mark(MarkReading),
    /// The officer typed one of the bike's references.
    #[serde(rename = "r")]
    Named(ReferenceKind, String),
    /// A sentence that is stored word for word.
    #[serde(rename = "w")]
    Words(String),
}

/// How a mark was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarkReading {
    /// The mark on the bike.
    #[serde(rename = "c")]
    pub code: MarkCode,
    /// True if it is the bike's mark now.
    #[serde(rename = "l")]
    pub live: bool,
    /// Characters that were changed or filled in.
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    pub put_right: Vec<PutRight>,
    /// How many codes fit what was read.
    #[serde(rename = "f")]
    pub choices: f64,
    /// How many of these codes are on bikes.
    #[serde(rename = "b")]
    pub rivals: usize,
}

/// A reference that belongs to a bike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferenceKind {
    /// Our own reference, `FM-...`.
    #[serde(rename = "b")]
    Bike,
    /// The crime reference of the theft.
    #[serde(rename = "c")]
    Crime,
    /// The property reference of the force that holds the bike.
    #[serde(rename = "p")]
    Property,
}

impl Says {
    /// Writes the reason in the wording of a version, or in today's wording if the version is not known.
    #[must_use]
    pub fn words(&self, field: Field, _version: u16) -> String {
        words::first(self, field)
    }

    /// Returns the number on record lined up with what was typed, if the two are alike.
    #[must_use]
    pub const fn alignment(&self) -> Option<&Alignment> {
        match self {
            Self::Alike(alignment) => Some(alignment),
            _ => None,
        }
    }
}

/// Two lined-up numbers as they are stored: the kind, the number, and three rows of characters.
mod packed {
    use super::{AlignedPair, Alignment, IdentifierKind, Relation};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// This character stands for a gap. A number that is ready to be compared has no blanks.
    const GAP: char = ' ';

    const RELATIONS: [(Relation, char); 7] = [
        (Relation::Same, '='),
        (Relation::LookAlike, '~'),
        (Relation::Different, '!'),
        (Relation::Missing, '-'),
        (Relation::Extra, '+'),
        (Relation::Unread, '?'),
        (Relation::Swapped, 'x'),
    ];

    pub(super) fn serialize<S: Serializer>(alignment: &Alignment, to: S) -> Result<S::Ok, S::Error> {
        let row = |of: fn(&AlignedPair) -> char| alignment.pairs.iter().map(of).collect::<String>();
        let typed = row(|pair| pair.typed.unwrap_or(GAP));
        let on_record = row(|pair| pair.on_record.unwrap_or(GAP));
        let relations = row(|pair| {
            let known = RELATIONS.iter().find(|(relation, _)| *relation == pair.relation);
            known.map_or(GAP, |(_, sign)| *sign)
        });
        (alignment.kind, &alignment.on_record, typed, relations, on_record).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Alignment, D::Error> {
        let (kind, written, typed, relations, on_record) =
            <(IdentifierKind, String, String, String, String)>::deserialize(from)?;
        let some = |c: char| (c != GAP).then_some(c);
        let pairs = typed.chars().zip(relations.chars()).zip(on_record.chars());
        let pairs = pairs.map(|((typed, sign), on_record)| {
            let known = RELATIONS.iter().find(|(_, one)| *one == sign);
            let (relation, _) = known.ok_or_else(|| D::Error::custom("an unknown relation"))?;
            Ok(AlignedPair {
                typed: some(typed),
                on_record: some(on_record),
                relation: *relation,
            })
        });
        Ok(Alignment {
            kind,
            on_record: written,
            pairs: pairs.collect::<Result<_, D::Error>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(typed: Option<char>, on_record: Option<char>, relation: Relation) -> AlignedPair {
        AlignedPair {
            typed,
            on_record,
            relation,
        }
    }

    #[test]
    fn every_reason_is_read_back_as_it_was_kept() {
        let alignment = Alignment {
            kind: IdentifierKind::Frame,
            on_record: "WT 1U".into(),
            pairs: vec![
                pair(Some('W'), Some('W'), Relation::Same),
                pair(None, Some('T'), Relation::Missing),
                pair(Some('I'), Some('1'), Relation::LookAlike),
                pair(Some('?'), Some('U'), Relation::Unread),
                pair(Some('9'), None, Relation::Extra),
                pair(Some('A'), Some('B'), Relation::Different),
                pair(Some('B'), Some('A'), Relation::Swapped),
            ],
        };
        let mark = MarkReading {
            code: MarkCode::from_data([7; 8]),
            live: true,
            put_right: vec![PutRight {
                position: 3,
                was: '?',
                is: 'K',
            }],
            choices: 310.0,
            rivals: 1,
        };
        for says in [
            Says::Alike(alignment),
            Says::Unlike(IdentifierKind::Battery, "BAT1".into()),
            Says::Same("Trek".into()),
            Says::Other("Trek".into(), "Giant".into()),
            Says::Days(-3),
            Says::Kilometres(12),
            Says::Mark(mark),
            Says::Named(ReferenceKind::Crime, "35/1/26".into()),
            Says::Words("as they are".into()),
        ] {
            let kept = serde_json::to_string(&says).unwrap();
            assert!(kept.len() < 120, "{kept}");
            let read: Says = serde_json::from_str(&kept).unwrap();
            assert_eq!(read, says, "{kept}");
            assert_eq!(
                read.words(Field::Number, WORDING),
                says.words(Field::Number, WORDING)
            );
        }
    }
}
