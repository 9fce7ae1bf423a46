//! Evidence in words that can be read out in court, by version.

use super::says::{MarkReading, ReferenceKind, Says};
use super::{AlignedPair, Alignment, Field, Relation};

/// Writes a reason in the first version of the wording.
pub(super) fn first(says: &Says, field: Field) -> String {
    let label = field.label();
    match says {
        Says::Alike(alignment) => number(alignment),
        Says::Unlike(kind, on_record) => format!(
            "{}: what was typed is not like {on_record}, the number on record.",
            kind.label()
        ),
        Says::Same(on_record) => format!("{label}: {on_record}, as on record."),
        Says::Other(given, on_record) => {
            format!("{label}: {given} was given, but the record has {on_record}.")
        }
        Says::Days(days) => match days {
            ..-1 => format!("Time: it was found {} days before the reported theft.", -days),
            -1..=1 => "Time: it was found within a day of the theft.".to_owned(),
            _ => format!("Time: it was found {days} days after it was stolen."),
        },
        Says::Kilometres(0) => "Place: it was found less than 1 km from where it was stolen.".to_owned(),
        Says::Kilometres(km) => format!("Place: it was found {km} km from where it was stolen."),
        Says::Mark(reading) => mark(reading),
        Says::Named(kind, reference) => match kind {
            ReferenceKind::Bike => format!("Reference: {reference} is the reference of this bike."),
            ReferenceKind::Crime => {
                format!("Reference: {reference} is the crime reference of this bike's theft.")
            }
            ReferenceKind::Property => format!("Reference: this bike is held under {reference}."),
        },
        Says::Words(words) => words.clone(),
    }
}

/// Describes two lined-up numbers.
fn number(alignment: &Alignment) -> String {
    let label = alignment.kind.label();
    let count = |relation: Relation| {
        alignment
            .pairs
            .iter()
            .filter(|pair| pair.relation == relation)
            .count()
    };
    let on_record = alignment
        .pairs
        .iter()
        .filter(|pair| pair.on_record.is_some())
        .count();
    let same = count(Relation::Same);
    if same == on_record && same == alignment.pairs.len() {
        return match same {
            1 => format!("{label}: its one character agrees."),
            same => format!("{label}: all {same} characters agree."),
        };
    }
    let mut parts = vec![agreeing(same, on_record)];
    parts.extend(alignment.pairs.iter().filter_map(read_as));
    if count(Relation::Swapped) > 0 {
        parts.push("two neighbouring characters are swapped".to_owned());
    }
    let (missing, extra) = (
        runs(alignment, Relation::Missing),
        runs(alignment, Relation::Extra),
    );
    parts.extend(
        missing
            .into_iter()
            .map(|run| format!("{run} is on record but was not typed")),
    );
    parts.extend(
        extra
            .into_iter()
            .map(|run| format!("{run} was typed but is not on record")),
    );
    match count(Relation::Unread) {
        0 => {}
        1 => parts.push("one character could not be read for certain".to_owned()),
        unread => parts.push(format!("{unread} characters could not be read for certain")),
    }
    format!("{label}: {}.", parts.join("; "))
}

/// Says what was typed for a character that is different on record.
fn read_as(pair: &AlignedPair) -> Option<String> {
    let (typed, on_record) = (pair.typed?, pair.on_record?);
    match pair.relation {
        Relation::LookAlike => Some(format!(
            "{typed} was typed, but the record has {on_record}, which looks similar"
        )),
        Relation::Different if typed == '[' => Some(format!(
            "another character was typed, but the record has {on_record}"
        )),
        Relation::Different => Some(format!("{typed} was typed, but the record has {on_record}")),
        _ => None,
    }
}

/// Says how many characters of a number agree.
fn agreeing(same: usize, on_record: usize) -> String {
    match (same, on_record) {
        (0, 1) => "its one character does not agree".to_owned(),
        (_, 1) => "its one character agrees".to_owned(),
        (0, all) => format!("none of {all} characters agree"),
        (1, all) => format!("1 of {all} characters agrees"),
        (same, all) => format!("{same} of {all} characters agree"),
    }
}

/// Groups neighbouring characters that compare in the same way.
fn runs(alignment: &Alignment, relation: Relation) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut last = false;
    for pair in &alignment.pairs {
        let this = pair.relation == relation;
        if let (true, Some(c)) = (this, pair.typed.or(pair.on_record)) {
            match runs.last_mut() {
                Some(run) if last => run.push(c),
                _ => runs.push(c.to_string()),
            }
        }
        last = this;
    }
    runs
}

/// Describes how a mark was read.
fn mark(reading: &MarkReading) -> String {
    let code = reading.code;
    let fixed = if reading.live {
        "is fixed to this bike"
    } else {
        "was fixed to this bike before it was withdrawn or replaced"
    };
    let changes: Vec<String> = reading
        .put_right
        .iter()
        .map(|change| match change.was {
            '?' => format!("character {} is {}", change.position + 1, change.is),
            was => format!(
                "character {} is {}, read as {was}",
                change.position + 1,
                change.is
            ),
        })
        .collect();
    match (changes.as_slice(), reading.choices > 1.0) {
        ([], false) => format!("mark: {code} {fixed} and its check characters agree"),
        ([], true) => format!(
            "mark: {code} {fixed}; of the {} codes that fit what was read, {} on a bike",
            reading.choices,
            if reading.rivals == 1 {
                "only this one is".to_owned()
            } else {
                format!("{} are", reading.rivals)
            }
        ),
        (changes, _) => {
            format!(
                "mark: {code} {fixed}; its check characters show that {}",
                changes.join(" and ")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bike::IdentifierKind;
    use crate::look_up::AlignedPair;

    #[test]
    fn one_character_is_not_several() {
        let said = |typed: &str, on_record: &str| {
            let pairs = typed.chars().zip(on_record.chars());
            number(&Alignment {
                kind: IdentifierKind::Frame,
                on_record: on_record.to_owned(),
                pairs: pairs
                    .map(|(typed, on_record)| AlignedPair {
                        typed: Some(typed),
                        on_record: Some(on_record),
                        relation: match typed {
                            typed if typed == on_record => Relation::Same,
                            '?' => Relation::Unread,
                            _ => Relation::Different,
                        },
                    })
                    .collect(),
            })
        };
        for (typed, on_record, words) in [
            ("7", "7", "Frame number: its one character agrees."),
            ("71", "71", "Frame number: all 2 characters agree."),
            (
                "?",
                "7",
                "Frame number: its one character does not agree; one character could not be read for certain.",
            ),
            (
                "7?",
                "71",
                "Frame number: 1 of 2 characters agrees; one character could not be read for certain.",
            ),
            (
                "??",
                "71",
                "Frame number: none of 2 characters agree; 2 characters could not be read for certain.",
            ),
            (
                "71?",
                "712",
                "Frame number: 2 of 3 characters agree; one character could not be read for certain.",
            ),
        ] {
            assert_eq!(said(typed, on_record), words);
        }
    }
}
