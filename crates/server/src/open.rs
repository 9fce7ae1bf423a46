//! Opens the register: database migrated, keys checked, index and photos beside it.

use crate::config::Config;
use crate::system::SystemRandom;
use anyhow::{Context, Result};
use registry::{Index, Keyring, Parts, PhotoFolder, Registry, Store, Tuning};
use std::process::ExitCode;
use std::sync::Arc;

/// Brings the database to the shape that this version needs.
pub async fn migrate(config: &Config) -> Result<()> {
    migrations::bring_up_to_date(&config.database_url)
        .await
        .with_context(|| {
            format!(
                "cannot open or migrate the database {}",
                without_password(&config.database_url)
            )
        })
}

/// Opens the register for work; a database that is new or of an older version is migrated first.
pub async fn registry(config: &Config, tuning: Tuning) -> Result<Registry> {
    let keys = Keyring::new(&config.master_key()?, Arc::new(SystemRandom));
    migrate(config).await?;
    let store = Store::open(&config.database_url, keys, tuning)
        .await
        .with_context(|| {
            format!(
                "cannot open the database {}",
                without_password(&config.database_url)
            )
        })?;
    let index = config.data.join("index");
    let index = Index::open(&index)
        .with_context(|| format!("cannot open the search index in {}", index.display()))?;
    let photos = config.data.join("photos");
    let photos = PhotoFolder::open(&photos)
        .with_context(|| format!("cannot open the photo folder {}", photos.display()))?;
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
    }))
}

/// Opens the register for one command and closes it after.
pub async fn with(
    config: &Config,
    tuning: Tuning,
    work: impl AsyncFnOnce(&Registry) -> Result<ExitCode>,
) -> Result<ExitCode> {
    let registry = registry(config, tuning).await?;
    let code = work(&registry).await?;
    registry.store().clone().close().await?;
    Ok(code)
}

/// The address without what stands between `//` and `@`.
fn without_password(url: &str) -> String {
    match (url.find("//"), url.rfind('@')) {
        (Some(start), Some(end)) if start < end => format!("{}//…{}", &url[..start], &url[end..]),
        _ => url.to_owned(),
    }
}
