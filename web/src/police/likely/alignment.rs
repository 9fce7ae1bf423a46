//! Shows two numbers one below the other, and describes them in words.

use domain::look_up::{AlignedPair, Alignment, Field, Relation, Scored};

/// Two numbers lined up character by character, with signs between them.
pub(in crate::police) struct AlignedView {
    pub(in crate::police) kind: &'static str,
    pub(in crate::police) pairs: Vec<PairView>,
    /// The signs in it, with their meanings.
    pub(in crate::police) key: Vec<(&'static str, &'static str)>,
    /// The same in words, for people who use a screen reader.
    pub(in crate::police) spoken: String,
}

/// A typed character, the sign, and the character on record.
pub(in crate::police) struct PairView {
    pub(in crate::police) typed: char,
    pub(in crate::police) sign: &'static str,
    pub(in crate::police) on_record: char,
    pub(in crate::police) look: &'static str,
}

impl AlignedView {
    /// Lines up the number that a bike was found by with what was typed. If the two numbers are completely different,
    /// it shows nothing, because the sentence already says so.
    pub(super) fn of_scored(scored: &Scored) -> Option<Self> {
        let mut evidence = scored.evidence.iter();
        let is_like = evidence.any(|reason| reason.field == Field::Number && reason.bits > 0.0);
        scored.alignment.as_ref().filter(|_| is_like).map(Self::of)
    }

    fn of(alignment: &Alignment) -> Self {
        let mut key: Vec<(&'static str, &'static str)> = Vec::new();
        for pair in &alignment.pairs {
            let entry = (sign(pair.relation), pair.relation.label());
            if pair.relation != Relation::Same && !key.contains(&entry) {
                key.push(entry);
            }
        }
        Self {
            kind: alignment.kind.label(),
            pairs: alignment.pairs.iter().map(PairView::of).collect(),
            key,
            spoken: spoken(alignment),
        }
    }
}

impl PairView {
    fn of(pair: &AlignedPair) -> Self {
        Self {
            typed: pair.typed.unwrap_or('–'),
            sign: sign(pair.relation),
            on_record: pair.on_record.unwrap_or('–'),
            look: match pair.relation {
                Relation::Same => "same",
                Relation::LookAlike | Relation::Swapped => "alike",
                Relation::Unread => "unread",
                Relation::Different | Relation::Missing | Relation::Extra => "differs",
            },
        }
    }
}

/// The sign for how two characters compare. The shapes differ, so that nobody needs to see the colours.
fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Same => "|",
        Relation::LookAlike => "≈",
        Relation::Different => "≠",
        Relation::Missing => "−",
        Relation::Extra => "+",
        Relation::Unread => "?",
        Relation::Swapped => "⇄",
    }
}

/// Describes the differences in words, character by character.
fn spoken(alignment: &Alignment) -> String {
    let typed: String = alignment
        .pairs
        .iter()
        .filter_map(|pair| pair.typed)
        .map(spaced)
        .collect();
    let mut text = format!(
        "As read: {}. On record: {}.",
        typed.trim(),
        alignment.on_record.chars().map(spaced).collect::<String>().trim()
    );
    for (at, pair) in alignment.pairs.iter().enumerate() {
        let place = at + 1;
        let said = |c: Option<char>| c.map_or_else(|| "nothing".to_owned(), |c| c.to_string());
        let (read, record) = (said(pair.typed), said(pair.on_record));
        match pair.relation {
            Relation::Same => {}
            Relation::Unread => text.push_str(&format!(
                " Character {place} {}; {record} is on record.",
                match pair.typed {
                    Some('[') => "was not read for certain",
                    _ => "could not be read",
                }
            )),
            relation => text.push_str(&format!(
                " Character {place}, {}: {read} was read, {record} is on record.",
                relation.label()
            )),
        }
    }
    text
}

fn spaced(c: char) -> String {
    format!("{c} ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::bike::IdentifierKind;

    fn pair(typed: Option<char>, on_record: Option<char>, relation: Relation) -> AlignedPair {
        AlignedPair {
            typed,
            on_record,
            relation,
        }
    }

    #[test]
    fn numbers_are_drawn_with_a_sign_for_each_difference_and_told_in_words() {
        let alignment = Alignment {
            kind: IdentifierKind::Frame,
            on_record: "WT1U".into(),
            pairs: vec![
                pair(Some('W'), Some('W'), Relation::Same),
                pair(None, Some('T'), Relation::Missing),
                pair(Some('I'), Some('1'), Relation::LookAlike),
                pair(Some('?'), Some('U'), Relation::Unread),
                pair(Some('9'), None, Relation::Extra),
            ],
        };
        let view = AlignedView::of(&alignment);
        let rows: Vec<String> = [
            view.pairs.iter().map(|pair| pair.typed.to_string()).collect(),
            view.pairs.iter().map(|pair| pair.sign.to_owned()).collect(),
            view.pairs.iter().map(|pair| pair.on_record.to_string()).collect(),
        ]
        .into();
        assert_eq!(rows, ["W–I?9", "|−≈?+", "WT1U–"]);
        assert_eq!(
            view.key,
            [
                ("−", "missing"),
                ("≈", "look-alike"),
                ("?", "unread"),
                ("+", "extra")
            ]
        );
        assert_eq!(
            view.spoken,
            "As read: W I ? 9. On record: W T 1 U. Character 2, missing: nothing was read, T is on record. \
             Character 3, look-alike: I was read, 1 is on record. Character 4 could not be read; U is on record. \
             Character 5, extra: 9 was read, nothing is on record."
        );
    }

    #[test]
    fn every_relation_has_a_sign_of_its_own() {
        let all = [
            Relation::Same,
            Relation::LookAlike,
            Relation::Different,
            Relation::Missing,
            Relation::Extra,
            Relation::Unread,
            Relation::Swapped,
        ];
        let signs: std::collections::BTreeSet<_> = all.into_iter().map(sign).collect();
        assert_eq!(signs.len(), all.len());
    }
}
