//! The one place where "now" comes from; everything else takes it as a value.

use jiff::Timestamp;

/// Tells the time; handed in, so that tests can stand still.
pub trait Clock: Send + Sync {
    /// Returns the present instant.
    fn now(&self) -> Timestamp;
}

impl Clock for Timestamp {
    fn now(&self) -> Timestamp {
        *self
    }
}
