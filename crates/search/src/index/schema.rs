//! What a document contains: one bike, its terms and its columns.

use domain::{
    bike::Standing,
    catalogue::is_no_make,
    id::OrganisationId,
    london,
    look_up::{BikeEntry, Stolen},
    number::{FramePattern, key},
    place::{Point, area},
};
use jiff::{Timestamp, civil::Date};
use tantivy::{
    TantivyDocument, Term,
    schema::{Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions},
};

use crate::model::{
    gram,
    look::{Look, hash},
    packed::{self, Symbols},
};

/// Goes up whenever terms or columns change their meaning; an index of another version is rebuilt.
pub(crate) const VERSION: u32 = 4;
/// The most numbers of one bike that are indexed; a box can hold several.
const MAX_NUMBERS: usize = 32;

/// The fields of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// The bike's identity.
    pub(crate) bike: Field,
    /// Every term: grams of its numbers, and its looks.
    pub(crate) term: Field,
    /// Its numbers, packed.
    pub(crate) number: Field,
    /// Its looks, packed.
    pub(crate) look: Field,
    /// When and where it was stolen, packed.
    pub(crate) stolen: Field,
    /// Its model as it is written, for suggesting how to spell a model.
    pub(crate) model: Field,
}

/// The schema of this version.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexed = NumericOptions::default().set_indexed();
    let fast = NumericOptions::default().set_fast();
    let fields = Fields {
        bike: builder.add_u64_field("bike", indexed.clone().set_fast()),
        term: builder.add_u64_field("term", indexed),
        number: builder.add_u64_field("number", fast.clone()),
        look: builder.add_u64_field("look", fast.clone()),
        stolen: builder.add_u64_field("stolen", fast),
        model: builder.add_text_field(
            "model",
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer("raw")
                    .set_fieldnorms(false)
                    .set_index_option(IndexRecordOption::Basic),
            ),
        ),
    };
    (builder.build(), fields)
}

/// The kinds of terms that are not grams. They are in the upper half of a term's 64 bits.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Trait {
    Make = 1,
    Model = 2,
    Colour = 3,
    Kind = 4,
    /// A bike's standing, unless it is with its owner, as most are.
    Standing = 5,
    /// An organisation that has dealt with it.
    Organisation = 6,
    /// The partnership in whose area it was stolen.
    StolenIn = 7,
    /// It is stolen. The value is always [`STOLEN`].
    Stolen = 8,
}

/// The only value of [`Trait::Stolen`].
pub(crate) const STOLEN: u32 = 1;

/// The term of a look.
pub(crate) fn trait_term(kind: Trait, value: u32) -> u64 {
    (kind as u64) << 32 | u64::from(value)
}

/// The term of a standing, or `None` for "with owner".
pub(crate) fn standing_term(standing: Standing) -> Option<u64> {
    let value = match standing {
        Standing::WithOwner => return None,
        Standing::ReportedStolen => 1,
        Standing::HeldByPolice => 2,
        Standing::Retired => 3,
    };
    Some(trait_term(Trait::Standing, value))
}

/// The term of an organisation.
pub(crate) fn organisation_term(organisation: OrganisationId) -> u64 {
    // Organisations are few: their identities fit in half a word.
    trait_term(Trait::Organisation, organisation.0 as u32)
}

/// The term of the area of a partnership.
pub(crate) fn area_term(partnership: &str) -> u64 {
    trait_term(Trait::StolenIn, hash(partnership.as_bytes()))
}

impl Fields {
    /// The term by which a bike's document is deleted.
    pub(crate) fn bike_term(self, bike: i64) -> Term {
        Term::from_field_u64(self.bike, bike.cast_unsigned())
    }

    /// The document of a bike.
    pub(crate) fn document(self, entry: &BikeEntry) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_u64(self.bike, entry.id.0.cast_unsigned());
        let mut terms = Vec::with_capacity(64);
        for symbols in numbers(entry) {
            gram::of_record(symbols.as_slice(), |code| terms.push(u64::from(code)));
            for word in packed::pack(symbols.as_slice()) {
                document.add_u64(self.number, word);
            }
        }
        let look = look(entry);
        document.add_u64(self.look, look.pack());
        let named = [
            (Trait::Make, look.make),
            (Trait::Model, look.model),
            (Trait::Kind, look.kind),
        ];
        terms.extend(
            named
                .into_iter()
                .filter(|(_, value)| *value > 0)
                .map(|(kind, value)| trait_term(kind, value)),
        );
        terms.extend(
            look.colours
                .iter()
                .map(|colour| trait_term(Trait::Colour, colour as u32)),
        );
        terms.extend(standing_term(entry.standing));
        terms.extend(entry.organisations.iter().map(|id| organisation_term(*id)));
        if let Some(stolen) = &entry.stolen {
            terms.push(trait_term(Trait::Stolen, STOLEN));
            terms.extend(stolen.place.and_then(area::partnership_at).map(area_term));
        }
        terms.sort_unstable();
        terms.dedup();
        for term in terms {
            document.add_u64(self.term, term);
        }
        if let Some(model) = known_model(entry) {
            document.add_text(self.model, model);
        }
        if let Some(stolen) = &entry.stolen {
            document.add_u64(self.stolen, pack_stolen(stolen));
        }
        document
    }
}

/// The model of a bike, as it is written, when one is known.
fn known_model(entry: &BikeEntry) -> Option<&str> {
    let model = entry.model.as_deref().map(str::trim)?;
    (!is_no_make(model)).then_some(model)
}

/// What an entry looks like.
pub(crate) fn look(entry: &BikeEntry) -> Look {
    Look::of(
        entry.make.as_deref(),
        entry.model.as_deref(),
        &entry.colours,
        entry.kind,
    )
}

/// The numbers of a bike, each once. Several numbers in one box are split.
pub(crate) fn numbers(entry: &BikeEntry) -> Vec<Symbols> {
    let mut found: Vec<Symbols> = Vec::with_capacity(entry.numbers.len());
    for (_, written) in &entry.numbers {
        for symbols in readings(written) {
            let known = found.iter().any(|other| other.as_slice() == symbols.as_slice());
            if !known && found.len() < MAX_NUMBERS {
                found.push(symbols);
            }
        }
    }
    found
}

/// The numbers that are written in one box on record.
pub(crate) fn readings(written: &str) -> impl Iterator<Item = Symbols> {
    whole_or_piece(written).into_iter().map(|(symbols, _)| symbols)
}

/// The numbers that are written in one box on record, each with whether it is only a word of a longer text.
pub(crate) fn whole_or_piece(written: &str) -> Vec<(Symbols, bool)> {
    // Wildcards mean nothing on record: the person who wrote them could not read the character either.
    let plain = written.replace(['?', '*', '[', ']'], " ");
    let keys: Vec<(String, bool)> = match FramePattern::parse(&plain) {
        Ok(pattern) => {
            let keys = pattern.readings().iter().enumerate();
            keys.filter_map(|(at, reading)| Some((reading.key()?, pattern.is_piece(at))))
                .collect()
        }
        Err(_) => vec![(key(&plain), false)],
    };
    keys.iter()
        .map(|(key, is_piece)| (Symbols::of_key(key), *is_piece))
        .filter(|(symbols, _)| !symbols.as_slice().is_empty())
        .collect()
}

const DAY: i64 = 86_400;
/// Degrees are kept in steps of 180 / 2^16 of latitude (300 m) and 360 / 2^16 of longitude.
const STEPS: f64 = 65_534.0;

/// Days since 1970 in London and a rough place, in four fields of 16 bits. 0 means "not known".
pub(crate) fn pack_stolen(stolen: &Stolen) -> u64 {
    let day = |at: Option<Timestamp>| at.map_or(0, |at| u64::from(day_number(london::date_of(at))));
    let place = |part: fn(Point) -> f64, half: f64| {
        stolen.place.map_or(0, |point| {
            1 + ((part(point) + half) / (2.0 * half) * STEPS).round() as u64
        })
    };
    day(stolen.from) | day(stolen.to) << 16 | place(Point::lat, 90.0) << 32 | place(Point::lng, 180.0) << 48
}

/// Packs a day: the days since 1970, counted from 1.
pub(crate) fn day_number(date: Date) -> u16 {
    let days = date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24;
    days.clamp(1, i64::from(u16::MAX)) as u16
}

/// The first and the last day of a theft that [`pack_stolen`] packed, 0 for what is not known.
pub(crate) fn days_of(word: u64) -> (u16, u16) {
    (word as u16, (word >> 16) as u16)
}

/// Undoes [`pack_stolen`], as exactly as the packed word allows.
pub(crate) fn unpack_stolen(word: u64) -> Stolen {
    let field = |at: u32| (word >> (16 * at) & 0xffff) as i64;
    let day = |at: u32| match field(at) {
        0 => None,
        day => Timestamp::from_second(day * DAY).ok(),
    };
    let degrees = |at: u32, half: f64| (field(at) - 1) as f64 / STEPS * 2.0 * half - half;
    let place = if field(2) == 0 {
        None
    } else {
        Point::new(degrees(2, 90.0), degrees(3, 180.0)).ok()
    };
    Stolen {
        from: day(0),
        to: day(1),
        place,
        seen: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::packed::Symbols;

    #[test]
    fn boxes_on_record_are_taken_apart() {
        let read = |written| {
            readings(written)
                .map(|symbols| {
                    symbols
                        .as_slice()
                        .iter()
                        .filter_map(|s| domain::number::Symbol::from_index(*s))
                        .map(domain::number::Symbol::as_char)
                        .collect::<String>()
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(read("wtu 316 c2137 n"), ["WTU316C2137N"]);
        assert_eq!(
            read("B1A114504S WBK946971S"),
            ["B1A114504SWBK946971S", "B1A114504S", "WBK946971S"]
        );
        assert_eq!(read("WTU316?2137N"), ["WTU3162137N"]);
        assert_eq!(read("X"), ["X"]);
        assert_eq!(Symbols::of_key("").as_slice(), [0u8; 0]);
    }

    #[test]
    fn stolen_survives_coarsely() {
        let stolen = Stolen {
            from: "2026-03-01T08:00:00Z".parse().ok(),
            to: None,
            place: Point::new(52.2053, 0.1218).ok(),
            seen: None,
        };
        let back = unpack_stolen(pack_stolen(&stolen));
        assert_eq!(back.from, "2026-03-01T00:00:00Z".parse().ok());
        assert_eq!(back.to, None);
        assert!(back.place.unwrap().distance_km(stolen.place.unwrap()) < 0.5);
        assert_eq!(unpack_stolen(pack_stolen(&Stolen::default())), Stolen::default());
    }
}
