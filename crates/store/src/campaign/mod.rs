//! Campaigns, their history, and their papers.

pub mod history;
pub mod papers;

use crate::connection::{Source, sealed::Source as _};
use crate::entity::campaign;
use crate::time::millis;
use crate::{Keyring, StoreError, Tx, documents};
use domain::campaign::Campaign;
use domain::id::{AccountId, CampaignId, PartnershipId};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const DOCUMENT: &str = "campaign.document";

/// A stored campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCampaign {
    /// Its identity.
    pub id: CampaignId,
    /// The partnership.
    pub partnership: PartnershipId,
    /// The last part of its public address. It stays the same when the name changes.
    pub slug: String,
    /// The campaign.
    pub campaign: Campaign,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

/// Adds a campaign. No two campaigns of a partnership have the same slug.
///
/// # Errors
/// [`StoreError`] when the slug is taken, the database does not answer or the campaign cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn add(
    tx: &Tx,
    partnership: PartnershipId,
    slug: &str,
    campaign: &Campaign,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<CampaignId, StoreError> {
    let row = campaign::ActiveModel {
        id: NotSet,
        partnership_id: Set(partnership.0),
        slug: Set(slug.to_owned()),
        ends_on: Set(campaign.details.ends_on.to_string()),
        document: Set(documents::seal(tx.keyring(), DOCUMENT, campaign)?),
        changed_at: Set(millis(now)),
        changed_by: Set(by.map(|id| id.0)),
    };
    let made = campaign::Entity::insert(row).exec(tx.connection()).await?;
    Ok(CampaignId(made.last_insert_id))
}

/// Finds a campaign.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(campaign = id.0))]
pub async fn find(source: &impl Source, id: CampaignId) -> Result<Option<KeptCampaign>, StoreError> {
    let row = campaign::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Finds a campaign of a partnership by the last part of its public address.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn by_slug(
    source: &impl Source,
    partnership: PartnershipId,
    slug: &str,
) -> Result<Option<KeptCampaign>, StoreError> {
    let row = campaign::Entity::find()
        .filter(campaign::Column::PartnershipId.eq(partnership.0))
        .filter(campaign::Column::Slug.eq(slug))
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Finds a campaign and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(campaign = id.0))]
pub async fn hold(tx: &Tx, id: CampaignId) -> Result<Option<KeptCampaign>, StoreError> {
    let query = campaign::Entity::find_by_id(id.0).lock_exclusive();
    let row = query.one(tx.connection()).await?;
    row.map(|row| read(tx.keyring(), row)).transpose()
}

/// Reads the campaigns of a partnership that end on a day or later, the one that ends last first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn of_partnership(
    source: &impl Source,
    partnership: PartnershipId,
    since: Date,
    limit: u64,
) -> Result<Vec<KeptCampaign>, StoreError> {
    let rows = campaign::Entity::find()
        .filter(campaign::Column::PartnershipId.eq(partnership.0))
        .filter(campaign::Column::EndsOn.gte(since.to_string()))
        .order_by_desc(campaign::Column::EndsOn)
        .order_by_desc(campaign::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Replaces a campaign. Its slug stays.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the campaign cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(campaign = id.0))]
pub async fn write(
    tx: &Tx,
    id: CampaignId,
    campaign: &Campaign,
    by: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sealed = documents::seal(tx.keyring(), DOCUMENT, campaign)?;
    campaign::Entity::update_many()
        .col_expr(campaign::Column::Document, Expr::value(sealed))
        .col_expr(
            campaign::Column::EndsOn,
            Expr::value(campaign.details.ends_on.to_string()),
        )
        .col_expr(campaign::Column::ChangedAt, Expr::value(millis(now)))
        .col_expr(campaign::Column::ChangedBy, Expr::value(by.0))
        .filter(campaign::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn read(keys: &Keyring, row: campaign::Model) -> Result<KeptCampaign, StoreError> {
    Ok(KeptCampaign {
        id: CampaignId(row.id),
        partnership: PartnershipId(row.partnership_id),
        slug: row.slug,
        campaign: documents::open(keys, DOCUMENT, &row.document)?,
        changed_at: crate::time::instant("campaign", row.changed_at)?,
    })
}

#[cfg(test)]
mod tests;
