//! Instants as the tables keep them: milliseconds since 1970.

use crate::StoreError;
use jiff::Timestamp;

/// Returns the stored form of an instant.
pub fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// Takes an instant back from a column.
pub fn instant(table: &'static str, millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(|_| StoreError::corrupt(table, "an instant out of range"))
}

/// Takes an instant that may be missing back from a column.
pub fn optional_instant(table: &'static str, millis: Option<i64>) -> Result<Option<Timestamp>, StoreError> {
    millis.map(|m| instant(table, m)).transpose()
}
