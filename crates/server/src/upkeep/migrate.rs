use crate::config::Config;
use crate::open;
use anyhow::Result;
use registry::Tuning;
use std::process::ExitCode;

/// Makes a new register, or updates the database to this version.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(config: &Config) -> Result<ExitCode> {
    let new = !config.register_is_there().await?;
    let (registry, key) = open::or_make(config, Tuning::Serve).await?;
    registry.store().clone().close().await?;
    if new {
        println!("Made a new register.");
    } else {
        println!("The database is up to date.");
    }
    if let Some(key) = key {
        println!("{}", open::about_key(&key));
    }
    Ok(ExitCode::SUCCESS)
}
