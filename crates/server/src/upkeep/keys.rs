use crate::config::key;
use crate::config::{Config, private};
use crate::lists::progress::{Progress, counted, grouped};
use crate::open;
use crate::system::SystemRandom;
use anyhow::{Context, Result, bail};
use domain::Clock;
use registry::{MasterKey, Store};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use store::keys::{self, Place, Resealed};
use store::look_up::audit::{Action, AuditEntry, record};

/// The commands for the key.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Shows the fingerprints of the register's keys
    Show,
    /// Seals everything but the log under a new key, while servers run
    Rotate {
        /// A file with the new key; needed if the key is not in the data folder
        #[arg(long, value_name = "FILE")]
        new_key: Option<PathBuf>,
        /// How long to wait until running servers know the new key
        #[arg(long, default_value_t = 15, value_name = "SECONDS")]
        wait: u64,
    },
}

/// Runs the command.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(config: &Config, command: &Command) -> Result<ExitCode> {
    let store = open::store_as_it_is(config).await?;
    let said = match command {
        Command::Show => show(config, &store).await?,
        Command::Rotate { new_key, wait } => {
            rotate(config, &store, new_key.as_deref(), Duration::from_secs(*wait)).await?
        }
    };
    store.close().await?;
    println!("{said}");
    Ok(ExitCode::SUCCESS)
}

async fn show(config: &Config, store: &Store) -> Result<String> {
    let keys = store.keys();
    let mut said = format!(
        "The key of this register has the fingerprint {}. It comes from {}.",
        keys.home_id(),
        config.key.in_words()
    );
    let others: Vec<String> = keys
        .key_ids()
        .into_iter()
        .filter(|id| *id != keys.home_id())
        .collect();
    if !others.is_empty() {
        said += &format!(
            "\nIt opens these other keys in the database: {}. They open what is still sealed under them, such as \
             the log.",
            others.join(", ")
        );
    }
    if let Some(to) = keys::changing_to(store).await? {
        said += &format!("\nThe key is being changed to {to}. Run framemark keys rotate to finish.");
    }
    Ok(said)
}

async fn rotate(config: &Config, store: &Store, given: Option<&Path>, wait: Duration) -> Result<String> {
    let under_way = keys::changing_to(store).await?;
    let home = store.keys().home_id();
    if under_way.as_deref() == Some(home.as_str()) {
        // The operator, or this command before it was cut off, has replaced the old key with the new one.
        let done = reseal_all(store, &home).await?;
        keys::end(store, &home).await?;
        note(config, store).await?;
        return Ok(finished(&home, done));
    }
    let (new, file) = new_key(config, given)?;
    let id = registry::Keyring::new(&new, std::sync::Arc::new(SystemRandom)).home_id();
    if id == home {
        bail!("the register already has this key; name a file with a new one");
    }
    if let Some(other) = under_way.filter(|other| *other != id) {
        bail!("the key is already being changed to {other}; finish that change first, with that key");
    }
    keys::begin(store, &new).await?;
    tokio::time::sleep(wait).await;
    keys::switch(store, &id).await?;
    tokio::time::sleep(wait).await;
    let done = reseal_all(store, &id).await?;
    let Some(own) = config.key.own_file() else {
        return Ok(format!(
            "{}\nNow replace the old key ({}) with the new one on every node, and restart the servers one after another. \
             Then run framemark keys rotate again to retire the old key. Until then, both keys open the register.",
            sealed(&id, done),
            config.key.in_words()
        ));
    };
    swap(own, &file, &home)?;
    keys::end(store, &id).await?;
    note(config, store).await?;
    Ok(format!(
        "{}\nThe new key is in {}. Keep a copy of it somewhere else. The old key is beside it, with its fingerprint in \
         its name. Only earlier backups need it.",
        finished(&id, done),
        own.display()
    ))
}

async fn note(config: &Config, store: &Store) -> Result<()> {
    let tx = store.begin().await?;
    record(&tx, &AuditEntry::of(Action::KeyChanged), config.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Reads the new key, or makes one beside the old key. If an earlier run was cut off, it reads the key that that run
/// made.
fn new_key(config: &Config, given: Option<&Path>) -> Result<(MasterKey, PathBuf)> {
    if let Some(file) = given {
        return Ok((key::read(file)?, file.to_owned()));
    }
    let Some(own) = config.key.own_file() else {
        bail!(
            "the key comes from {}, so make a new one (openssl rand -base64 32) in a file that only you can read, and name \
             it with --new-key",
            config.key.in_words()
        );
    };
    let file = own.with_extension("key.new");
    if !file.exists() {
        let new = MasterKey::generate(&SystemRandom);
        private::write_secret(&file, &new.to_base64())
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok((key::read(&file)?, file))
}

async fn reseal_all(store: &Store, to: &str) -> Result<Resealed> {
    let progress = Progress::start("Sealing", None);
    let mut all = Resealed::default();
    // Servers that hear of the key late may have sealed more under the old one, so we repeat until nothing is left.
    loop {
        let (mut place, mut pass) = (Place::default(), Resealed::default());
        while let Some(some) = keys::reseal(store, &mut place).await? {
            pass.done += some.done;
            pass.damaged += some.damaged;
            let done = all.done + pass.done;
            progress.set(done, None, &format!("{} values", grouped(done)));
        }
        all.done += pass.done;
        all.damaged = pass.damaged;
        if pass.done == 0 {
            tracing::info!(values = all.done, key = to, "Sealed everything under the new key");
            return Ok(all);
        }
    }
}

/// Replaces the old key's file with the new one, and keeps the old one with its fingerprint in its name.
fn swap(own: &Path, new: &Path, old_id: &str) -> Result<()> {
    let kept = own.with_extension(format!("key.{old_id}"));
    let swapped = || format!("cannot write the new key to {}", own.display());
    if !kept.exists() {
        fs::hard_link(own, &kept).with_context(swapped)?;
    }
    if new.parent() == own.parent() {
        fs::rename(new, own).with_context(swapped)?;
    } else {
        let beside = own.with_extension("key.next");
        fs::copy(new, &beside).with_context(swapped)?;
        fs::rename(&beside, own).with_context(swapped)?;
    }
    if let Some(folder) = own.parent() {
        fs::File::open(folder)
            .and_then(|folder| folder.sync_all())
            .with_context(swapped)?;
    }
    Ok(())
}

fn sealed(id: &str, done: Resealed) -> String {
    let mut said = format!(
        "Sealed {} under the key with the fingerprint {id}.",
        counted(done.done, "value", "values")
    );
    if done.damaged > 0 {
        said += &format!(
            " {}.",
            counted(
                done.damaged,
                "value is damaged, so it stays as it was. The log names it",
                "values are damaged, so they stay as they were. The log names them"
            )
        );
    }
    said
}

fn finished(id: &str, done: Resealed) -> String {
    format!("{}\nThe old key no longer opens anything.", sealed(id, done))
}
