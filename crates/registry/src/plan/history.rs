use super::PlanError;
use crate::Registry;
use crate::account::names::Names;
use crate::account::permits::PartnerOf;
use domain::id::{PartnershipId, PlanId};
use domain::plan::By;
use store::StoreError;
use store::plan::history::PlanChange;

/// Something that was done to a plan, and who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What was done.
    pub change: PlanChange,
    /// The name of the person who did it, as others who take part know it.
    pub who: String,
}

/// Reads what was done to a plan, newest first.
///
/// # Errors
/// [`PlanError::NotThere`] for a plan of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(plan = id.0))]
pub async fn history(
    registry: &Registry,
    partner: &PartnerOf,
    id: PlanId,
    skip: u64,
    limit: u64,
) -> Result<Vec<Told>, PlanError> {
    let kept = super::plan(registry, partner, id).await?;
    let changes = store::plan::history::of_plan(&registry.store, id, skip, limit).await?;
    let names = Names::read(registry, changes.iter().filter_map(|change| change.by.account())).await?;
    let agencies = store::agency::of_partnership(&registry.store, kept.partnership).await?;
    let who = |by: By| match by {
        By::Account(account) => names.of(Some(account)),
        By::Agency(id) => agencies
            .iter()
            .find(|agency| agency.id == id)
            .map_or_else(|| "An agency".to_owned(), |agency| agency.agency.name.clone()),
        By::Register => "The register".to_owned(),
    };
    Ok(changes
        .into_iter()
        .map(|change| Told {
            who: who(change.by),
            change,
        })
        .collect())
}

/// Returns the name of the person who did something, as others who take part know it.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn who(registry: &Registry, partnership: PartnershipId, by: By) -> Result<String, StoreError> {
    Ok(match by {
        By::Account(account) => {
            let names = Names::read(registry, [account]).await?;
            names.of(Some(account))
        }
        By::Agency(id) => {
            let agency = store::agency::find(&registry.store, id).await?;
            let own = agency.filter(|agency| agency.agency.partnership == partnership);
            own.map_or_else(|| "An agency".to_owned(), |agency| agency.agency.name)
        }
        By::Register => "The register".to_owned(),
    })
}
