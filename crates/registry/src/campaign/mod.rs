//! The campaigns of partnerships: entered, changed, linked to events and actions, with papers and counts, and what the
//! public sees of them.

mod edit;
mod history;
mod links;
mod papers;
mod public;

pub use edit::{add_campaign, edit_campaign};
pub use history::{Told, history};
pub use links::{LinkedAction, LinkedEvent, Offered, linked, offered, totals};
pub use papers::{add_paper, open_paper, remove_paper};
pub use public::{PublicCampaign, public_campaign, public_campaigns, public_paper, running_campaigns};
pub use store::campaign::KeptCampaign;
pub use store::campaign::papers::KeptPaper;

use crate::Registry;
use crate::account::permits::{PartnerOf, PlannerOf};
use crate::paper::UploadError;
use domain::campaign::{EditError, MOST_PAPERS};
use domain::id::{CampaignId, PartnershipId};
use jiff::civil::Date;
use store::{StoreError, Tx};
use thiserror::Error;

/// The most campaigns that a list shows.
const MOST: u64 = 200;

/// Why a campaign was not changed or shown.
#[derive(Debug, Error)]
pub enum CampaignError {
    /// There is no such campaign or paper, or it belongs to another partnership.
    #[error("We cannot find this campaign or paper. It may belong to another partnership")]
    NotThere,
    /// The group is another partnership's.
    #[error("Choose a group of this partnership")]
    OtherGroup,
    /// An agency does not take part in the partnership.
    #[error("{0} does not take part in this partnership now. Choose another agency")]
    AgencyLeft(String),
    /// An event or action is another partnership's.
    #[error("Choose events and actions of this partnership")]
    OtherLink,
    /// Another paper of the campaign has the title.
    #[error("This campaign already has a file called “{0}”. Remove that one first, or use another title")]
    SameTitle(String),
    /// There are enough papers.
    #[error(
        "A campaign has room for {} files. Remove one before you add another",
        MOST_PAPERS
    )]
    TooManyPapers,
    /// The file cannot be read or kept.
    #[error(transparent)]
    File(#[from] UploadError),
    /// The campaign cannot be changed in this way.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A campaign that somebody has opened who takes part in its partnership.
#[derive(Clone, Debug)]
pub struct OpenedCampaign {
    /// The campaign.
    pub kept: KeptCampaign,
    /// Its papers, in the order in which they were added.
    pub papers: Vec<KeptPaper>,
}

/// Reads the campaigns of a partnership, the one that ends last first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn campaigns(
    registry: &Registry,
    partnership: PartnershipId,
) -> Result<Vec<KeptCampaign>, StoreError> {
    store::campaign::of_partnership(&registry.store, partnership, Date::MIN, MOST).await
}

/// Opens a campaign of a partnership that somebody takes part in.
///
/// # Errors
/// [`CampaignError::NotThere`] for a campaign of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(campaign = id.0))]
pub async fn campaign(
    registry: &Registry,
    partner: &PartnerOf,
    id: CampaignId,
) -> Result<OpenedCampaign, CampaignError> {
    let kept = store::campaign::find(&registry.store, id).await?;
    let kept = kept.ok_or(CampaignError::NotThere)?;
    if !crate::agency::takes_part(registry, partner, kept.partnership).await? {
        return Err(CampaignError::NotThere);
    }
    let papers = store::campaign::papers::of_campaign(&registry.store, id).await?;
    Ok(OpenedCampaign { kept, papers })
}

/// Reads a campaign that a planner keeps, and locks it.
async fn held(tx: &Tx, planner: &PlannerOf, id: CampaignId) -> Result<KeptCampaign, CampaignError> {
    let kept = store::campaign::hold(tx, id).await?;
    let kept = kept.filter(|kept| planner.keeps(kept.partnership));
    kept.ok_or(CampaignError::NotThere)
}

#[cfg(test)]
mod tests;
