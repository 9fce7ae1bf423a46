//! Where "now" and chance come from; everything else takes them as values.

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

/// Fills bytes with randomness fit for secrets; handed in, so that tests can repeat themselves.
pub trait Random: Send + Sync {
    /// Overwrites every byte.
    fn fill(&self, bytes: &mut [u8]);
}
