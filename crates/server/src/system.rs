//! The operating system's clock and randomness. Everything else is given these.

use domain::{Clock, Random};
use jiff::{SignedDuration, Timestamp};

/// The program's clock. Tests can set it ahead of the real one.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock {
    /// How far it is ahead of the real clock.
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
    /// Fills the bytes. If the system has no randomness, it ends the process, because then it cannot make secrets.
    #[expect(clippy::print_stderr, reason = "there is no way to go on")]
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            eprintln!("framemark: the operating system cannot provide random numbers: {error}");
            std::process::abort();
        }
    }
}
