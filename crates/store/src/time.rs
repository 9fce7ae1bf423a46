//! Writes and reads times in the database: milliseconds since 1970.

use crate::StoreError;
use jiff::Timestamp;

/// Returns a time as it is stored.
pub fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// Reads a time from a column.
pub fn instant(table: &'static str, millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(|_| StoreError::corrupt(table, "an instant out of range"))
}

/// Reads a time from a column that may be empty.
pub fn optional_instant(table: &'static str, millis: Option<i64>) -> Result<Option<Timestamp>, StoreError> {
    millis.map(|m| instant(table, m)).transpose()
}
