//! The program: its command line, its configuration, and the workers that run beside the pages.
//!
//! Only this crate uses all the others, and only this one reads the clock, the environment and the operating system's
//! randomness.

mod args;
mod bench;
mod checkpoints;
mod config;
mod contact;
pub mod demo;
mod figures;
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

/// How long to wait for busy threads when the process ends.
const LAST_WAIT: Duration = Duration::from_secs(3);

/// Runs the command line that this process was started with.
pub fn run() -> ExitCode {
    run_ahead(SignedDuration::ZERO)
}

/// Runs the command line with a clock that is ahead of the real one, for tests that cannot wait for tomorrow.
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
    // Work that never ends on other threads must not keep the process running.
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
