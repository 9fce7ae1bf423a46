//! Where the register is and with what it is opened: options, environment, and the key file.

use crate::system::{SystemClock, SystemRandom};
use anyhow::{Context, Result, bail};
use registry::{MasterKey, Store};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The options that every command takes.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// The folder that holds everything: database, index, photos, key
    #[arg(
        long,
        global = true,
        env = "FRAMEMARK_DATA",
        default_value = "./data",
        value_name = "DIR"
    )]
    pub data: PathBuf,
    /// A PostgreSQL address, instead of the SQLite database in the data folder
    #[arg(
        long,
        global = true,
        env = "FRAMEMARK_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: Option<String>,
    /// The address under which people reach the site, such as <https://bikes.example.org>
    #[arg(long, global = true, env = "FRAMEMARK_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
}

/// The configuration, read and checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// The database's address.
    pub database_url: String,
    /// Whether the database is the one in the data folder.
    pub embedded: bool,
    /// The address under which people reach the site, if it was said.
    pub public_url: Option<String>,
    /// What time it is.
    pub clock: SystemClock,
    key: Option<String>,
}

const KEY: &str = "FRAMEMARK_KEY";
const KEY_FILE: &str = "framemark.key";

impl Config {
    /// Reads options and environment; makes the data folder.
    pub fn read(args: &Args, clock: SystemClock) -> Result<Self> {
        let data = args.data.clone();
        fs::create_dir_all(&data).with_context(|| {
            format!(
                "cannot make the data folder {}; name another with --data",
                data.display()
            )
        })?;
        let given = args.database_url.clone().filter(|url| !url.trim().is_empty());
        if let Some(url) = &given
            && !["postgres://", "postgresql://", "sqlite:"]
                .iter()
                .any(|start| url.starts_with(start))
        {
            bail!(
                "FRAMEMARK_DATABASE_URL must start with postgres:// (leave it out for SQLite in the data folder)"
            );
        }
        let public_url = args
            .public_url
            .as_deref()
            .map(|url| url.trim_end_matches('/').to_owned());
        if let Some(url) = &public_url
            && !["http://", "https://"].iter().any(|start| url.starts_with(start))
        {
            bail!("the public URL must start with https:// (or http:// for trying things out), not {url:?}");
        }
        Ok(Self {
            embedded: given.is_none(),
            database_url: given.unwrap_or_else(|| Store::sqlite_url(&data)),
            public_url,
            clock,
            key: std::env::var(KEY).ok().filter(|key| !key.is_empty()),
            data,
        })
    }

    /// Makes the configuration of a folder that is thrown away after: SQLite, and a key of its own beside it.
    pub fn throw_away(data: PathBuf) -> Self {
        Self {
            database_url: Store::sqlite_url(&data),
            embedded: true,
            public_url: None,
            clock: SystemClock::default(),
            key: None,
            data,
        }
    }

    /// Returns the key: from the environment, or from the file beside the embedded database.
    pub fn master_key(&self) -> Result<MasterKey> {
        if let Some(key) = &self.key {
            return MasterKey::from_base64(key).with_context(|| format!("cannot use {KEY}"));
        }
        if !self.embedded {
            bail!("set {KEY} to the key of this register; `openssl rand -base64 32` makes a new one");
        }
        let file = self.data.join(KEY_FILE);
        if file.exists() {
            let text = fs::read_to_string(&file)
                .with_context(|| format!("cannot read the key file {}", file.display()))?;
            return MasterKey::from_base64(&text).with_context(|| format!("cannot use {}", file.display()));
        }
        if self.data.join("framemark.db").exists() {
            bail!(
                "the key file {} is missing. Without it the names in this database cannot be read: put it back, \
                 or set {KEY}",
                file.display()
            );
        }
        let key = MasterKey::generate(&SystemRandom);
        write_secret(&file, &key.to_base64())
            .with_context(|| format!("cannot write the key file {}", file.display()))?;
        tracing::info!(
            "Made a new key in {}; keep a copy of it apart from the database",
            file.display()
        );
        Ok(key)
    }
}

/// Writes a file that only its owner can read, and makes sure that it is on the disk.
fn write_secret(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file)?;
    writeln!(out, "{text}")?;
    out.sync_all()
}
