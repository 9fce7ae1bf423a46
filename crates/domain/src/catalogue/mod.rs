//! Makes, colours, features and makers' number formats: lists that help people type, but never refuse what they type.
//!
//! The long lists are in `fixtures`, with their sources and licences. Each is read once, when it is first needed.

mod colour;
mod feature;
mod format;
mod make;

pub use colour::{Colour, colours, parse_colours};
pub use feature::{Feature, Features};
pub use format::{FormatHint, FrameFormat, Grade, formats_of, frame_formats, hint};
pub use make::{Make, canonical_make, find_make, is_no_make, makes, spelling_of_make};

use serde::de::DeserializeOwned;
use unicode_normalization::UnicodeNormalization;

/// Reads the rows of an embedded list. A row that cannot be read is left out; a test makes sure that there are none.
fn rows<Row: DeserializeOwned>(csv: &str) -> Vec<Row> {
    csv::Reader::from_reader(csv.as_bytes())
        .into_deserialize()
        .filter_map(Result::ok)
        .collect()
}

/// The letters and digits of a name, in lower case and without accents. Names are compared in this form.
fn folded(name: &str) -> String {
    name.nfkd()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Counts the lines of an embedded list below its header. No cell has a line break in it.
#[cfg(test)]
fn lines(csv: &str) -> usize {
    csv.lines().count() - 1
}
