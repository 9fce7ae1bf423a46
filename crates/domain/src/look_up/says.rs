//! A reason in parts: kept as its parts, and put into words when it is read.
//!
//! The wording has a version. An answer that was kept is read in the words in which it was shown: whoever changes a
//! sentence after a release adds a version and leaves the old words to the old one.

use super::words;
use super::{AlignedPair, Alignment, Field, Relation};
use crate::bike::IdentifierKind;
use crate::mark::code::{MarkCode, PutRight};
use serde::{Deserialize, Serialize};

/// The version of the words in use.
pub const WORDING: u16 = 1;

/// What one reason says, without its words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Says {
    /// What was typed is like a number on record.
    #[serde(rename = "n")]
    Alike(#[serde(with = "packed")] Alignment),
    /// What was typed is not like the number on record that comes nearest.
    #[serde(rename = "u")]
    Unlike(IdentifierKind, String),
    /// Both sides name the same.
    #[serde(rename = "s")]
    Same(String),
    /// What was given, and what is on record instead.
    #[serde(rename = "o")]
    Other(String, String),
    /// The bike was found so many days after it was stolen.
    #[serde(rename = "d")]
    Days(i64),
    /// The bike was found so many kilometres from where it was stolen.
    #[serde(rename = "k")]
    Kilometres(u32),
    /// A mark that is, or was, fixed to the bike.
    #[serde(rename = "m")]
    Mark(MarkReading),
    /// The bike is named by a reference.
    #[serde(rename = "r")]
    Named(ReferenceKind, String),
    /// Words that are kept as they are.
    #[serde(rename = "w")]
    Words(String),
}

/// How a mark was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarkReading {
    /// The mark on the bike.
    #[serde(rename = "c")]
    pub code: MarkCode,
    /// Whether it is the bike's mark now.
    #[serde(rename = "l")]
    pub live: bool,
    /// What was changed or filled in.
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    pub put_right: Vec<PutRight>,
    /// How many codes fit what was read.
    #[serde(rename = "f")]
    pub choices: f64,
    /// How many of those are on bikes.
    #[serde(rename = "b")]
    pub rivals: usize,
}

/// A reference that names a bike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferenceKind {
    /// Our own, `FM-...`.
    #[serde(rename = "b")]
    Bike,
    /// The crime reference of its theft.
    #[serde(rename = "c")]
    Crime,
    /// The property reference under which it is held.
    #[serde(rename = "p")]
    Property,
}

impl Says {
    /// Puts the reason into the words of a version; of one that is not known, into those in use.
    #[must_use]
    pub fn words(&self, field: Field, _version: u16) -> String {
        words::first(self, field)
    }

    /// Returns the number on record beside what was typed, when the two are alike.
    #[must_use]
    pub const fn alignment(&self) -> Option<&Alignment> {
        match self {
            Self::Alike(alignment) => Some(alignment),
            _ => None,
        }
    }
}

/// Two numbers in four short words: kind, number, and three rows of characters.
mod packed {
    use super::{AlignedPair, Alignment, IdentifierKind, Relation};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Stands for a gap; no number has a blank that compares.
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
