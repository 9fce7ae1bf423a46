//! What the public may see of a partnership's campaigns.

use super::papers::read;
use super::{CampaignError, KeptCampaign, KeptPaper, LinkedAction, LinkedEvent, MOST, linked};
use crate::Registry;
use crate::paper::PaperFile;
use domain::campaign::Phase;
use domain::event::Stage;
use domain::id::{CampaignPaperId, PartnershipId};
use domain::london;
use figures::period::listed_until;
use jiff::ToSpan;
use jiff::civil::Date;
use store::StoreError;

/// A campaign that the public sees.
#[derive(Clone, Debug)]
pub struct PublicCampaign {
    /// The campaign.
    pub kept: KeptCampaign,
    /// Its papers.
    pub papers: Vec<KeptPaper>,
    /// Its events that were published.
    pub events: Vec<LinkedEvent>,
    /// Its actions that are in a published plan, as they were published.
    pub actions: Vec<LinkedAction>,
    /// Whether it is still shown: until the same date two years after its last day.
    pub is_listed: bool,
}

/// Reads the public campaigns of a partnership that are shown, the one that ends last first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn public_campaigns(
    registry: &Registry,
    partnership: PartnershipId,
) -> Result<Vec<KeptCampaign>, StoreError> {
    let today = london::date_of(registry.now());
    // A few days more than two years, so that 29 February is not lost.
    let since = today.checked_sub(740.days()).unwrap_or(Date::MIN);
    let mut all = store::campaign::of_partnership(&registry.store, partnership, since, MOST).await?;
    all.retain(|kept| kept.campaign.is_public && is_listed(kept, today));
    Ok(all)
}

/// Reads the public campaigns of all partnerships that are running today.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn running_campaigns(
    registry: &Registry,
    partnerships: &[PartnershipId],
) -> Result<Vec<KeptCampaign>, StoreError> {
    let today = london::date_of(registry.now());
    let mut running = Vec::new();
    for partnership in partnerships {
        let all = store::campaign::of_partnership(&registry.store, *partnership, today, MOST).await?;
        let runs =
            |kept: &KeptCampaign| kept.campaign.is_public && kept.campaign.phase_on(today) == Phase::Running;
        running.extend(all.into_iter().filter(runs));
    }
    Ok(running)
}

/// Finds a public campaign of a partnership, including one that is no longer shown.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn public_campaign(
    registry: &Registry,
    partnership: PartnershipId,
    slug: &str,
) -> Result<Option<PublicCampaign>, StoreError> {
    let Some(kept) = found(registry, partnership, slug).await? else {
        return Ok(None);
    };
    let papers = store::campaign::papers::of_campaign(&registry.store, kept.id).await?;
    let (mut events, mut actions) = linked(registry, &kept).await?;
    events.retain(|event| matches!(event.marking.stage, Stage::Published | Stage::Closed));
    actions.retain(|action| action.published.is_some());
    Ok(Some(PublicCampaign {
        is_listed: is_listed(&kept, london::date_of(registry.now())),
        kept,
        papers,
        events,
        actions,
    }))
}

/// Opens a paper of a public campaign.
///
/// # Errors
/// [`CampaignError::NotThere`], or an error of the store or disk.
#[tracing::instrument(level = "debug", skip_all, fields(paper = id.0))]
pub async fn public_paper(
    registry: &Registry,
    partnership: PartnershipId,
    slug: &str,
    id: CampaignPaperId,
) -> Result<PaperFile, CampaignError> {
    let kept = found(registry, partnership, slug).await?;
    let today = london::date_of(registry.now());
    let kept = kept.filter(|kept| is_listed(kept, today));
    let kept = kept.ok_or(CampaignError::NotThere)?;
    let paper = store::campaign::papers::find(&registry.store, id).await?;
    let paper = paper.filter(|paper| paper.campaign == kept.id);
    read(registry, paper.ok_or(CampaignError::NotThere)?).await
}

async fn found(
    registry: &Registry,
    partnership: PartnershipId,
    slug: &str,
) -> Result<Option<KeptCampaign>, StoreError> {
    let kept = store::campaign::by_slug(&registry.store, partnership, slug).await?;
    Ok(kept.filter(|kept| kept.campaign.is_public))
}

fn is_listed(kept: &KeptCampaign, today: Date) -> bool {
    today <= listed_until(kept.campaign.details.ends_on)
}
