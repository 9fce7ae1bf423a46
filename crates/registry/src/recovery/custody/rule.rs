//! Keeps the rule of each force: after how many days it disposes of bikes that nobody claims.

use super::rule_name;
use crate::Registry;
use domain::account::OrganisationKind;
use domain::id::OrganisationId;
use domain::recovery::DisposalRule;
use store::{Source, StoreError};
use thiserror::Error;

/// Why a rule was not set.
#[derive(Debug, Error)]
pub enum RuleError {
    /// No police force has this short name.
    #[error("no police force has the short name {0:?}; `framemark org list` shows them all")]
    NoForce(String),
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Returns a force's rule.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(force = force.0))]
pub async fn rule_of(registry: &Registry, force: OrganisationId) -> Result<DisposalRule, StoreError> {
    read(&registry.store, force).await
}

pub(super) async fn read(source: &impl Source, force: OrganisationId) -> Result<DisposalRule, StoreError> {
    let kept = store::settings::get(source, &rule_name(force)).await?;
    let rule = kept
        .and_then(|days| days.parse().ok())
        .and_then(DisposalRule::days);
    Ok(rule.unwrap_or(DisposalRule::DEFAULT))
}

/// Sets the rule of the force with a short name.
///
/// # Errors
/// [`RuleError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn set_rule(registry: &Registry, slug: &str, rule: DisposalRule) -> Result<(), RuleError> {
    let found = store::account::organisations::find_by_slug(&registry.store, slug).await?;
    let force = found.filter(|force| force.kind == OrganisationKind::Police);
    let force = force.ok_or_else(|| RuleError::NoForce(slug.to_owned()))?;
    let tx = registry.store.begin().await?;
    store::settings::set(&tx, &rule_name(force.id), &rule.as_days().to_string()).await?;
    tx.commit().await?;
    tracing::info!(organisation.id = %force.id, days = rule.as_days(), "Set a disposal rule");
    Ok(())
}
