//! Finds batches by a mark, by the receipt of a bike, or by name.

use super::{Batch, from_row};
use crate::StoreError;
use crate::connection::Source;
use crate::entity::{desk_entry, mark, mark_batch};
use domain::MarkCode;
use domain::account::Reach;
use domain::id::BatchId;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Reads the batches that somebody manages and whose names contain these words, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn named_like(
    source: &impl Source,
    reach: &Reach,
    words: &str,
    most: usize,
) -> Result<Vec<Batch>, StoreError> {
    let is_named = Condition::any()
        .add(mark_batch::Column::NameSealed.is_not_null())
        .add(mark_batch::Column::Name.is_not_null());
    let mut query = mark_batch::Entity::find().filter(is_named);
    if let Reach::Own(own) = reach {
        let own = own.iter().map(|organisation| organisation.0);
        query = query.filter(mark_batch::Column::OrganisationId.is_in(own));
    }
    let rows = query
        .order_by_desc(mark_batch::Column::Id)
        .all(source.connection())
        .await?;
    // Names are sealed, so the database cannot look for words in them.
    let words = words.to_lowercase();
    let mut found = Vec::new();
    for row in rows {
        let batch = from_row(source.keyring(), row)?;
        let name = batch.name.as_deref().unwrap_or_default();
        if name.to_lowercase().contains(&words) {
            found.push(batch);
        }
        if found.len() == most {
            break;
        }
    }
    Ok(found)
}

/// Finds the batch that a mark is in.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn with_mark(source: &impl Source, code: MarkCode) -> Result<Option<Batch>, StoreError> {
    let row = mark::Entity::find_by_id(code.compact())
        .one(source.connection())
        .await?;
    match row.and_then(|row| row.batch_id) {
        Some(batch) => super::find(source, BatchId(batch)).await,
        None => Ok(None),
    }
}

/// Finds the marks of desk entries whose ids end in these eight hexadecimal digits. The slip shows these digits.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn with_slip(source: &impl Source, slip: &str, most: u64) -> Result<Vec<MarkCode>, StoreError> {
    let codes: Vec<Option<String>> = desk_entry::Entity::find()
        .select_only()
        .column(desk_entry::Column::MarkCode)
        .filter(desk_entry::Column::Id.ends_with(slip))
        .filter(desk_entry::Column::MarkCode.is_not_null())
        .order_by_asc(desk_entry::Column::Id)
        .limit(most)
        .into_tuple()
        .all(source.connection())
        .await?;
    codes
        .into_iter()
        .flatten()
        .map(|code| {
            MarkCode::parse(&code).map_err(|_| StoreError::corrupt("desk_entry", "an invalid mark code"))
        })
        .collect()
}
