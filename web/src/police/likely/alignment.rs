//! Two numbers drawn one under the other, and told in words.

use domain::look_up::{AlignedPair, Alignment, Field, Relation, Scored};

/// Two numbers, character under character, with a sign between them.
pub(in crate::police) struct AlignedView {
    pub(in crate::police) kind: &'static str,
    pub(in crate::police) pairs: Vec<PairView>,
    /// The signs that stand in it, with their words.
    pub(in crate::police) key: Vec<(&'static str, &'static str)>,
    /// The same in words, for those who hear the page.
    pub(in crate::police) spoken: String,
}

/// A typed character, the sign under it, and the character on record under that.
pub(in crate::police) struct PairView {
    pub(in crate::police) typed: char,
    pub(in crate::police) sign: &'static str,
    pub(in crate::police) on_record: char,
    pub(in crate::police) look: &'static str,
}

impl AlignedView {
    /// Draws the number that a bike was found by. Two numbers that have nothing to do with each other are not drawn: the
    /// sentence says so, and the drawing would only look like a comparison.
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

/// The sign of a relation: told apart by shape, so that colour is never alone.
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

/// The alignment in words: what differs, place by place.
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
        if pair.relation != Relation::Same {
            let (read, record) = (said(pair.typed), said(pair.on_record));
            text.push_str(&format!(
                " Place {place}: {read} read, {record} on record, {}.",
                pair.relation.label()
            ));
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
            "As read: W I ? 9. On record: W T 1 U. Place 2: nothing read, T on record, missing. Place 3: I read, \
             1 on record, look-alike. Place 4: ? read, U on record, unread. Place 5: 9 read, nothing on record, extra."
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
