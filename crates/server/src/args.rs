//! The commands of `framemark`.

use crate::config::{self, Config};
use crate::open::{needs_public_url, with};
use crate::system::SystemClock;
use crate::{bench, figures, lists, serve, stock, upkeep};
use anyhow::Result;
use clap::{Parser, Subcommand};
use registry::Tuning;
use std::process::ExitCode;

/// Framemark: a bike-marking and stolen-cycle register.
#[derive(Debug, Parser)]
#[command(name = "framemark", version, max_term_width = 100, propagate_version = true)]
#[command(
    after_help = "Start with: framemark serve --demo\nAn option can also be set by an environment \
    variable if its help names one. Give --data before or after the command."
)]
pub struct Args {
    /// Where the register and its keys are.
    #[command(flatten)]
    pub config: config::Args,
    /// The command to run.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands of the program.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the web site, the search index and the mail in one process
    Serve(serve::Args),
    /// Sets up a real register, from flags or questions
    Setup(upkeep::setup::Args),
    /// Says what is wrong with this installation, and what to do
    Doctor(upkeep::doctor::Args),
    /// Makes a new register, or updates the database to this version
    Migrate,
    /// Loads bikes from a CSV file
    Import(lists::import::Args),
    /// Writes all bikes to a CSV file that `import` can read
    Export(lists::export::Args),
    /// Looks up one bike, and explains each result
    LookUp(lists::look_up::Args),
    /// Looks up every bike in a property store
    Reconcile(lists::reconcile::Args),
    /// Makes a PDF of labels from blank marks
    Labels(stock::labels::Args),
    /// Checks marks
    #[command(subcommand)]
    Marks(stock::marks::Command),
    /// Rebuilds the search index
    Reindex,
    /// Checks that nobody has changed the log
    #[command(subcommand)]
    Audit(upkeep::audit::Command),
    /// Copies the whole register into a new folder while servers run
    Backup(upkeep::backup::Args),
    /// Restores a register from a backup, to a place that has no register yet
    Restore(upkeep::restore::Args),
    /// Shows or changes the key that personal details are sealed with
    #[command(subcommand)]
    Keys(upkeep::keys::Command),
    /// Manages organisations
    #[command(subcommand)]
    Org(upkeep::org::Command),
    /// Manages staff accounts
    #[command(subcommand)]
    User(upkeep::user::Command),
    /// Loads recorded crime and makes partnerships' figures
    #[command(subcommand)]
    Figures(figures::Command),
    /// Runs a benchmark on a temporary register
    #[command(subcommand)]
    Bench(bench::Command),
}

/// Runs the command.
pub async fn dispatch(args: Args, clock: SystemClock) -> Result<ExitCode> {
    if let Command::Bench(command) = &args.command {
        return bench::run(command).await;
    }
    let config = Config::read(&args.config, clock)?;
    match &args.command {
        Command::Bench(command) => bench::run(command).await,
        Command::Serve(args) => serve::run(config, args).await,
        Command::Migrate => upkeep::migrate::run(&config).await,
        Command::Reindex => upkeep::reindex::run(&config).await,
        Command::Audit(command) => upkeep::audit::run(&config, command).await,
        Command::Backup(args) => upkeep::backup::run(&config, args).await,
        Command::Restore(args) => upkeep::restore::run(&config, args).await,
        Command::Setup(args) => upkeep::setup::run(&config, args).await,
        Command::Doctor(args) => upkeep::doctor::run(&config, args).await,
        Command::Keys(command) => upkeep::keys::run(&config, command).await,
        Command::Org(command) => upkeep::org::run(&config, command).await,
        Command::User(command) => upkeep::user::run(&config, command).await,
        Command::Figures(command) => figures::run(&config, command).await,
        Command::Labels(args) => {
            with(&config, Tuning::Serve, async |registry| {
                needs_public_url(&config, registry, "Labels lead to").await?;
                stock::labels::run(registry, args).await
            })
            .await
        }
        Command::Marks(command) => {
            with(&config, Tuning::Serve, async |registry| {
                stock::marks::run(registry, command).await
            })
            .await
        }
        Command::Import(args) => {
            with(&config, Tuning::Bulk, async |registry| {
                lists::import::run(registry, args).await
            })
            .await
        }
        Command::Export(args) => {
            with(&config, Tuning::Bulk, async |registry| {
                lists::export::run(registry, args).await
            })
            .await
        }
        Command::LookUp(args) => {
            with(&config, Tuning::Serve, async |registry| {
                lists::look_up::run(registry, args).await
            })
            .await
        }
        Command::Reconcile(args) => {
            with(&config, Tuning::Bulk, async |registry| {
                lists::reconcile::run(registry, args).await
            })
            .await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Args;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }
}
