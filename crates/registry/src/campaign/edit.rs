use super::{CampaignError, KeptCampaign, MOST, held, links};
use crate::Registry;
use crate::account::permits::PlannerOf;
use domain::campaign::{Campaign, Details, Edit, EditError, address_of};
use domain::id::{AgencyId, CampaignId, PartnershipId};
use domain::london;
use domain::look_up::Reason;
use store::campaign::history::{self, CampaignChange};
use store::look_up::audit::{Action, AuditEntry, record};
use store::{StoreError, Tx};

/// Adds a campaign. The public does not see it before somebody publishes it.
///
/// # Errors
/// [`CampaignError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn add_campaign(
    registry: &Registry,
    planner: &PlannerOf,
    partnership: PartnershipId,
    details: Details,
) -> Result<CampaignId, CampaignError> {
    if !planner.keeps(partnership) {
        return Err(CampaignError::NotThere);
    }
    details.check().map_err(EditError::from)?;
    let tx = registry.store.begin().await?;
    if let Some(id) = registry.made_before(&tx).await? {
        return Ok(CampaignId(id));
    }
    fits(&tx, registry, partnership, &details, &[]).await?;
    let now = registry.now();
    let slug = free_address(&tx, partnership, &details.name).await?;
    let campaign = Campaign::new(details);
    let by = Some(planner.account);
    let id = store::campaign::add(&tx, partnership, &slug, &campaign, by, now).await?;
    let change = CampaignChange {
        at: now,
        by,
        said: "Entered the campaign".to_owned(),
        why: None,
    };
    history::add(&tx, id, &change).await?;
    registry.made(&tx, &id.0).await?;
    tx.commit().await?;
    tracing::info!(campaign = id.0, partnership = partnership.0, "Added a campaign");
    Ok(id)
}

/// Changes a campaign.
///
/// # Errors
/// [`CampaignError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(campaign = id.0))]
pub async fn edit_campaign(
    registry: &Registry,
    planner: &PlannerOf,
    id: CampaignId,
    edit: Edit,
) -> Result<(), CampaignError> {
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(());
    }
    let kept = held(&tx, planner, id).await?;
    match &edit {
        Edit::Details { details, .. } => {
            let before = &kept.campaign.details.agencies;
            fits(&tx, registry, kept.partnership, details, before).await?;
        }
        Edit::Link { events, actions, .. } => links::fit(&tx, &kept, events, actions).await?,
        _ => {}
    }
    let now = registry.now();
    let edited = kept.campaign.edited(edit, now)?;
    store::campaign::write(&tx, id, &edited.campaign, planner.account, now).await?;
    let change = CampaignChange {
        at: now,
        by: Some(planner.account),
        said: edited.said,
        why: edited.why,
    };
    tell(&tx, &kept, &change, edited.is_logged).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    tracing::info!(campaign = id.0, "Changed a campaign");
    Ok(())
}

/// Writes an entry into a campaign's history, and into the log if the log records such changes.
pub(super) async fn tell(
    tx: &Tx,
    kept: &KeptCampaign,
    change: &CampaignChange,
    is_logged: bool,
) -> Result<(), StoreError> {
    history::add(tx, kept.id, change).await?;
    if !is_logged {
        return Ok(());
    }
    let why = change.why.as_deref().unwrap_or("no reason given");
    let entry = AuditEntry {
        actor: change.by,
        reason: Some(Reason::noted(&format!(
            "Campaign {}: {}: {why}",
            kept.id, change.said
        ))),
        ..AuditEntry::of(Action::PartnershipWork)
    };
    record(tx, &entry, change.at).await
}

/// Finds an address that no other campaign of the partnership has: the name's own, or with a number behind it.
async fn free_address(tx: &Tx, partnership: PartnershipId, name: &str) -> Result<String, StoreError> {
    let own = address_of(name);
    let mut address = own.clone();
    for number in 2..=MOST {
        if store::campaign::by_slug(tx, partnership, &address)
            .await?
            .is_none()
        {
            break;
        }
        address = format!("{own}-{number}");
    }
    Ok(address)
}

/// Makes sure that the group and the agencies belong to the partnership. Agencies that the campaign names already may
/// stay.
async fn fits(
    tx: &Tx,
    registry: &Registry,
    partnership: PartnershipId,
    details: &Details,
    before: &[AgencyId],
) -> Result<(), CampaignError> {
    if let Some(group) = details.group {
        let group = store::agency::groups::find(tx, group).await?;
        if group.is_none_or(|group| group.group.partnership != partnership) {
            return Err(CampaignError::OtherGroup);
        }
    }
    let today = london::date_of(registry.now());
    let agencies = store::agency::of_partnership(tx, partnership).await?;
    for id in &details.agencies {
        let known = agencies.iter().find(|agency| agency.id == *id);
        let fits = known.is_some_and(|agency| agency.takes_part_on(today) || before.contains(id));
        if !fits {
            let name = known.map_or("This agency", |agency| agency.agency.name.as_str());
            return Err(CampaignError::AgencyLeft(name.to_owned()));
        }
    }
    Ok(())
}
