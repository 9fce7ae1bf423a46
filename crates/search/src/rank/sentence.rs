//! Says what each piece of evidence means. The wording is in `domain`.

use domain::{
    catalogue::Features,
    look_up::{Alignment, BikeEntry, Evidence, Field, Query, Says, Stolen},
    place::Point,
};

use super::{
    Looks, ON_A_PART, UNRELATED,
    fields::{self, LookBits},
};
use crate::model::look::colour_name;

/// Describes two lined-up numbers.
pub(super) fn number(alignment: &Alignment, bits: f64) -> Says {
    if bits <= UNRELATED {
        Says::Unlike(alignment.kind, alignment.on_record.clone())
    } else {
        Says::Alike(alignment.clone())
    }
}

/// The evidence of numbers on other parts and labels that are not like any on record.
pub(super) fn on_parts(strangers: u8) -> Option<Evidence> {
    let says = match strangers {
        0 => return None,
        1 => "Other numbers: one is not like any on record. It may be on a part that nobody registered."
            .to_owned(),
        many => format!(
            "Other numbers: {many} are not like any on record. They may be on parts that nobody registered."
        ),
    };
    let bits = f64::from(strangers) * ON_A_PART;
    Some(Evidence::new(Field::Number, bits, Says::Words(says)))
}

/// The evidence of make, model, kind and colours. If one side says nothing, there is none.
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

/// The evidence of features; `None` if either side names none.
pub(super) fn features(given: Features, on_record: Features) -> Option<Evidence> {
    let bits = fields::features(given, on_record)?;
    let same = given.and(on_record);
    let says = if same.is_empty() {
        Says::Other(given.words(), on_record.words())
    } else {
        Says::Same(same.words())
    };
    Some(Evidence::new(Field::Features, bits, says))
}

/// The evidence of when and where the bike was found. It names the theft, or the sighting if that says more.
pub(super) fn circumstances(query: &Query, stolen: &Stolen, time: f64, place: f64) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    let (found_at, found) = (query.found_at, query.place);
    let from = stolen.from.or(stolen.to);
    let no_theft = Stolen {
        seen: None,
        ..*stolen
    };
    let (of_theft, at_theft) = fields::circumstances(found_at, found, &no_theft);
    match (found_at.zip(from), fields::time_when_seen(found_at, stolen)) {
        (theft, Some((days, bits))) if bits > 0.0 && (theft.is_none() || bits > of_theft) => {
            let says = format!("Time: it was found {} somebody saw it.", days_after(days));
            evidence.push(Evidence::new(Field::Time, time, Says::Words(says)));
        }
        (Some((found, from)), _) => {
            let days = fields::days_between(from, found);
            evidence.push(Evidence::new(Field::Time, time, Says::Days(days)));
        }
        (None, _) => {}
    }
    match (found.zip(stolen.place), fields::place_where_seen(found, stolen)) {
        (theft, Some((km, bits))) if bits > 0.0 && (theft.is_none() || bits > at_theft) => {
            let away = match km.round() {
                km if km < 1.0 => "less than 1".to_owned(),
                km => km.to_string(),
            };
            let says = format!("Place: it was found {away} km from where somebody saw it.");
            evidence.push(Evidence::new(Field::Place, place, Says::Words(says)));
        }
        (Some((found, from)), _) => {
            let km = Point::distance_km(found, from);
            // A distance is rounded for reading; it is never below zero.
            let says = Says::Kilometres(km.round() as u32);
            evidence.push(Evidence::new(Field::Place, place, says));
        }
        (None, _) => {}
    }
    evidence
}

fn days_after(days: i64) -> String {
    match days {
        ..=1 => "within a day of when".to_owned(),
        days => format!("{days} days after"),
    }
}
