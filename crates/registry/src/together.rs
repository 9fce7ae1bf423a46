//! Writes the entries of several requests in one commit. A commit to disk takes longer than writing a small entry, and
//! SQLite makes one at a time. PostgreSQL gathers the commits of its connections itself.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Store, StoreError, Tx};
use tokio::sync::{OwnedMutexGuard, oneshot};
use tracing::Instrument as _;

/// The number of the entry, once it is written.
pub(crate) type Writing<'a> = Pin<Box<dyn Future<Output = Result<i64, StoreError>> + Send + 'a>>;

/// An entry that can share a transaction with others.
pub(crate) trait Entry: Send + Sync {
    /// Writes the entry, and returns its number.
    fn write<'a>(&'a self, tx: &'a Tx) -> Writing<'a>;
}

/// A waiting entry, and the channel for its number.
type Waiting = (Arc<dyn Entry>, oneshot::Sender<i64>);

/// The entries that are waiting for the next commit.
#[derive(Clone, Default)]
pub(crate) struct Together {
    waiting: Arc<Mutex<Vec<Waiting>>>,
    writing: Arc<tokio::sync::Mutex<()>>,
}

impl Together {
    /// Commits an entry together with the others that are waiting. Returns its number.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer or refuses the entry; then it was not written.
    pub(crate) async fn commit(&self, store: &Store, entry: Arc<dyn Entry>) -> Result<i64, StoreError> {
        if store.has_one_writer()
            && let Some(number) = self.with_others(store, Arc::clone(&entry)).await
        {
            return Ok(number);
        }
        let tx = store.begin().await?;
        let number = entry.write(&tx).await?;
        tx.commit().await?;
        Ok(number)
    }

    /// Returns `None` when the commit failed, perhaps because of another entry. Then nothing was written, and the
    /// caller must write the entry alone.
    async fn with_others(&self, store: &Store, entry: Arc<dyn Entry>) -> Option<i64> {
        let (sender, mut number) = oneshot::channel();
        self.queue().push((entry, sender));
        tokio::select! {
            biased;
            number = &mut number => return number.ok(),
            turn = Arc::clone(&self.writing).lock_owned() => {
                // This runs in its own task, so that a client who disconnects cannot stop the writing of other entries.
                tokio::spawn(write_all(store.clone(), self.clone(), turn).in_current_span());
            }
        }
        number.await.ok()
    }

    fn queue(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn write_all(store: Store, together: Together, _turn: OwnedMutexGuard<()>) {
    let waiting = std::mem::take(&mut *together.queue());
    match write(&store, &waiting).await {
        Ok(numbers) => {
            for ((_, sender), number) in waiting.into_iter().zip(numbers) {
                // A client who has left is no longer waiting, but the entry was written.
                let _ = sender.send(number);
            }
        }
        Err(error) => {
            tracing::warn!(%error, entries = waiting.len(), "Entries could not be written together")
        }
    }
}

async fn write(store: &Store, waiting: &[Waiting]) -> Result<Vec<i64>, StoreError> {
    let mut numbers = Vec::with_capacity(waiting.len());
    if waiting.is_empty() {
        return Ok(numbers);
    }
    let tx = store.begin().await?;
    for (entry, _) in waiting {
        numbers.push(entry.write(&tx).await?);
    }
    tx.commit().await?;
    Ok(numbers)
}

#[cfg(test)]
impl Together {
    /// Keeps the writer busy until the guard is dropped.
    pub(crate) async fn busy(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.writing).lock_owned().await
    }

    /// Returns how many entries are waiting.
    pub(crate) fn waiting(&self) -> usize {
        self.queue().len()
    }
}
