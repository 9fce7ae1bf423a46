//! The operating system's clock and randomness; everything else is handed these.

use domain::{Clock, Random};
use jiff::{SignedDuration, Timestamp};

/// The wall clock, and how far ahead of it the program goes; nothing but tests moves it.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock {
    /// How far ahead.
    pub ahead: SignedDuration,
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now() + self.ahead
    }
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug)]
pub struct SystemRandom;

impl Random for SystemRandom {
    /// Fills the bytes, and ends the process if the system has no randomness: nothing secret can be made then.
    #[expect(clippy::print_stderr, reason = "there is no way to go on")]
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            eprintln!("framemark: the operating system gives no randomness: {error}");
            std::process::abort();
        }
    }
}
