use crate::Registry;
use crate::account::permits::PlannerOf;
use domain::account::{Organisation, OrganisationKind};
use domain::agency::{Agency, NewAgency};
use domain::id::{AgencyId, PartnershipId};
use domain::london;
use store::{StoreError, Tx};
use thiserror::Error;

/// Why an agency was not added or changed.
#[derive(Debug, Error)]
pub enum AgencyError {
    /// There is no such agency, or it belongs to another partnership.
    #[error("There is no such agency")]
    NotThere,
    /// The partnership already has an agency with this name.
    #[error("There is already an agency with this name")]
    Taken,
    /// The organisation is already an agency of the partnership, or cannot be one.
    #[error("Choose an organisation that is not already another agency of this partnership")]
    OtherOrganisation,
    /// It chairs a group that has not ended.
    #[error("This agency chairs {0}. Choose another chair for it first")]
    Chairs(String),
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Adds an agency to a partnership.
///
/// # Errors
/// [`AgencyError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add_agency(
    registry: &Registry,
    planner: &PlannerOf,
    new: &NewAgency,
) -> Result<AgencyId, AgencyError> {
    if !planner.keeps(new.partnership) {
        return Err(AgencyError::NotThere);
    }
    let tx = registry.store.begin().await?;
    if let Some(id) = registry.made_before(&tx).await? {
        return Ok(AgencyId(id));
    }
    check(&tx, None, new).await?;
    let id = store::agency::add(&tx, new).await?;
    registry.made(&tx, &id.0).await?;
    tx.commit().await?;
    tracing::info!(agency = id.0, partnership = new.partnership.0, "Added an agency");
    Ok(id)
}

/// Changes an agency. Its partnership stays.
///
/// # Errors
/// [`AgencyError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(agency = id.0))]
pub async fn change_agency(
    registry: &Registry,
    planner: &PlannerOf,
    id: AgencyId,
    new: NewAgency,
) -> Result<(), AgencyError> {
    let tx = registry.store.begin().await?;
    let found = store::agency::find(&tx, id).await?;
    let found = found.filter(|found| planner.keeps(found.agency.partnership));
    let partnership = found.ok_or(AgencyError::NotThere)?.agency.partnership;
    let agency = Agency {
        id,
        agency: NewAgency { partnership, ..new },
    };
    check(&tx, Some(id), &agency.agency).await?;
    if agency.agency.left_on.is_some() {
        chairs_nothing(&tx, &agency, registry).await?;
    }
    store::agency::change(&tx, &agency).await?;
    tx.commit().await?;
    tracing::info!(agency = id.0, "Changed an agency");
    Ok(())
}

async fn chairs_nothing(tx: &Tx, agency: &Agency, registry: &Registry) -> Result<(), AgencyError> {
    let today = london::date_of(registry.now());
    let groups = store::agency::groups::of_partnership(tx, agency.agency.partnership).await?;
    let chaired = groups.into_iter().find(|group| {
        let goes_on = group.group.ends_on.is_none_or(|end| end >= today);
        goes_on && group.group.chair == Some(agency.id)
    });
    match chaired {
        Some(group) => Err(AgencyError::Chairs(group.group.name)),
        None => Ok(()),
    }
}

/// Makes sure that no other agency of the partnership has this name or this organisation.
async fn check(tx: &Tx, but: Option<AgencyId>, new: &NewAgency) -> Result<(), AgencyError> {
    let mut others = store::agency::of_partnership(tx, new.partnership).await?;
    others.retain(|other| Some(other.id) != but);
    let name = new.name.to_lowercase();
    if others
        .iter()
        .any(|other| other.agency.name.to_lowercase() == name)
    {
        return Err(AgencyError::Taken);
    }
    let Some(id) = new.organisation else { return Ok(()) };
    let organisation = store::account::organisations::find(tx, id).await?;
    let fits = organisation.is_some_and(|organisation| may_be(&organisation, new.partnership));
    let taken = others.iter().any(|other| other.agency.organisation == Some(id));
    if fits && !taken {
        Ok(())
    } else {
        Err(AgencyError::OtherOrganisation)
    }
}

/// Returns true if an organisation can be an agency of a partnership. A force can be an agency in several.
pub(super) fn may_be(organisation: &Organisation, partnership: PartnershipId) -> bool {
    let own = organisation.partnership.is_none_or(|of| of == partnership);
    match organisation.kind {
        OrganisationKind::Site => false,
        OrganisationKind::Police => true,
        _ => own,
    }
}
