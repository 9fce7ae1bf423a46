//! The commands for figures.

mod close;
mod import;
mod rebuild;

use crate::config::Config;
use anyhow::Result;
use domain::figure::RecordedMonth;
use registry::Tuning;
use std::path::PathBuf;
use std::process::ExitCode;

/// The commands for figures.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Loads a month of recorded crime from a data.police.uk street file
    Import {
        /// The CSV file, with or without its header row
        file: PathBuf,
        /// Says what would change and writes nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Counts all thefts again, for partnerships' figures
    Rebuild,
    /// Closes quarters that are due now, or corrects the last release of a partnership
    Close {
        /// Makes a correction of this partnership's last release, alongside the first one
        #[arg(long, value_name = "PARTNERSHIP")]
        again: Option<String>,
    },
}

/// Returns what the police published about two months in both districts, for demonstrations.
///
/// # Errors
/// When the files that come with the program cannot be read. A test checks that they can.
pub fn published_months() -> Result<Vec<RecordedMonth>> {
    let files = [
        include_str!("../../../../fixtures/street_2024_01_extract.csv"),
        include_str!("../../../../fixtures/street_2024_02_extract.csv"),
    ];
    files.iter().map(|file| import::read(file.as_bytes())).collect()
}

/// Runs the command.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(config: &Config, command: &Command) -> Result<ExitCode> {
    let said = crate::open::with(config, Tuning::Serve, async |registry| match command {
        Command::Import { file, dry_run } => import::run(registry, file, *dry_run).await,
        Command::Rebuild => rebuild::run(registry).await,
        Command::Close { again } => close::run(registry, again.as_deref()).await,
    })
    .await?;
    println!("{said}");
    Ok(ExitCode::SUCCESS)
}
