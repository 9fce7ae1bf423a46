use super::super::members::{AccountError, named};
use crate::Registry;
use domain::account::factor::FactorRule;
use domain::look_up::Reason;
use store::StoreError;
use store::account::organisations;
use store::look_up::audit::{Action, AuditEntry};

/// Sets at the command line what an organisation asks of its staff when they sign in. It counts on the next request of
/// everybody. The log records it.
///
/// # Errors
/// [`AccountError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn set_rule(registry: &Registry, slug: &str, rule: FactorRule) -> Result<(), AccountError> {
    let tx = registry.store.begin().await?;
    let organisation = named(&tx, slug).await?.id;
    organisations::set_factor_rule(&tx, organisation, rule).await?;
    let entry = AuditEntry {
        organisation: Some(organisation),
        reason: Some(Reason::noted(&format!("second factor: {}", rule.slug()))),
        ..AuditEntry::of(Action::FactorRuleSet)
    };
    store::look_up::audit::record(&tx, &entry, registry.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Returns the slugs of the organisations that ask for no second factor.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn switched_off(source: &store::Store) -> Result<Vec<String>, StoreError> {
    let rules = organisations::factor_rules(source).await?;
    let off = rules.into_iter().filter(|(_, rule)| *rule == FactorRule::Off);
    Ok(off.map(|(slug, _)| slug).collect())
}
