//! Bikes with every number on them, written together and read together.

pub mod changes;
pub mod drafts;
mod erase;
pub mod flags;
pub mod identifiers;
mod insert;
mod join;
mod listing;
mod load;
mod organisations;
pub mod ownerships;
pub mod photos;
mod remove;
mod retire;
pub mod standing;
pub mod statements;
pub mod transfers;

pub use erase::{Erased, erase};
pub use insert::{Arrival, RegisteredBy, insert, rewrite, update};
pub use join::{join, noted};
pub use listing::{DigestOf, digest_of, digests_of, external_refs, highest, ids_after, total};
pub use load::{Readable, find, load, load_readable, load_with_thefts};
pub use organisations::organisations_of;
pub use remove::remove;
pub(crate) use remove::remove_messages;
pub use retire::{retire, retired_why, take_back};

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

/// Colours are in one column, separated by spaces. Slugs have no spaces.
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
