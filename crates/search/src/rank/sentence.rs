//! What each piece of evidence says; `domain` has the words.

use domain::{
    look_up::{Alignment, BikeEntry, Evidence, Field, Query, Says, Stolen},
    place::Point,
};

use super::{Looks, UNRELATED, fields::LookBits};
use crate::model::look::colour_name;

/// What the alignment of two numbers says.
pub(super) fn number(alignment: &Alignment, bits: f64) -> Says {
    if bits <= UNRELATED {
        Says::Unlike(alignment.kind, alignment.on_record.clone())
    } else {
        Says::Alike(alignment.clone())
    }
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
            let says = if same {
                Says::Same(on_record.to_owned())
            } else {
                Says::Other(typed.to_owned(), on_record.to_owned())
            };
            evidence.push(Evidence::new(field, bits, says));
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
        wanted.model == record.model && bits.model > 0.0,
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
        let says = if typed == on_record {
            Says::Same(on_record)
        } else {
            Says::Other(typed, on_record)
        };
        evidence.push(Evidence::new(Field::Colour, bits.colour, says));
    }
    evidence
}

/// What the time and place of finding say.
pub(super) fn circumstances(query: &Query, stolen: &Stolen, time: f64, place: f64) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    if let (Some(found), Some(from)) = (query.found_at, stolen.from.or(stolen.to)) {
        let days = (found.as_second() - from.as_second()).div_euclid(86_400);
        evidence.push(Evidence::new(Field::Time, time, Says::Days(days)));
    }
    if let (Some(found), Some(from)) = (query.place, stolen.place) {
        let km = Point::distance_km(found, from);
        // A distance is rounded for reading; it is never below zero.
        let says = Says::Kilometres(km.round() as u32);
        evidence.push(Evidence::new(Field::Place, place, says));
    }
    evidence
}
