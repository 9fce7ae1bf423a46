//! The program under another name, so that cargo builds it again before the tests that run it. Its clock can be ahead
//! of the real time. The clock of the program that people run cannot.

use jiff::SignedDuration;
use std::process::ExitCode;

fn main() -> ExitCode {
    let seconds = match std::env::var(tests::AHEAD) {
        Ok(seconds) => seconds
            .parse()
            .unwrap_or_else(|error| panic!("{}={seconds}: {error}", tests::AHEAD)),
        Err(_) => 0,
    };
    framemark_server::run_ahead(SignedDuration::from_secs(seconds))
}
