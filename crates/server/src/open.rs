//! Opens the register: it migrates the database, checks the keys, and opens the index and the photos.

use crate::config::Config;
use crate::demo;
use crate::system::SystemRandom;
use anyhow::{Context, Result, bail};
use registry::{Index, Keyring, Parts, PhotoFolder, Registry, Store, Tuning};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Updates the database to this version.
async fn migrate(config: &Config) -> Result<()> {
    migrations::bring_up_to_date(&config.database_url)
        .await
        .with_context(|| format!("cannot open or migrate the database {}", config.database()))
}

/// Opens an existing register. If it is from an older version, it is migrated first.
///
/// # Errors
/// When there is none, because a mistyped name must not make an empty register.
pub async fn registry(config: &Config, tuning: Tuning) -> Result<Registry> {
    find(config).await?;
    ready(config, tuning).await
}

/// Makes sure that a register is there, and that its folder can be written to.
///
/// # Errors
/// When there is none, or the database or the folder cannot be used.
pub async fn find(config: &Config) -> Result<()> {
    must_be_there(config).await?;
    config.make_folder()
}

async fn must_be_there(config: &Config) -> Result<()> {
    if !config.register_is_there().await? {
        let place = if config.embedded {
            config.data.display().to_string()
        } else {
            config.database()
        };
        bail!(
            "there is no register in {place}. Check --data and FRAMEMARK_DATABASE_URL, or make a register there \
             with: framemark migrate"
        );
    }
    Ok(())
}

/// Makes a register where there is none and opens it. Returns where its new key is, if one was made.
///
/// # Errors
/// When the folder, the key or the database cannot be made.
pub async fn or_make(config: &Config, tuning: Tuning) -> Result<(Registry, Option<PathBuf>)> {
    let key = find_or_begin(config).await?;
    Ok((ready(config, tuning).await?, key))
}

/// Makes the folder and key of a register where there is none. Returns where its new key is, if one was made.
///
/// # Errors
/// When the folder or the key cannot be made.
pub async fn find_or_begin(config: &Config) -> Result<Option<PathBuf>> {
    config.make_folder()?;
    // The key is made with the database, never after it.
    if config.register_is_there().await? {
        Ok(None)
    } else {
        config.make_key()
    }
}

/// Reminds the operator to keep the key.
pub fn about_key(file: &Path) -> String {
    format!(
        "The key of this register is in {}. Keep a copy somewhere else: without it nobody can read the names in \
         the register.",
        file.display()
    )
}

/// Opens a register whose folder and key exist.
///
/// # Errors
/// When its database, index or photos cannot be opened.
pub async fn ready(config: &Config, tuning: Tuning) -> Result<Registry> {
    let keys = Keyring::new(&config.master_key()?, Arc::new(SystemRandom));
    migrate(config).await?;
    let store = Store::open(&config.database_url, keys, tuning)
        .await
        .with_context(|| format!("cannot open the database {}", config.database()))?;
    let index = config.data.join("index");
    let index = Index::open(&index)
        .with_context(|| format!("cannot open the search index in {}", index.display()))?;
    let photos = photos(config)?;
    Ok(Registry::new(Parts {
        store,
        index: Arc::new(index),
        photos,
        clock: Arc::new(config.clock),
        random: Arc::new(SystemRandom),
        public_url: config
            .public_url
            .clone()
            .unwrap_or_else(|| "http://127.0.0.1:8080".to_owned()),
        answers_last: config.answers_last,
    }))
}

/// Opens the database and the photos of a register as they are, without updating them to this version.
///
/// # Errors
/// When there is none, or it cannot be opened.
pub async fn as_it_is(config: &Config) -> Result<(Store, PhotoFolder)> {
    Ok((store_as_it_is(config).await?, photos(config)?))
}

/// Opens the database of a register as it is, and touches nothing else.
///
/// # Errors
/// When there is none, or it cannot be opened.
pub async fn store_as_it_is(config: &Config) -> Result<Store> {
    must_be_there(config).await?;
    let keys = Keyring::new(&config.master_key()?, Arc::new(SystemRandom));
    Store::open(&config.database_url, keys, Tuning::Serve)
        .await
        .with_context(|| format!("cannot open the database {}", config.database()))
}

fn photos(config: &Config) -> Result<PhotoFolder> {
    let photos = config.data.join("photos");
    PhotoFolder::open(&photos).with_context(|| format!("cannot open the photo folder {}", photos.display()))
}

/// Opens the register for one command and closes it afterwards.
pub async fn with<T>(
    config: &Config,
    tuning: Tuning,
    work: impl AsyncFnOnce(&Registry) -> Result<T>,
) -> Result<T> {
    let registry = registry(config, tuning).await?;
    let answer = work(&registry).await?;
    registry.store().clone().close().await?;
    Ok(answer)
}

/// Makes sure that the public address is set before we print it on labels or write it in e-mails. A demonstration
/// does not need it.
///
/// # Errors
/// When it is not set, because the address of this machine would not work for anybody else.
pub async fn needs_public_url(config: &Config, registry: &Registry, what: &str) -> Result<()> {
    if config.public_url.is_some() || demo::made(registry).await? {
        return Ok(());
    }
    bail!(
        "{what} the public address of the site, but none is set. Set it with --public-url \
         https://bikes.example.org or with FRAMEMARK_PUBLIC_URL"
    );
}
