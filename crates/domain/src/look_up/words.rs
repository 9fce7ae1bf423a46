//! Evidence in words that can be read out in court, by version.

use super::says::{MarkReading, ReferenceKind, Says};
use super::{Alignment, Field, Relation};

/// The first version.
pub(super) fn first(says: &Says, field: Field) -> String {
    let label = field.label();
    match says {
        Says::Alike(alignment) => number(alignment),
        Says::Unlike(kind, on_record) => format!(
            "{}: what was typed is not like {on_record}, the number on record.",
            kind.label()
        ),
        Says::Same(on_record) => format!("{label}: {on_record}, as on record."),
        Says::Other(given, on_record) => format!("{label}: {given} given, {on_record} on record."),
        Says::Days(days) => match days {
            ..-1 => format!("Time: it was found {} days before the reported theft.", -days),
            -1..=1 => "Time: it was found within a day of the theft.".to_owned(),
            _ => format!("Time: it was found {days} days after it was stolen."),
        },
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

/// What the alignment of two numbers says.
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
        return format!("{label}: all {same} characters agree.");
    }
    let mut parts = vec![format!("{same} of {on_record} characters agree")];
    let read_as: Vec<String> = alignment
        .pairs
        .iter()
        .filter_map(|pair| match (pair.relation, pair.typed, pair.on_record) {
            (Relation::LookAlike, Some(typed), Some(on_record)) => Some(format!(
                "{typed} was typed where {on_record}, which looks like it, is on record"
            )),
            (Relation::Different, Some(typed), Some(on_record)) => {
                let typed = if typed == '[' {
                    "another character".to_owned()
                } else {
                    typed.to_string()
                };
                Some(format!("{typed} was typed where {on_record} is on record"))
            }
            _ => None,
        })
        .collect();
    parts.extend(read_as);
    if count(Relation::Swapped) > 0 {
        parts.push("two neighbours are in each other's place".to_owned());
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

/// Neighbouring characters of one relation, as they stand together.
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

/// How a mark was read, in words.
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
