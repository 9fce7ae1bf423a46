//! The program: its command line, its configuration, and what runs beside the pages.
//!
//! The only place that sees everything, and the only one that reads the clock, the environment and
//! the operating system's randomness.

mod args;
mod bench;
mod config;
mod contact;
pub mod demo;
mod limits;
mod lists;
mod log;
mod open;
mod serve;
mod stock;
mod system;
mod upkeep;
mod worker;

use clap::Parser;
use jiff::SignedDuration;
use std::process::ExitCode;
use std::time::Duration;
use system::SystemClock;

/// How long threads that compute or wait for the disk get to end with the process.
const LAST_WAIT: Duration = Duration::from_secs(3);

/// Runs the command line that this process was started with.
pub fn run() -> ExitCode {
    run_ahead(SignedDuration::ZERO)
}

/// Runs the command line with a clock that goes ahead of the wall's, for a test that cannot wait for tomorrow.
pub fn run_ahead(ahead: SignedDuration) -> ExitCode {
    let clock = SystemClock { ahead };
    let args = args::Args::parse();
    // A benchmark's peer runs as another user, in a folder that it must be able to enter.
    if !matches!(args.command, args::Command::Bench(_)) {
        config::private::by_default();
    }
    if let Err(error) = log::start(&args.command) {
        return failed(&error);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&anyhow::Error::new(error).context("cannot start")),
    };
    let code = match runtime.block_on(args::dispatch(args, clock)) {
        Ok(code) => code,
        Err(error) => failed(&error),
    };
    // Work on other threads that does not end must not keep the process.
    runtime.shutdown_timeout(LAST_WAIT);
    code
}

/// Says on standard error what went wrong, with its causes.
#[expect(
    clippy::print_stderr,
    reason = "the last word of a command belongs on standard error"
)]
fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("framemark: {error:#}");
    ExitCode::from(2)
}
