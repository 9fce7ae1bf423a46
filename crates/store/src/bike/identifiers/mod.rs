//! Finds bikes by any of their numbers. The number must have been read correctly, except for look-alikes.

use crate::StoreError;
use crate::connection::Source;
use crate::entity::identifier;
use domain::bike::{Identifier, IdentifierKind};
use domain::id::BikeId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Finds at most `limit` bikes that have one of these numbers, with look-alikes treated as equal.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn bikes_with(
    source: &impl Source,
    folded: &[String],
    limit: u64,
) -> Result<Vec<BikeId>, StoreError> {
    if folded.is_empty() {
        return Ok(Vec::new());
    }
    let mut ids: Vec<i64> = identifier::Entity::find()
        .select_only()
        .column(identifier::Column::BikeId)
        .filter(identifier::Column::Folded.is_in(folded.iter().map(String::as_str)))
        .limit(limit)
        .into_tuple()
        .all(source.connection())
        .await?;
    ids.sort_unstable();
    ids.dedup();
    Ok(ids.into_iter().map(BikeId).collect())
}

pub(crate) fn from_row(kind: &str, as_written: &str) -> Result<Identifier, StoreError> {
    let corrupt = |what: &str| StoreError::corrupt("identifier", format!("{what} {kind:?}"));
    let kind = IdentifierKind::parse(kind).ok_or_else(|| corrupt("an unknown kind"))?;
    Identifier::new(kind, as_written).map_err(|_| corrupt("a number that does not compare, of kind"))
}

#[cfg(test)]
mod tests;
