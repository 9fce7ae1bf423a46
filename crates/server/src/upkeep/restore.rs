use super::backup::in_words;
use crate::config::Config;
use crate::config::lock::Lock;
use crate::lists::progress::{Progress, grouped};
use crate::open;
use crate::system::SystemRandom;
use anyhow::{Context, Result, bail};
use registry::{Keyring, Tuning, feed};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use store::backup::{self, Backup, Engine, Staged};
use store::look_up::audit::{Action, AuditEntry, record};

/// The options of `restore`.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// The folder of the backup
    #[arg(value_name = "FOLDER")]
    pub from: PathBuf,
    /// Only checks that the backup is complete and belongs to this key
    #[arg(long)]
    pub check: bool,
}

/// Makes a register from a backup, after checking everything.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(config: &Config, args: &Args) -> Result<ExitCode> {
    let keys = Keyring::new(
        &config
            .master_key()
            .context("a restore needs the key of the backup's register")?,
        Arc::new(SystemRandom),
    );
    let backup = Backup::open(&args.from, &keys).context("nothing was restored")?;
    if !args.check {
        refuse_something(config, &backup).await?;
    }
    let checking = Progress::start("Checking", None);
    backup
        .check(&migrations::steps(), |at| {
            checking.set(at.done, Some(at.all), &format!("{} files", grouped(at.done)));
        })
        .context("nothing was restored")?;
    drop(checking);
    if args.check {
        println!("The backup is complete: {}", in_words(backup.manifest()));
        return Ok(ExitCode::SUCCESS);
    }
    fill(config, &backup, keys).await?;
    println!("Restored {}", in_words(backup.manifest()));
    println!(
        "Everybody has to sign in again. E-mails that were waiting when the backup was made will be sent, so some may \
         arrive twice."
    );
    Ok(ExitCode::SUCCESS)
}

/// Refuses a database that is not empty, or is of a different kind from the backup's.
async fn refuse_something(config: &Config, backup: &Backup) -> Result<()> {
    let made_of = backup.manifest().engine;
    match (config.embedded, made_of) {
        (true, Engine::Sqlite) => {}
        (true, Engine::Postgres) => {
            bail!(
                "the backup was made from a PostgreSQL database. Name an empty one with --database-url or FRAMEMARK_DATABASE_URL"
            );
        }
        (false, Engine::Sqlite) => {
            bail!(
                "the backup was made from a SQLite database in a data folder. Leave out FRAMEMARK_DATABASE_URL"
            );
        }
        (false, Engine::Postgres) => {
            config.database_answers().await?;
            if !backup::is_nothing(&config.database_url).await? {
                bail!(
                    "the database {} is not empty. Name an empty one, because a restore never writes over an existing \
                     register",
                    config.database()
                );
            }
        }
    }
    Ok(())
}

async fn fill(config: &Config, backup: &Backup, keys: Keyring) -> Result<()> {
    config.make_folder()?;
    let lock = Lock::take(&config.data)?;
    let staged = Staged::begin(&config.data)
        .context("a restore needs a data folder without a register, because it never writes over one")?;
    let unfinished = "the restore did not finish; correct what is wrong, and run it again";
    staged.photos(backup).context(unfinished)?;
    match backup.manifest().engine {
        Engine::Sqlite => backup::fill_sqlite(backup, &staged, keys)
            .await
            .context(unfinished)?,
        Engine::Postgres => {
            migrations::make_for_restore(&config.database_url, &backup.manifest().steps)
                .await
                .context(unfinished)?;
            backup::fill_postgres(backup, &config.database_url, &keys)
                .await
                .context(unfinished)?;
        }
    }
    staged.end()?;
    let registry = open::ready(config, Tuning::Bulk).await?;
    let tx = registry.store().begin().await?;
    record(&tx, &AuditEntry::of(Action::RegisterRestored), registry.now()).await?;
    tx.commit().await?;
    let all = backup.manifest().rows("bike");
    let progress = Progress::start("Indexing", Some(all));
    feed::rebuild(&registry, |done| {
        let done = done as u64;
        progress.set(done, Some(all), &format!("{} bikes", grouped(done)));
    })
    .await
    .context("the register is restored, but its search index could not be built; run framemark reindex")?;
    drop(progress);
    registry.store().clone().close().await?;
    drop(lock);
    Ok(())
}
