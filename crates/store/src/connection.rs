use crate::{Keyring, StoreError, settings};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How much memory the database may take for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tuning {
    /// A server that shares its machine.
    Serve,
    /// One large load: its writer has a page cache big enough for random index pages, and copies the
    /// write-ahead log back less often.
    Bulk,
}

/// An open register.
#[derive(Clone)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
    keys: Arc<Keyring>,
    feed_epoch: u64,
}

impl Store {
    /// Returns the address of the SQLite database in a data folder.
    pub fn sqlite_url(data: &Path) -> String {
        format!("sqlite://{}?mode=rwc", data.join("framemark.db").display())
    }

    /// Opens a migrated database. SQLite gets one writer and some readers, in WAL with full synchronisation.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it does not open or has not been migrated; [`StoreError::Seal`] when it
    /// was sealed under another key.
    pub async fn open(url: &str, keys: Keyring, tuning: Tuning) -> Result<Self, StoreError> {
        let (read, write) = if url.starts_with("sqlite:") {
            let write = Database::connect(sqlite(url, tuning, 1)).await?;
            (Database::connect(sqlite(url, Tuning::Serve, 4)).await?, write)
        } else {
            let pool = Database::connect(postgres(url)).await?;
            (pool.clone(), pool)
        };
        let mut store = Self {
            read,
            write,
            keys: Arc::new(keys),
            feed_epoch: 0,
        };
        store.feed_epoch = settings::feed_epoch(&store).await?;
        settings::check_key(&store).await?;
        Ok(store)
    }

    /// Starts a transaction that may write. On SQLite it takes the writer's place at once, because a
    /// transaction that reads first and writes later would fail where another has written meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database does not answer.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = self.write.begin_with_options(options).await?;
        Ok(Tx {
            inner,
            keys: Arc::clone(&self.keys),
        })
    }

    /// Asks the database whether it answers.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read.execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    /// Returns the keys that personal details are sealed with.
    pub fn keys(&self) -> &Keyring {
        &self.keys
    }

    /// Takes other keys in hand, as no database that checks its key would let anyone.
    #[cfg(test)]
    pub(crate) fn under(mut self, keys: Keyring) -> Self {
        self.keys = Arc::new(keys);
        self
    }

    /// Returns what tells this database's change feed from any other's.
    pub fn feed_epoch(&self) -> u64 {
        self.feed_epoch
    }

    /// Lets the database tidy its statistics and write-ahead log, then closes it.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it cannot; nothing that was committed is lost by that.
    pub async fn close(self) -> Result<(), StoreError> {
        if self.read.get_database_backend() == DbBackend::Sqlite {
            self.write.execute_unprepared("PRAGMA optimize").await?;
        }
        self.read.close().await?;
        self.write.close().await?;
        Ok(())
    }
}

/// A transaction that may write; dropped without [`Tx::commit`], it leaves nothing behind.
pub struct Tx {
    inner: DatabaseTransaction,
    keys: Arc<Keyring>,
}

impl Tx {
    /// Makes everything done in it last.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot; then nothing was done.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.inner.commit().await?)
    }
}

/// Something that can be read from: the store as it was last committed, or a transaction.
pub trait Source: sealed::Source {}

impl Source for Store {}
impl Source for Tx {}

pub(crate) mod sealed {
    use super::{Keyring, Store, Tx};
    use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};

    /// The part of a source that only this crate sees.
    pub trait Source: Sync {
        type Connection: ConnectionTrait;

        fn connection(&self) -> &Self::Connection;
        fn keyring(&self) -> &Keyring;
    }

    impl Source for Store {
        type Connection = DatabaseConnection;

        fn connection(&self) -> &DatabaseConnection {
            &self.read
        }

        fn keyring(&self) -> &Keyring {
            &self.keys
        }
    }

    impl Source for Tx {
        type Connection = DatabaseTransaction;

        fn connection(&self) -> &DatabaseTransaction {
            &self.inner
        }

        fn keyring(&self) -> &Keyring {
            &self.keys
        }
    }
}

fn sqlite(url: &str, tuning: Tuning, connections: u32) -> ConnectOptions {
    // Negative: kibibytes of page cache for each connection. The log is copied back after so many pages.
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
            // Rows that wait between SQLite's thread and ours; with few, the two wake each other all the time.
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
