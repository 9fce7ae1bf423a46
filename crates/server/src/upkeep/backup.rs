use crate::config::Config;
use crate::lists::progress::counted;
use crate::open;
use anyhow::{Context, Result};
use domain::Clock;
use std::path::PathBuf;
use std::process::ExitCode;
use store::Store;
use store::backup::{self, About, Manifest};
use store::look_up::audit::{Action, AuditEntry, record};

/// The options of `backup`.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// The folder to make; it must not exist yet
    #[arg(value_name = "FOLDER")]
    pub to: PathBuf,
}

/// Copies the register into a new folder. Servers can go on using the register.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(config: &Config, args: &Args) -> Result<ExitCode> {
    let (store, photos) = open::as_it_is(config).await?;
    let about = About {
        program: env!("CARGO_PKG_VERSION"),
        now: config.clock.now(),
    };
    let made = backup::take(&store, &photos, &args.to, about)
        .await
        .context("no backup was made")?;
    note(&store, config)
        .await
        .context("the backup is complete, but the register could not note that it was made")?;
    store.close().await?;
    println!("{}", in_words(&made));
    println!(
        "The key is not in the backup. Keep a copy of the key somewhere else: without it, nobody can read the names."
    );
    Ok(ExitCode::SUCCESS)
}

async fn note(store: &Store, config: &Config) -> Result<()> {
    let now = config.clock.now();
    let tx = store.begin().await?;
    backup::note(&tx, now).await?;
    record(&tx, &AuditEntry::of(Action::RegisterBackedUp), now).await?;
    tx.commit().await?;
    Ok(())
}

/// Says what is in a backup.
pub fn in_words(manifest: &Manifest) -> String {
    let mut said = format!(
        "{}, {} and {}, under the key with the fingerprint {}.",
        counted(manifest.rows("bike"), "bike", "bikes"),
        counted(manifest.rows("account"), "account", "accounts"),
        counted(manifest.photos, "photo", "photos"),
        manifest.key
    );
    if manifest.photos_missing > 0 {
        said += &format!(
            "\n{}",
            counted(
                manifest.photos_missing,
                "photo is missing or damaged, so it is not in the backup. The log names it.",
                "photos are missing or damaged, so they are not in the backup. The log names them."
            )
        );
    }
    said
}
