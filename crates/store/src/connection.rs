use crate::{Keyring, StoreError};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// An open register.
#[derive(Clone)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
    keys: Arc<Keyring>,
    feed_epoch: Arc<AtomicU64>,
    register_id: u64,
}

impl Store {
    /// Wraps open connections without checking the register behind them.
    pub(crate) fn over(read: DatabaseConnection, write: DatabaseConnection, keys: Keyring) -> Self {
        Self {
            read,
            write,
            keys: Arc::new(keys),
            feed_epoch: Arc::default(),
            register_id: 0,
        }
    }

    /// Remembers the register's id and the feed's epoch.
    pub(crate) fn named(mut self, register_id: u64, feed_epoch: u64) -> Self {
        self.register_id = register_id;
        self.set_feed_epoch(feed_epoch);
        self
    }

    /// Remembers the feed's present epoch.
    pub(crate) fn set_feed_epoch(&self, epoch: u64) {
        self.feed_epoch.store(epoch, Ordering::Relaxed);
    }

    /// Starts a transaction that can write. On SQLite it becomes the writer at once, because a transaction that first
    /// reads and then writes fails if another one has written in the meantime.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
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

    /// Starts a transaction in which SQLite overwrites deleted data in its file.
    pub(crate) async fn begin_to_erase(&self) -> Result<Tx, StoreError> {
        if self.write.get_database_backend() == DbBackend::Sqlite {
            self.write.execute_unprepared("PRAGMA secure_delete = ON").await?;
        }
        self.begin().await
    }

    /// Rewrites SQLite's file so that no remains of deleted data are left, and empties its write-ahead log.
    pub(crate) async fn write_anew(&self) -> Result<(), StoreError> {
        if self.write.get_database_backend() == DbBackend::Sqlite {
            self.write.execute_unprepared("VACUUM").await?;
            let empty = "PRAGMA wal_checkpoint(TRUNCATE)";
            self.write.execute_unprepared(empty).await?;
        }
        Ok(())
    }

    /// Moves SQLite's write-ahead log into its file. The file is then complete on its own.
    pub(crate) async fn merge_log(&self) -> Result<(), StoreError> {
        if self.has_one_writer() {
            let empty = "PRAGMA wal_checkpoint(TRUNCATE)";
            self.write.execute_unprepared(empty).await?;
        }
        Ok(())
    }

    /// Tells whether only one transaction can write at a time, as on SQLite.
    pub fn has_one_writer(&self) -> bool {
        self.write.get_database_backend() == DbBackend::Sqlite
    }

    /// Asks the database whether it answers.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it does not.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read.execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    /// Returns the keys that personal details are sealed with.
    pub fn keys(&self) -> &Keyring {
        &self.keys
    }

    /// Swaps the keyring without the check that `open` makes. For tests only.
    #[cfg(test)]
    pub(crate) fn under(mut self, keys: Keyring) -> Self {
        self.keys = Arc::new(keys);
        self
    }

    /// Reports every statement that is sent to the database.
    #[cfg(test)]
    pub(crate) fn watched(
        mut self,
        note: impl Fn(&sea_orm::Statement) + Clone + Send + Sync + 'static,
    ) -> Self {
        let also = note.clone();
        self.read.set_metric_callback(move |info| note(info.statement));
        self.write.set_metric_callback(move |info| also(info.statement));
        self
    }

    /// Returns the value that distinguishes this database's change feed from all others, and from its own feed before a
    /// restore.
    pub fn feed_epoch(&self) -> u64 {
        self.feed_epoch.load(Ordering::Relaxed)
    }

    /// Returns the number that identifies this register for ever, even after a restore.
    pub fn register_id(&self) -> u64 {
        self.register_id
    }

    /// Lets the database tidy its statistics and write-ahead log, then closes it.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it fails. Nothing that was committed is lost.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn close(self) -> Result<(), StoreError> {
        if self.read.get_database_backend() == DbBackend::Sqlite {
            self.write.execute_unprepared("PRAGMA optimize").await?;
        }
        self.read.close().await?;
        self.write.close().await?;
        Ok(())
    }
}

/// A transaction that can write. If it is dropped without [`Tx::commit`], nothing changes.
pub struct Tx {
    inner: DatabaseTransaction,
    keys: Arc<Keyring>,
}

impl Tx {
    /// Makes its changes permanent.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; if it does, nothing has changed.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.inner.commit().await?)
    }
}

/// Something to read from: the committed store, or a transaction.
pub trait Source: sealed::Source {}

impl Source for Store {}
impl Source for Tx {}

pub(crate) mod sealed {
    use super::{Keyring, Store, Tx};
    use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};

    /// The private part of a source.
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
