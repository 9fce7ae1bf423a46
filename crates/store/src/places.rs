//! Places as people described them to us. They are sealed, because a place may be somebody's home.

use crate::StoreError;
use crate::keyring::Keyring;
use domain::place::{PlaceGiven, PlacePrecision, Point};

/// Seals a place.
pub(crate) fn seal(
    keys: &Keyring,
    column: &'static str,
    given: Option<&PlaceGiven>,
) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(given) = given else { return Ok(None) };
    let json = serde_json::to_vec(given)
        .map_err(|error| StoreError::corrupt(column, format!("a place that cannot be written: {error}")))?;
    Ok(Some(keys.seal(column, &json)?))
}

/// Opens a place.
pub(crate) fn open(
    keys: &Keyring,
    column: &'static str,
    sealed: Option<&[u8]>,
) -> Result<Option<PlaceGiven>, StoreError> {
    let Some(sealed) = sealed else { return Ok(None) };
    let json = keys.open(column, sealed)?;
    serde_json::from_slice(&json)
        .map(Some)
        .map_err(|error| StoreError::corrupt(column, format!("a place that cannot be read: {error}")))
}

/// Returns the short word that says how exactly a place is known.
pub(crate) fn precision(given: Option<&PlaceGiven>, point: Option<Point>) -> String {
    PlacePrecision::of(given, point).slug().to_owned()
}
