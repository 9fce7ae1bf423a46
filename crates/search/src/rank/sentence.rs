//! Evidence in words that can be read out in court.

use domain::{
    look_up::{Alignment, BikeEntry, Evidence, Field, Query, Relation, Stolen},
    place::Point,
};

use super::{Looks, UNRELATED, fields::LookBits};
use crate::model::look::colour_name;

/// What the alignment of two numbers says.
pub(super) fn number(alignment: &Alignment, bits: f64) -> String {
    let label = alignment.kind.label();
    let count = |relation: Relation| {
        alignment
            .pairs
            .iter()
            .filter(|pair| pair.relation == relation)
            .count()
    };
    if bits <= UNRELATED {
        return format!(
            "{label}: what was typed is not like {}, the number on record.",
            alignment.on_record
        );
    }
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

/// What make, model, kind and colours say; nothing for what either side leaves open.
pub(super) fn looks(
    query: &Query,
    entry: &BikeEntry,
    wanted: Looks,
    record: Looks,
    bits: LookBits,
) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    let mut named =
        |field: Field, bits: f64, known: bool, same: bool, typed: Option<&str>, on_record: Option<&str>| {
            let (Some(typed), Some(on_record), true) = (typed, on_record, known) else {
                return;
            };
            let sentence = if same {
                format!("{}: both are {on_record}.", field.label())
            } else {
                format!("{}: {typed} was given, {on_record} is on record.", field.label())
            };
            evidence.push(Evidence {
                field,
                bits,
                sentence,
            });
        };
    let both = |a: u32, b: u32| a > 0 && b > 0;
    named(
        Field::Make,
        bits.make,
        both(wanted.make, record.make),
        wanted.make == record.make,
        query.make.as_deref(),
        entry.make.as_deref(),
    );
    named(
        Field::Model,
        bits.model,
        both(wanted.model, record.model),
        wanted.model == record.model,
        query.model.as_deref(),
        entry.model.as_deref(),
    );
    named(
        Field::Kind,
        bits.kind,
        both(wanted.kind, record.kind),
        wanted.kind == record.kind,
        query.kind.map(|kind| kind.label()),
        entry.kind.map(|kind| kind.label()),
    );
    if !wanted.colours.is_empty() && !record.colours.is_empty() {
        let words = |looks: Looks| {
            looks
                .colours
                .iter()
                .map(colour_name)
                .collect::<Vec<_>>()
                .join(" and ")
        };
        let (typed, on_record) = (words(wanted), words(record));
        let sentence = if typed == on_record {
            format!("Colour: both are {on_record}.")
        } else {
            format!("Colour: {typed} was given, {on_record} is on record.")
        };
        evidence.push(Evidence {
            field: Field::Colour,
            bits: bits.colour,
            sentence,
        });
    }
    evidence
}

/// What the time and place of finding say.
pub(super) fn circumstances(query: &Query, stolen: &Stolen, time: f64, place: f64) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    if let (Some(found), Some(from)) = (query.found_at, stolen.from.or(stolen.to)) {
        let days = (found.as_second() - from.as_second()).div_euclid(86_400);
        let sentence = match days {
            ..-1 => format!(
                "Time: it was found {} days before it is said to have been stolen.",
                -days
            ),
            -1..=1 => "Time: it was found within a day of the theft.".to_owned(),
            _ => format!("Time: it was found {days} days after it was stolen."),
        };
        evidence.push(Evidence {
            field: Field::Time,
            bits: time,
            sentence,
        });
    }
    if let (Some(found), Some(from)) = (query.place, stolen.place) {
        let km = Point::distance_km(found, from);
        let sentence = format!("Place: it was found {km:.0} km from where it was stolen.");
        evidence.push(Evidence {
            field: Field::Place,
            bits: place,
            sentence,
        });
    }
    evidence
}
