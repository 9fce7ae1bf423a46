//! The papers of campaigns. Their files lie in the folder of photos.

use crate::bike::photos::FileName;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::campaign_paper;
use crate::{Keyring, StoreError, Tx, documents};
use domain::campaign::Paper;
use domain::id::{CampaignId, CampaignPaperId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

const DOCUMENT: &str = "campaign_paper.document";

/// A stored paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPaper {
    /// Its identity.
    pub id: CampaignPaperId,
    /// The campaign.
    pub campaign: CampaignId,
    /// Its file.
    pub file: FileName,
    /// The size of the file.
    pub bytes: u64,
    /// The paper.
    pub paper: Paper,
}

/// Adds a paper whose file is in the folder.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the words cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(campaign = campaign.0))]
pub async fn add(
    tx: &Tx,
    campaign: CampaignId,
    file: &FileName,
    bytes: u64,
    paper: &Paper,
) -> Result<CampaignPaperId, StoreError> {
    let row = campaign_paper::ActiveModel {
        id: NotSet,
        campaign_id: Set(campaign.0),
        file: Set(file.as_str().to_owned()),
        bytes: Set(i64::try_from(bytes).unwrap_or(i64::MAX)),
        document: Set(documents::seal(tx.keyring(), DOCUMENT, paper)?),
    };
    let made = campaign_paper::Entity::insert(row).exec(tx.connection()).await?;
    Ok(CampaignPaperId(made.last_insert_id))
}

/// Reads the papers of a campaign in the order in which they were added.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(campaign = campaign.0))]
pub async fn of_campaign(source: &impl Source, campaign: CampaignId) -> Result<Vec<KeptPaper>, StoreError> {
    let rows = campaign_paper::Entity::find()
        .filter(campaign_paper::Column::CampaignId.eq(campaign.0))
        .order_by_asc(campaign_paper::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Finds a paper. The caller checks that the reader may see its campaign.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(paper = id.0))]
pub async fn find(source: &impl Source, id: CampaignPaperId) -> Result<Option<KeptPaper>, StoreError> {
    let row = campaign_paper::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Removes the row of a paper. After the commit, the caller deletes the file if no row names it.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(paper = id.0))]
pub async fn remove(tx: &Tx, id: CampaignPaperId) -> Result<(), StoreError> {
    campaign_paper::Entity::delete_by_id(id.0)
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn read(keys: &Keyring, row: campaign_paper::Model) -> Result<KeptPaper, StoreError> {
    Ok(KeptPaper {
        id: CampaignPaperId(row.id),
        campaign: CampaignId(row.campaign_id),
        file: FileName::parse(&row.file)
            .ok_or_else(|| StoreError::corrupt("campaign_paper", "an invalid file name"))?,
        bytes: row.bytes.unsigned_abs(),
        paper: documents::open(keys, DOCUMENT, &row.document)?,
    })
}
