use super::edit::tell;
use super::{KeptPlan, PlanError};
use crate::Registry;
use crate::account::permits::PublisherOf;
use domain::id::PlanId;
use domain::plan::{By, What};
use store::Tx;
use store::plan::history::PlanChange;

/// Shows the public a plan as it is now.
///
/// # Errors
/// [`PlanError::OwnWork`] when the publisher made the last change, or another [`PlanError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(plan = id.0))]
pub async fn publish_plan(registry: &Registry, publisher: &PublisherOf, id: PlanId) -> Result<(), PlanError> {
    let tx = registry.store.begin().await?;
    let kept = published_by(&tx, publisher, id).await?;
    if kept.changed_by == Some(publisher.account) {
        return Err(PlanError::OwnWork);
    }
    if kept.plan.priorities.is_empty() {
        return Err(PlanError::Empty);
    }
    if kept
        .published
        .as_ref()
        .is_some_and(|(shown, _)| *shown == kept.plan)
    {
        return Err(PlanError::NothingNew);
    }
    let now = registry.now();
    store::plan::show(&tx, id, Some(&kept.plan), now).await?;
    let change = PlanChange {
        at: now,
        by: By::Account(publisher.account),
        what: What::Published,
        said: format!("Published the plan “{}”", kept.plan.title),
        why: None,
    };
    tell(&tx, id, &change).await?;
    tx.commit().await?;
    tracing::info!(plan = id.0, "Published a plan");
    Ok(())
}

/// Withdraws a published plan, with a reason.
///
/// # Errors
/// [`PlanError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(plan = id.0))]
pub async fn withdraw_plan(
    registry: &Registry,
    publisher: &PublisherOf,
    id: PlanId,
    why: &str,
) -> Result<(), PlanError> {
    let tx = registry.store.begin().await?;
    let kept = published_by(&tx, publisher, id).await?;
    if kept.published.is_none() {
        return Err(PlanError::NotPublished);
    }
    let now = registry.now();
    store::plan::show(&tx, id, None, now).await?;
    let change = PlanChange {
        at: now,
        by: By::Account(publisher.account),
        what: What::Withdrawn,
        said: format!("Withdrew the plan “{}”", kept.plan.title),
        why: Some(why.to_owned()),
    };
    tell(&tx, id, &change).await?;
    tx.commit().await?;
    tracing::info!(plan = id.0, "Withdrew a plan");
    Ok(())
}

/// Reads a plan that a publisher may publish, and locks it.
pub(super) async fn published_by(
    tx: &Tx,
    publisher: &PublisherOf,
    id: PlanId,
) -> Result<KeptPlan, PlanError> {
    let kept = store::plan::hold(tx, id).await?;
    let kept = kept.filter(|kept| publisher.publishes(kept.partnership));
    kept.ok_or(PlanError::NotThere)
}
