//! Batches of blank marks: whose they are, and when they were made.

use crate::StoreError;
use crate::connection::Source;
use crate::entity::mark_batch;
use crate::time::instant;
use domain::access::Reach;
use domain::id::{BatchId, OrganisationId};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A batch of marks that were made together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its identity.
    pub id: BatchId,
    /// Whose marks they are; none when nobody's yet.
    pub organisation: Option<OrganisationId>,
    /// How many marks were made.
    pub size: u64,
    /// When.
    pub made_at: Timestamp,
}

/// Reads the batches of the organisations that somebody keeps, newest first. Those of no organisation are only
/// for whoever keeps all.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
pub async fn list(
    source: &impl Source,
    reach: &Reach,
    skip: u64,
    most: u64,
) -> Result<Vec<Batch>, StoreError> {
    let mut query = mark_batch::Entity::find();
    if let Reach::Own(own) = reach {
        let own = own.iter().map(|organisation| organisation.0);
        query = query.filter(mark_batch::Column::OrganisationId.is_in(own));
    }
    let rows = query
        .order_by_desc(mark_batch::Column::Id)
        .offset(skip)
        .limit(most)
        .all(source.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: mark_batch::Model) -> Result<Batch, StoreError> {
    Ok(Batch {
        id: BatchId(row.id),
        organisation: row.organisation_id.map(OrganisationId),
        size: u64::try_from(row.size)
            .map_err(|_| StoreError::corrupt("mark_batch", "a size below nothing"))?,
        made_at: instant("mark_batch", row.made_at)?,
    })
}
