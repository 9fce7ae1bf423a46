//! The agencies of partnerships and their groups, and who takes part on behalf of which agency.

mod change;
mod groups;

pub use change::{AgencyError, add_agency, change_agency};
pub use groups::{GroupError, add_group, change_group};

use crate::Registry;
use crate::account::permits::PartnerOf;
use domain::account::{Organisation, Partnership};
use domain::agency::{Agency, Group};
use domain::id::{AgencyId, GroupId, OrganisationId, PartnershipId};
use store::{Source, StoreError};

/// Reads the partnerships that somebody takes part in, by name: those of their organisations, and those that have one
/// of their organisations as an agency.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn partnerships(registry: &Registry, partner: &PartnerOf) -> Result<Vec<Partnership>, StoreError> {
    let mut all = store::account::organisations::partnerships(&registry.store).await?;
    let own = ids(&registry.store, partner).await?;
    all.retain(|partnership| own.contains(&partnership.id));
    Ok(all)
}

/// Returns true if somebody takes part in a partnership.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn takes_part(
    registry: &Registry,
    partner: &PartnerOf,
    partnership: PartnershipId,
) -> Result<bool, StoreError> {
    Ok(ids(&registry.store, partner).await?.contains(&partnership))
}

async fn ids(source: &impl Source, partner: &PartnerOf) -> Result<Vec<PartnershipId>, StoreError> {
    let organisations = partner.organisations.iter();
    let mut own: Vec<PartnershipId> = organisations.filter_map(|one| one.partnership).collect();
    let as_agency = store::agency::of_organisations(source, &of(partner)).await?;
    own.extend(as_agency.into_iter().map(|agency| agency.agency.partnership));
    Ok(own)
}

fn of(partner: &PartnerOf) -> Vec<OrganisationId> {
    partner.organisations.iter().map(|one| one.id).collect()
}

/// Reads the agencies of a partnership that are linked to somebody's organisations.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn own_agencies(
    registry: &Registry,
    partner: &PartnerOf,
    partnership: PartnershipId,
) -> Result<Vec<AgencyId>, StoreError> {
    let own = store::agency::of_organisations(&registry.store, &of(partner)).await?;
    let here = own
        .into_iter()
        .filter(|agency| agency.agency.partnership == partnership);
    Ok(here.map(|agency| agency.id).collect())
}

/// Reads the agencies of a partnership by name, including those that have left.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn agencies(registry: &Registry, partnership: PartnershipId) -> Result<Vec<Agency>, StoreError> {
    store::agency::of_partnership(&registry.store, partnership).await
}

/// Reads the groups of a partnership, in the order of their kinds and then by name.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn groups(registry: &Registry, partnership: PartnershipId) -> Result<Vec<Group>, StoreError> {
    store::agency::groups::of_partnership(&registry.store, partnership).await
}

/// Finds a group.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(group = id.0))]
pub async fn group(registry: &Registry, id: GroupId) -> Result<Option<Group>, StoreError> {
    store::agency::groups::find(&registry.store, id).await
}

/// Finds an agency.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(agency = id.0))]
pub async fn agency(registry: &Registry, id: AgencyId) -> Result<Option<Agency>, StoreError> {
    store::agency::find(&registry.store, id).await
}

/// Reads the organisations that an agency of a partnership can be linked to: the partnership's own, the police, and
/// those that belong to no partnership.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn organisations(
    registry: &Registry,
    partnership: PartnershipId,
) -> Result<Vec<Organisation>, StoreError> {
    let mut all = store::account::organisations::all(&registry.store).await?;
    all.retain(|organisation| change::may_be(organisation, partnership));
    Ok(all)
}

#[cfg(test)]
mod tests;
