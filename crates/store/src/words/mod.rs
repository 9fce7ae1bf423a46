//! Seals words that people type freely, because they may name somebody. [`seal_clear`] seals the rows that an earlier
//! version wrote unsealed.
//!
//! The old column stays for an earlier version that runs at the same time. It is empty; if it must not be empty, it has
//! something that the earlier version can read.

mod clear;

pub use clear::{seal_clear, wipe};

use crate::{Keyring, StoreError};

/// The sealed columns, by the names with which their values are authenticated.
pub(crate) mod column {
    pub(crate) const LOOK_UP_REASON: &str = "look_up.reason";
    pub(crate) const LOOK_UP_QUERY: &str = "look_up.query";
    pub(crate) const ANSWER: &str = "look_up_result.answer";
    pub(crate) const AUDIT_REASON: &str = "audit_entry.reason";
    pub(crate) const EVIDENCE: &str = "bike_match.evidence";
    pub(crate) const FEATURES: &str = "bike.features";
    pub(crate) const BATCH_NAME: &str = "mark_batch.name";
    pub(crate) const PRINTER_NAME: &str = "printer.name";
    pub(crate) const PROPERTY_REF: &str = "recovery.property_ref";
    pub(crate) const CRIME_REF: &str = "theft_report.crime_ref";
}

/// The values in old columns that must not be empty: a reason, a query and a list.
pub(crate) const NO_REASON: &str = "sealed";
pub(crate) const NO_QUERY: &str = "{}";
pub(crate) const NO_LIST: &str = "[]";

/// Hashes a property reference, in the form in which references are compared. Rows are found by this hash.
pub(crate) fn property_hash(keys: &Keyring, key: &str) -> Vec<u8> {
    keys.hash("property reference", key.as_bytes())
}

/// Hashes a crime reference, in the form in which references are compared. Rows are found by this hash.
pub(crate) fn crime_hash(keys: &Keyring, key: &str) -> Vec<u8> {
    keys.hash("crime reference", key.as_bytes())
}

/// Makes a stand-in for a unique word. It is unique as well, but tells nobody what the word is.
pub(crate) fn stand_in(keys: &Keyring, purpose: &'static str, word: &str) -> String {
    hex::encode(keys.hash(purpose, word.as_bytes()))
}

/// Seals words that may be missing.
pub(crate) fn sealed(
    keys: &Keyring,
    column: &'static str,
    words: Option<&str>,
) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(words.map(|words| keys.seal_text(column, words)).transpose()?)
}

/// Opens words that may be missing. In a row that is not sealed yet, they can be read as they are.
pub(crate) fn opened(
    keys: &Keyring,
    column: &'static str,
    sealed: Option<&[u8]>,
    clear: Option<String>,
) -> Result<Option<String>, StoreError> {
    match sealed {
        Some(sealed) => Ok(Some(keys.open_text(column, sealed)?)),
        None => Ok(clear),
    }
}

/// Opens words that are never missing. In a row that is not sealed yet, they can be read as they are.
pub(crate) fn open(
    keys: &Keyring,
    column: &'static str,
    sealed: Option<&[u8]>,
    clear: String,
) -> Result<String, StoreError> {
    Ok(opened(keys, column, sealed, None)?.unwrap_or(clear))
}

#[cfg(test)]
mod tests;
