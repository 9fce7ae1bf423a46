use crate::config::Config;
use anyhow::Result;
use std::process::ExitCode;

/// Migrates the database and says so.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(config: &Config) -> Result<ExitCode> {
    // The key is made with the database, never after it.
    config.master_key()?;
    crate::open::migrate(config).await?;
    println!("The database is up to date.");
    Ok(ExitCode::SUCCESS)
}
