//! Makes, colours and makers' number formats: lists that help people type, and never refuse what they type.
//!
//! The lists stand in `fixtures` with their sources and licences and are read once, when first asked for.

mod colour;
mod format;
mod make;

pub use colour::{Colour, colours, parse_colours};
pub use format::{FormatHint, FrameFormat, Grade, formats_of, frame_formats, hint};
pub use make::{Make, canonical_make, find_make, is_no_make, makes, spelling_of_make};

use serde::de::DeserializeOwned;
use unicode_normalization::UnicodeNormalization;

/// Reads the rows of an embedded list. A row that cannot be read is left out; tests show that none is.
fn rows<Row: DeserializeOwned>(csv: &str) -> Vec<Row> {
    csv::Reader::from_reader(csv.as_bytes())
        .into_deserialize()
        .filter_map(Result::ok)
        .collect()
}

/// The letters and digits of a name in lower case, accents dropped: what names are compared by.
fn folded(name: &str) -> String {
    name.nfkd()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// How many lines an embedded list has below its header, none of them holding a line break.
#[cfg(test)]
fn lines(csv: &str) -> usize {
    csv.lines().count() - 1
}
