//! Where the register is and how it is opened: options, environment and the key file.

pub mod key;
pub mod lock;
pub mod node;
pub mod private;
pub mod settings;

use crate::system::{SystemClock, SystemRandom};
use anyhow::{Context, Result, bail};
use jiff::SignedDuration;
use key::KeySource;
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
    /// The address of a PostgreSQL database to use instead of SQLite
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
    /// Keeps the results of look-ups for this many days; the log of look-ups is not deleted
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
    /// The address of the database.
    pub database_url: String,
    /// True if the database is the one in the data folder.
    pub embedded: bool,
    /// The public address of the site, if it is set.
    pub public_url: Option<String>,
    /// The clock.
    pub clock: SystemClock,
    /// How long the results of look-ups are kept.
    pub answers_last: SignedDuration,
    /// Where the key is.
    pub key: KeySource,
}

/// The database does not answer now, but may answer later.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Away(String);

const DEFAULT_FOLDER: &str = "./data";
const DATABASE_FILE: &str = "framemark.db";

impl Config {
    /// Reads the options and the environment. It does not make anything yet.
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
        let given_database = given.is_some();
        let public_url = args.public_url.as_deref().map(settings::public_url).transpose()?;
        Ok(Self {
            embedded: given.is_none(),
            database_url: given.unwrap_or_else(|| Store::sqlite_url(&data)),
            public_url,
            clock,
            answers_last: SignedDuration::from_hours(24 * i64::from(args.keep_answers)),
            key: KeySource::read(&data, given_database)?,
            data,
        })
    }

    /// Makes the configuration for a temporary folder, with SQLite and its own key.
    pub fn throw_away(data: PathBuf) -> Self {
        Self {
            database_url: Store::sqlite_url(&data),
            embedded: true,
            public_url: None,
            clock: SystemClock::default(),
            answers_last: SignedDuration::from_hours(24 * 365),
            key: KeySource::Folder(data.join(key::FILE)),
            data,
        }
    }

    /// Returns true if this is the default data folder.
    pub fn is_default_folder(&self) -> bool {
        self.embedded && self.data == Path::new(DEFAULT_FOLDER)
    }

    /// Returns true if there is a register: a database file in the data folder, or tables in the database.
    pub async fn register_is_there(&self) -> Result<bool> {
        if self.embedded {
            return Ok(self.data.join(DATABASE_FILE).exists());
        }
        self.database_answers().await?;
        migrations::is_made(&self.database_url)
            .await
            .with_context(|| format!("cannot open the database {}", self.database()))
    }

    /// Makes sure that the database answers, without waiting for it.
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

    /// Returns the database's address without the name and password.
    pub fn database(&self) -> String {
        settings::without_credentials(&self.database_url)
    }

    /// Makes the data folder if it does not exist, and closes it to other users of this machine.
    pub fn make_folder(&self) -> Result<()> {
        fs::create_dir_all(&self.data).with_context(|| {
            format!(
                "cannot make the data folder {}; name another with --data",
                self.data.display()
            )
        })?;
        private::close_folder(&self.data)
    }

    /// Returns the key of an existing register.
    ///
    /// # Errors
    /// When it is missing, others can read its file, or it is not a key. The message says what to do.
    pub fn master_key(&self) -> Result<MasterKey> {
        self.key.key()
    }

    /// Makes a key for a new register, unless there already is one. Returns the path of the new key.
    pub fn make_key(&self) -> Result<Option<PathBuf>> {
        let KeySource::Folder(file) = &self.key else {
            return Ok(None);
        };
        if file.exists() {
            return Ok(None);
        }
        let key = MasterKey::generate(&SystemRandom);
        private::write_secret(file, &key.to_base64())
            .with_context(|| format!("cannot write the key file {}", file.display()))?;
        Ok(Some(file.clone()))
    }
}
