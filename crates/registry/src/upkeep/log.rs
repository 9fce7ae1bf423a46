use crate::Registry;
use store::StoreError;
use store::log::{self, Checkpoint, Extended, Link, Verified};

/// How many links are added in one transaction.
const LINKS: u64 = 200;

/// Adds links for all log entries that are waiting for one, as long as `go_on` returns true.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the chain's last link is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn extend_log(registry: &Registry, go_on: impl Fn() -> bool) -> Result<Extended, StoreError> {
    while go_on() && !log::begin(&registry.store).await? {}
    let mut all = Extended::default();
    while go_on() {
        let some = log::extend(&registry.store, LINKS).await?;
        if some == Extended::default() {
            break;
        }
        all.linked += some.linked;
        all.refused += some.refused;
    }
    Ok(all)
}

/// Signs the present end of the log's chain, or returns `None` while it is empty.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the chain's last link is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn log_checkpoint(registry: &Registry) -> Result<Option<Checkpoint>, StoreError> {
    log::checkpoint(&registry.store, registry.now()).await
}

/// Reads the whole log, and reports what does not fit together or does not fit the checkpoints.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn verify_log(registry: &Registry, checkpoints: &[Checkpoint]) -> Result<Verified, StoreError> {
    let kept_from = registry.now() - registry.answers_last;
    log::verify(&registry.store, checkpoints, kept_from).await
}

/// Reads some of the links after a given one, each with the text of the row that it is about.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a link is of an unknown kind.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn log_links(registry: &Registry, after: i64) -> Result<Vec<(Link, Option<String>)>, StoreError> {
    log::links(&registry.store, after, LINKS).await
}

/// Keeps a checkpoint as the last one that was written, for the page of the log.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn note_checkpoint(registry: &Registry, checkpoint: &Checkpoint) -> Result<(), StoreError> {
    let tx = registry.store.begin().await?;
    log::note_checkpoint(&tx, checkpoint).await?;
    tx.commit().await
}
