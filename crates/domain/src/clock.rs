//! Where the time and randomness come from. All other code is given both as values.

use jiff::Timestamp;

/// Tells the time. Code is given a clock, so that tests can stop the time.
pub trait Clock: Send + Sync {
    /// Returns the present instant.
    fn now(&self) -> Timestamp;
}

impl Clock for Timestamp {
    fn now(&self) -> Timestamp {
        *self
    }
}

/// Fills bytes with randomness that is good enough for secrets. Code is given its randomness, so that tests can repeat
/// themselves.
pub trait Random: Send + Sync {
    /// Overwrites every byte.
    fn fill(&self, bytes: &mut [u8]);
}
