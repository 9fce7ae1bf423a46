//! Whole documents, such as plans, stored as sealed JSON.

use crate::StoreError;
use crate::keyring::Keyring;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Seals a document.
pub(crate) fn seal<T: Serialize>(
    keys: &Keyring,
    column: &'static str,
    document: &T,
) -> Result<Vec<u8>, StoreError> {
    let json = serde_json::to_vec(document).map_err(|error| {
        StoreError::corrupt(column, format!("a document that cannot be written: {error}"))
    })?;
    Ok(keys.seal(column, &json)?)
}

/// Opens a document.
pub(crate) fn open<T: DeserializeOwned>(
    keys: &Keyring,
    column: &'static str,
    sealed: &[u8],
) -> Result<T, StoreError> {
    let json = keys.open(column, sealed)?;
    serde_json::from_slice(&json)
        .map_err(|error| StoreError::corrupt(column, format!("a document that cannot be read: {error}")))
}
