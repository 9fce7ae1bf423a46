//! Measures on a register that is made for it, and throws it away.

mod client;
mod cluster;
mod core;
mod exhaustive;
mod load;
mod ours;
mod peer;
mod plan;
mod report;
mod search;
mod tally;
mod web;

use anyhow::Result;
use std::process::ExitCode;

/// What can be measured.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// How well and how fast bikes are found, beside another registry's scheme and a search of everything
    Search(search::Args),
    /// How long a look-up and a check take through HTTP, beside the engine alone
    Web(web::Args),
}

/// Measures. Needs no data folder and touches none.
pub async fn run(command: &Command) -> Result<ExitCode> {
    match command {
        Command::Search(args) => search::run(args).await,
        Command::Web(args) => web::run(args).await,
    }
}
