//! The public summaries of cases: who publishes and withdraws them, and what the public reads.

use super::edit::tell;
use super::{KeptProblem, ProblemError};
use crate::Registry;
use crate::account::permits::PublisherOf;
use domain::id::{PartnershipId, ProblemId};
use domain::problem::{Edit, EditError};
use store::problem::summaries::{self, PublishedSummary};
use store::{StoreError, Tx};

/// The most summaries that the public list shows.
const MOST_PUBLIC: u64 = 50;

/// Publishes the summary of a case as the publisher saw it. Somebody else must have written it.
///
/// # Errors
/// [`ProblemError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(problem = id.0))]
pub async fn publish_summary(
    registry: &Registry,
    publisher: &PublisherOf,
    id: ProblemId,
    seen: u32,
) -> Result<(), ProblemError> {
    change(registry, publisher, id, Edit::Publish { seen }).await
}

/// Takes the summary of a case off the public pages.
///
/// # Errors
/// [`ProblemError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(problem = id.0))]
pub async fn withdraw_summary(
    registry: &Registry,
    publisher: &PublisherOf,
    id: ProblemId,
    why: String,
) -> Result<(), ProblemError> {
    change(registry, publisher, id, Edit::Withdraw { why }).await
}

async fn change(
    registry: &Registry,
    publisher: &PublisherOf,
    id: ProblemId,
    edit: Edit,
) -> Result<(), ProblemError> {
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(());
    }
    let kept = held(&tx, publisher, id).await?;
    let (account, now) = (publisher.account, registry.now());
    let is_published = matches!(edit, Edit::Publish { .. });
    let edited = kept.problem.edited(edit, Some(account), now)?;
    match &edited.problem.summary {
        Some(summary) if is_published => summaries::publish(&tx, &kept, &summary.text, now).await?,
        Some(_) => summaries::withdraw(&tx, id).await?,
        None => return Err(EditError::NoSummary.into()),
    }
    store::problem::write(&tx, &kept, &edited.problem, account, now).await?;
    tell(&tx, registry, account, (id, edited)).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    tracing::info!(
        problem = id.0,
        is_published,
        "Changed what the public reads about a case"
    );
    Ok(())
}

async fn held(tx: &Tx, publisher: &PublisherOf, id: ProblemId) -> Result<KeptProblem, ProblemError> {
    let kept = store::problem::hold(tx, id).await?;
    let kept = kept.filter(|kept| publisher.publishes(kept.partnership));
    kept.ok_or(ProblemError::NotThere)
}

/// Reads the summaries that a partnership has published, newest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn public_summaries(
    registry: &Registry,
    partnership: PartnershipId,
) -> Result<Vec<PublishedSummary>, StoreError> {
    summaries::of_partnership(&registry.store, partnership, MOST_PUBLIC).await
}

/// Finds the published summary of a case of a partnership.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(problem = id.0))]
pub async fn public_summary(
    registry: &Registry,
    partnership: PartnershipId,
    id: ProblemId,
) -> Result<Option<PublishedSummary>, StoreError> {
    summaries::find(&registry.store, partnership, id).await
}
