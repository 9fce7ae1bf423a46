use super::{CampaignError, campaign};
use crate::Registry;
use crate::account::names::Names;
use crate::account::permits::PartnerOf;
use domain::id::CampaignId;
use store::campaign::history::CampaignChange;

/// Something that was done to a campaign, and who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What was done.
    pub change: CampaignChange,
    /// Who did it, as those who take part know them.
    pub who: String,
}

/// Reads what was done to a campaign, newest first, for those who keep the partnership's campaigns.
///
/// # Errors
/// [`CampaignError::NotThere`] for a campaign of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(campaign = id.0))]
pub async fn history(
    registry: &Registry,
    partner: &PartnerOf,
    id: CampaignId,
    skip: u64,
    limit: u64,
) -> Result<Vec<Told>, CampaignError> {
    let opened = campaign(registry, partner, id).await?;
    if !partner.keeps(opened.kept.partnership) {
        return Err(CampaignError::NotThere);
    }
    let changes = store::campaign::history::of_campaign(&registry.store, id, skip, limit).await?;
    let names = Names::read(registry, changes.iter().filter_map(|change| change.by)).await?;
    let told = changes.into_iter().map(|change| Told {
        who: names.of_change(change.by),
        change,
    });
    Ok(told.collect())
}
