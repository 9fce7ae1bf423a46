//! Bikes with every number on them, written together and read together.

pub mod drafts;
pub mod flags;
pub mod identifiers;
mod insert;
mod listing;
mod load;
mod organisations;
pub mod ownerships;
pub mod photos;
mod remove;
pub mod standing;

pub use insert::{Arrival, RegisteredBy, insert, retire, update};
pub use listing::{DigestOf, digest_of, digests_of, external_refs, ids_after, total};
pub use load::{Readable, find, load, load_readable, load_with_thefts};
pub use organisations::organisations_of;
pub use remove::remove;

use crate::StoreError;
use domain::number::Frame;

/// Returns the word for a frame number in the `frame` column. The number itself is an identifier.
pub(crate) fn frame_word(frame: &Frame) -> &'static str {
    match frame {
        Frame::Numbered(_) => "numbered",
        Frame::Unknown => "unknown",
        Frame::Unnumbered => "unnumbered",
    }
}

/// Colours stand in one column, parted by spaces; slugs have none.
pub(crate) fn colours_column(colours: &[String]) -> String {
    colours.join(" ")
}

pub(crate) fn colours_of(column: &str) -> Vec<String> {
    column
        .split(' ')
        .filter(|slug| !slug.is_empty())
        .map(str::to_owned)
        .collect()
}

pub(crate) fn corrupt(what: impl Into<String>) -> StoreError {
    StoreError::corrupt("bike", what)
}

#[cfg(test)]
mod tests;
