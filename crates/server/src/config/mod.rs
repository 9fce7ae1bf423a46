//! Where the register is and with what it is opened: options, environment, and the key file.

pub mod lock;
pub mod private;
pub mod settings;

use crate::system::{SystemClock, SystemRandom};
use anyhow::{Context, Result, bail};
use jiff::SignedDuration;
use migrations::Reach;
use registry::{MasterKey, Store};
use std::fs;
use std::path::{Path, PathBuf};

/// The options that every command takes.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// The data folder: database, index, photos and key
    #[arg(
        long,
        global = true,
        env = "FRAMEMARK_DATA",
        default_value = DEFAULT_FOLDER,
        value_name = "DIR"
    )]
    pub data: PathBuf,
    /// The address of a PostgreSQL database, to use it instead of SQLite
    #[arg(
        long,
        global = true,
        env = "FRAMEMARK_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: Option<String>,
    /// The public address of the site, such as <https://bikes.example.org>
    #[arg(long, global = true, env = "FRAMEMARK_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Keeps the results of look-ups for this many days; the log of look-ups stays
    #[arg(
        long,
        global = true,
        env = "FRAMEMARK_KEEP_ANSWERS",
        default_value_t = 365,
        value_parser = clap::value_parser!(u32).range(1..=36_500),
        value_name = "DAYS"
    )]
    pub keep_answers: u32,
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
    /// How long it is kept what look-ups showed.
    pub answers_last: SignedDuration,
    key: Option<String>,
}

/// A database that is not there now and may be later.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Away(String);

const KEY: &str = "FRAMEMARK_KEY";
const DEFAULT_FOLDER: &str = "./data";
const DATABASE_FILE: &str = "framemark.db";
const KEY_FILE: &str = "framemark.key";

impl Config {
    /// Reads options and environment. Nothing is made yet.
    pub fn read(args: &Args, clock: SystemClock) -> Result<Self> {
        let data = args.data.clone();
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
        let public_url = args.public_url.as_deref().map(settings::public_url).transpose()?;
        Ok(Self {
            embedded: given.is_none(),
            database_url: given.unwrap_or_else(|| Store::sqlite_url(&data)),
            public_url,
            clock,
            answers_last: SignedDuration::from_hours(24 * i64::from(args.keep_answers)),
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
            answers_last: SignedDuration::from_hours(24 * 365),
            key: None,
            data,
        }
    }

    /// Tells whether the data folder is the one that is used when none is named.
    pub fn is_default_folder(&self) -> bool {
        self.embedded && self.data == Path::new(DEFAULT_FOLDER)
    }

    /// Tells whether there is a register: a database file in the data folder, or tables in the database.
    pub async fn register_is_there(&self) -> Result<bool> {
        if self.embedded {
            return Ok(self.data.join(DATABASE_FILE).exists());
        }
        self.database_answers().await?;
        migrations::is_made(&self.database_url)
            .await
            .with_context(|| format!("cannot open the database {}", self.database()))
    }

    /// Makes sure that the database can be asked at all, without waiting for one that is away.
    ///
    /// # Errors
    /// When it does not answer, or does not let us in.
    pub async fn database_answers(&self) -> Result<()> {
        match migrations::reach(&self.database_url).await {
            Ok(Reach::Answers) => Ok(()),
            Ok(Reach::Away(why)) => {
                Err(Away(format!("the database {} does not answer: {why}", self.database())).into())
            }
            Err(error) => Err(error).with_context(|| format!("cannot open the database {}", self.database())),
        }
    }

    /// Returns the database's address as it may be shown.
    pub fn database(&self) -> String {
        settings::without_password(&self.database_url)
    }

    /// Makes the data folder if it is not there, and closes it to everybody else on this machine.
    pub fn make_folder(&self) -> Result<()> {
        fs::create_dir_all(&self.data).with_context(|| {
            format!(
                "cannot make the data folder {}; name another with --data",
                self.data.display()
            )
        })?;
        private::close_folder(&self.data)
    }

    /// Returns the key of a register that is there: from the environment, or from the file beside the database.
    pub fn master_key(&self) -> Result<MasterKey> {
        if let Some(key) = &self.key {
            return MasterKey::from_base64(key).with_context(|| format!("cannot use {KEY}"));
        }
        if !self.embedded {
            bail!("set {KEY} to the key of this register; `openssl rand -base64 32` makes a new one");
        }
        let file = self.key_file();
        if !file.exists() {
            bail!(
                "the key file {} is missing. Without it the names in this database cannot be read: put it back, \
                 or set {KEY}",
                file.display()
            );
        }
        private::refuse_open_file(&file)?;
        let text = fs::read_to_string(&file)
            .with_context(|| format!("cannot read the key file {}", file.display()))?;
        MasterKey::from_base64(&text).with_context(|| format!("cannot use {}", file.display()))
    }

    /// Makes a key for a new register, unless one is given or lies there already; returns where a new one is.
    pub fn make_key(&self) -> Result<Option<PathBuf>> {
        let file = self.key_file();
        if self.key.is_some() || !self.embedded || file.exists() {
            return Ok(None);
        }
        let key = MasterKey::generate(&SystemRandom);
        private::write_secret(&file, &key.to_base64())
            .with_context(|| format!("cannot write the key file {}", file.display()))?;
        Ok(Some(file))
    }

    fn key_file(&self) -> PathBuf {
        self.data.join(KEY_FILE)
    }
}
