//! Opens a register: SQLite in a data folder, or PostgreSQL by its address.

use crate::{Keyring, Store, StoreError, feed, settings};
use sea_orm::{ConnectOptions, Database};
use std::path::Path;
use std::time::Duration;

/// How much memory the database may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tuning {
    /// For a server that shares its machine.
    Serve,
    /// For one large load. The writer has a page cache that is large enough for random index pages, and merges the
    /// write-ahead log less often.
    Bulk,
}

impl Store {
    /// Returns the address of the SQLite database in a data folder.
    pub fn sqlite_url(data: &Path) -> String {
        format!("sqlite://{}?mode=rwc", data.join("framemark.db").display())
    }

    /// Opens a migrated database. SQLite gets one writer and some readers, in WAL mode with full synchronisation.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it does not open or has not been migrated; [`StoreError::Seal`] when it
    /// was sealed under another key; [`StoreError::HalfRestored`] when a restore into it was cut off.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn open(url: &str, keys: Keyring, tuning: Tuning) -> Result<Self, StoreError> {
        let (read, write) = if url.starts_with("sqlite:") {
            let write = Database::connect(sqlite(url, tuning, 1)).await?;
            (Database::connect(sqlite(url, Tuning::Serve, 4)).await?, write)
        } else {
            let pool = Database::connect(postgres(url)).await?;
            (pool.clone(), pool)
        };
        let store = Self::over(read, write, keys);
        settings::check_restored(&store).await?;
        settings::check_key(&store).await?;
        let epoch = feed::epoch(&store).await?;
        let register = settings::register_id(&store).await?;
        Ok(store.named(register, epoch))
    }
}

fn sqlite(url: &str, tuning: Tuning, connections: u32) -> ConnectOptions {
    // A negative cache size is in kibibytes for each connection. The log is copied back once it has `checkpoint` pages.
    let (cache, checkpoint) = match tuning {
        Tuning::Serve => ("-16000", "1000"),
        Tuning::Bulk => ("-200000", "40000"),
    };
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(move |sqlx| {
            // This is how many rows can wait between SQLite's thread and ours. If there are only a few, the two threads
            // wake each other all the time.
            sqlx.row_buffer_size(1_000)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("foreign_keys", "ON")
                .pragma("busy_timeout", "20000")
                .pragma("temp_store", "MEMORY")
                .pragma("cache_size", cache)
                .pragma("wal_autocheckpoint", checkpoint)
        });
    options
}

fn postgres(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(10)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false);
    options
}
