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
    /// Holds open connections. The register behind them has not been looked at yet.
    pub(crate) fn over(read: DatabaseConnection, write: DatabaseConnection, keys: Keyring) -> Self {
        Self {
            read,
            write,
            keys: Arc::new(keys),
            feed_epoch: Arc::default(),
            register_id: 0,
        }
    }

    /// Remembers what names the register, in lists and in its feed.
    pub(crate) fn named(mut self, register_id: u64, feed_epoch: u64) -> Self {
        self.register_id = register_id;
        self.set_feed_epoch(feed_epoch);
        self
    }

    /// Remembers which life the feed leads now.
    pub(crate) fn set_feed_epoch(&self, epoch: u64) {
        self.feed_epoch.store(epoch, Ordering::Relaxed);
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

    /// Tests only: swaps the keyring without the check that `open` makes.
    #[cfg(test)]
    pub(crate) fn under(mut self, keys: Keyring) -> Self {
        self.keys = Arc::new(keys);
        self
    }

    /// Tells of every statement that goes to the database.
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

    /// Returns the value that distinguishes this database's change feed from every other, and from the feed
    /// before a restore.
    pub fn feed_epoch(&self) -> u64 {
        self.feed_epoch.load(Ordering::Relaxed)
    }

    /// Returns what tells this register from any other for as long as it lives, also after a restore.
    pub fn register_id(&self) -> u64 {
        self.register_id
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
