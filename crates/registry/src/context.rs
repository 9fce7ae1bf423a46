//! What every verb needs.

use crate::once::OnceKey;
use crate::together::Together;
use crate::workers::Workers;
use domain::{Clock, Random};
use jiff::{SignedDuration, Timestamp};
use search::Index;
use std::sync::Arc;
use store::bike::photos::PhotoFolder;
use store::{Store, StoreError};
use tokio::sync::Notify;

/// A claim for a thing that was sold lapses after six years (Limitation Act 1980, sections 2 and 3).
const MATCH_YEARS: u16 = 6;

/// The parts of a [`Registry`].
pub struct Parts {
    /// Where the register is kept.
    pub store: Store,
    /// The search index.
    pub index: Arc<Index>,
    /// Where photos are kept.
    pub photos: PhotoFolder,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness for tokens and codes.
    pub random: Arc<dyn Random>,
    /// The public address of the site, without a slash at the end.
    pub public_url: String,
    /// How long the results of look-ups are kept.
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
    /// The form that this request answers, if sending it twice must not do the work twice.
    pub(crate) form: Option<OnceKey>,
    /// Entries that are waiting to be written in one commit.
    pub(crate) together: Together,
    /// For how many years we go on comparing bikes with the register after they left a property store without an owner.
    match_years: u16,
    /// How many rows of a list are looked up at once.
    pub(crate) rows_at_once: usize,
    pub(crate) list_waits: Arc<Notify>,
    changed: Arc<Notify>,
    indexed: Arc<Notify>,
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
            together: Together::default(),
            match_years: MATCH_YEARS,
            rows_at_once: rows_at_once(),
            list_waits: Arc::new(Notify::new()),
            changed: Arc::new(Notify::new()),
            indexed: Arc::new(Notify::new()),
            mail_waits: Arc::new(Notify::new()),
            sign_in_waits: Arc::new(Notify::new()),
            workers: Workers::default(),
        }
    }

    /// Sets for how many years bikes that left a property store without an owner are still compared with the register.
    #[must_use]
    pub fn matching_for_years(mut self, years: u16) -> Self {
        self.match_years = years;
        self
    }

    /// Returns the time limit for such bikes: those that left the store before this time are no longer compared.
    pub(crate) fn matched_until(&self) -> Timestamp {
        self.now() - SignedDuration::from_hours(365 * 24 * i64::from(self.match_years))
    }

    /// Returns the present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Returns where the register is kept. The workers and the command line use it.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Returns the search index. The workers and the command line use it.
    pub fn index(&self) -> &Arc<Index> {
        &self.index
    }

    /// Returns where photos are kept.
    pub fn photos(&self) -> &PhotoFolder {
        &self.photos
    }

    /// Returns the public address of the site, without a slash at the end.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// Returns the state of the workers.
    pub fn workers(&self) -> &Workers {
        &self.workers
    }

    /// Wakes the task that follows the change feed. This is only a hint; the feed itself says what has changed.
    pub(crate) fn bikes_changed(&self) {
        self.changed.notify_one();
    }

    /// Wakes the task that sends mail. This is only a hint; the outbox itself says what to send.
    pub(crate) fn mail_waits(&self) {
        self.mail_waits.notify_one();
    }

    /// Wakes the task that answers requests for sign-in links. This is only a hint; the rows say what to answer.
    pub(crate) fn sign_in_waits(&self) {
        self.sign_in_waits.notify_one();
    }

    /// Waits until somebody has asked for a sign-in link.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn until_sign_in_waits(&self) {
        self.sign_in_waits.notified().await;
    }

    /// Waits until a verb has changed a bike.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn until_bikes_change(&self) {
        self.changed.notified().await;
    }

    /// Wakes the task that follows the search index. This is only a hint; what counts is the index's own position.
    pub(crate) fn index_moved(&self) {
        self.indexed.notify_one();
    }

    /// Waits until the search index has seen more changes.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn until_index_moves(&self) {
        self.indexed.notified().await;
    }

    /// Waits until a verb has queued an e-mail.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn until_mail_waits(&self) {
        self.mail_waits.notified().await;
    }

    /// Returns 16 random hexadecimal digits, to tell one piece of work from another. They are not a secret.
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

/// Returns half the number of cores, so that pages do not wait for lists.
fn rows_at_once() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    (cores / 2).clamp(1, 8)
}

/// Returns the first row that was written to a table, or an error if there is none.
pub(crate) fn one<T>(rows: Vec<T>, table: &'static str) -> Result<T, StoreError> {
    rows.into_iter().next().ok_or(StoreError::Corrupt {
        table,
        what: "no row where one was written".into(),
    })
}
