//! The program under another name, so that cargo builds it afresh before the tests that drive it. Its clock can go
//! ahead of the wall's; that of the program that people run cannot.

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
