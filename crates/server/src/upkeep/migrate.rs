use crate::config::Config;
use crate::lists::progress::counted;
use crate::open;
use anyhow::Result;
use registry::Tuning;
use std::process::ExitCode;

/// Makes a new register, or updates the database to this version.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(config: &Config) -> Result<ExitCode> {
    let new = !config.register_is_there().await?;
    let (registry, key) = open::or_make(config, Tuning::Serve).await?;
    let sealed = registry::upkeep::seal_clear_words(&registry, || true).await?;
    if let Err(error) = registry::upkeep::wipe_clear_words(&registry).await {
        tracing::warn!(
            %error,
            "The words are sealed, but copies of them are left in the database file. Run VACUUM on it"
        );
    }
    registry.store().clone().close().await?;
    if new {
        println!("Made a new register.");
    } else {
        println!("The database is up to date.");
    }
    if sealed > 0 {
        println!(
            "Sealed the words of {} that an earlier version kept in the clear.",
            counted(sealed, "record", "records")
        );
    }
    if let Some(key) = key {
        println!("{}", open::about_key(&key));
    }
    Ok(ExitCode::SUCCESS)
}
