//! What every verb works with.

use crate::once::OnceKey;
use crate::workers::Workers;
use domain::{Clock, Random};
use jiff::{SignedDuration, Timestamp};
use search::Index;
use std::sync::Arc;
use store::bike::photos::PhotoFolder;
use store::{Store, StoreError};
use tokio::sync::Notify;

/// What a [`Registry`] is put together from.
pub struct Parts {
    /// Where the register is kept.
    pub store: Store,
    /// The search index that follows it.
    pub index: Arc<Index>,
    /// Where photos are kept.
    pub photos: PhotoFolder,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Randomness for tokens and codes.
    pub random: Arc<dyn Random>,
    /// The address under which people reach the site, without a slash at its end.
    pub public_url: String,
    /// How long it is kept what look-ups showed.
    pub answers_last: SignedDuration,
}

/// The register, open and ready.
#[derive(Clone)]
pub struct Registry {
    pub(crate) store: Store,
    pub(crate) index: Arc<Index>,
    pub(crate) photos: PhotoFolder,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) public_url: String,
    pub(crate) answers_last: SignedDuration,
    /// The form that is answered, where it makes what it makes once.
    pub(crate) form: Option<OnceKey>,
    changed: Arc<Notify>,
    mail_waits: Arc<Notify>,
    sign_in_waits: Arc<Notify>,
    workers: Workers,
}

impl Registry {
    /// Puts a register together.
    pub fn new(parts: Parts) -> Self {
        Self {
            store: parts.store,
            index: parts.index,
            photos: parts.photos,
            clock: parts.clock,
            random: parts.random,
            public_url: parts.public_url,
            answers_last: parts.answers_last,
            form: None,
            changed: Arc::new(Notify::new()),
            mail_waits: Arc::new(Notify::new()),
            sign_in_waits: Arc::new(Notify::new()),
            workers: Workers::default(),
        }
    }

    /// Returns the present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Returns where the register is kept; for the worker and the command line.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Returns the search index; for the worker and the command line.
    pub fn index(&self) -> &Arc<Index> {
        &self.index
    }

    /// Returns where photos are kept.
    pub fn photos(&self) -> &PhotoFolder {
        &self.photos
    }

    /// Returns the address under which people reach the site, without a slash at its end.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// Returns what the workers beside the pages tell of themselves.
    pub fn workers(&self) -> &Workers {
        &self.workers
    }

    /// Wakes the task that follows the change feed. Only a hint: the feed itself is the truth.
    pub(crate) fn bikes_changed(&self) {
        self.changed.notify_one();
    }

    /// Wakes the task that sends mail. Only a hint: the outbox itself is the truth.
    pub(crate) fn mail_waits(&self) {
        self.mail_waits.notify_one();
    }

    /// Wakes the task that answers requests for sign-in links. Only a hint: the rows are the truth.
    pub(crate) fn sign_in_waits(&self) {
        self.sign_in_waits.notify_one();
    }

    /// Waits until somebody has asked for a sign-in link.
    pub async fn until_sign_in_waits(&self) {
        self.sign_in_waits.notified().await;
    }

    /// Waits until a verb has changed a bike.
    pub async fn until_bikes_change(&self) {
        self.changed.notified().await;
    }

    /// Waits until a verb has left a letter to send.
    pub async fn until_mail_waits(&self) {
        self.mail_waits.notified().await;
    }

    /// Returns 16 random hexadecimal digits, to tell one piece of work from another. Not a secret.
    pub fn random_id(&self) -> String {
        format!("{:016x}", u64::from_be_bytes(self.token()))
    }

    /// Returns `N` random bytes.
    pub(crate) fn token<const N: usize>(&self) -> [u8; N] {
        let mut token = [0; N];
        self.random.fill(&mut token);
        token
    }
}

/// The one row that was asked for.
pub(crate) fn one<T>(rows: Vec<T>) -> Result<T, StoreError> {
    rows.into_iter().next().ok_or(StoreError::Corrupt {
        table: "bike",
        what: "no row where one was written".into(),
    })
}
