//! Benchmarks on a register that is made for them and then deleted.

mod client;
mod cluster;
mod core;
mod exhaustive;
mod figures;
mod home;
mod lists;
mod load;
mod made;
mod matches;
mod ours;
mod peer;
mod plan;
mod report;
mod search;
mod tally;
mod web;

use anyhow::Result;
use std::process::ExitCode;

/// The benchmarks.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// How well and how fast bikes are found, compared with another registry's scheme and an exhaustive search
    Search(search::Args),
    /// How many recovered bikes get home in a year and how much work that takes, compared with two published flows
    Home(home::Args),
    /// Checks that every match is queued exactly once, even if the server is killed
    Matches(matches::Args),
    /// How long it takes to look up a list of recovered bikes on the page, and to check numbers meanwhile
    Lists(lists::Args),
    /// How long it takes to count thefts, to close a quarter and to read every table of figures
    Figures(figures::Args),
    /// How long a look-up and a check take over HTTP, compared with the engine alone
    Web(web::Args),
}

/// Runs a benchmark. It does not use a data folder.
pub async fn run(command: &Command) -> Result<ExitCode> {
    match command {
        Command::Search(args) => search::run(args).await,
        Command::Home(args) => home::run(args).await,
        Command::Matches(args) => matches::run(args).await,
        Command::Lists(args) => lists::run(args).await,
        Command::Figures(args) => figures::run(args).await,
        Command::Web(args) => web::run(args).await,
    }
}
