use crate::StoreError;
use crate::connection::Source;
use crate::entity::bike;
use domain::id::BikeId;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// A bike that came in a list, with the hash of the line that last described it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestOf {
    /// The bike that the list brought.
    pub bike: BikeId,
    /// The hash of the line that last described it.
    pub digest: Option<Vec<u8>>,
}

/// Finds which external references are on the register, with the hash of the line that brought each.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn digests_of(
    source: &impl Source,
    external_refs: &[&str],
) -> Result<HashMap<String, DigestOf>, StoreError> {
    let mut found = HashMap::new();
    for chunk in external_refs.chunks(5_000) {
        let rows: Vec<(Option<String>, i64, Option<Vec<u8>>)> = bike::Entity::find()
            .select_only()
            .columns([
                bike::Column::ExternalRef,
                bike::Column::Id,
                bike::Column::ImportDigest,
            ])
            .filter(bike::Column::ExternalRef.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(source.connection())
            .await?;
        for (external_ref, id, digest) in rows {
            external_ref.map(|key| {
                found.insert(
                    key,
                    DigestOf {
                        bike: BikeId(id),
                        digest,
                    },
                )
            });
        }
    }
    Ok(found)
}

/// Reads the hash of the line that last described a bike in a list.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = id.0))]
pub async fn digest_of(source: &impl Source, id: BikeId) -> Result<Option<Vec<u8>>, StoreError> {
    let digest: Option<Option<Vec<u8>>> = bike::Entity::find_by_id(id.0)
        .select_only()
        .column(bike::Column::ImportDigest)
        .into_tuple()
        .one(source.connection())
        .await?;
    Ok(digest.flatten())
}

/// Reads the external references of bikes that have one.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn external_refs(
    source: &impl Source,
    ids: &[BikeId],
) -> Result<HashMap<BikeId, String>, StoreError> {
    let rows: Vec<(i64, Option<String>)> = bike::Entity::find()
        .select_only()
        .columns([bike::Column::Id, bike::Column::ExternalRef])
        .filter(bike::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, key)| key.map(|key| (BikeId(id), key)))
        .collect())
}

/// Reads the next bike ids in order, to go through the whole register.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(after = after.0))]
pub async fn ids_after(source: &impl Source, after: BikeId, limit: u64) -> Result<Vec<BikeId>, StoreError> {
    let ids: Vec<i64> = bike::Entity::find()
        .select_only()
        .column(bike::Column::Id)
        .filter(bike::Column::Id.gt(after.0))
        .order_by_asc(bike::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(ids.into_iter().map(BikeId).collect())
}

/// Reads the highest id of any bike on the register, if there is one.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn highest(source: &impl Source) -> Result<Option<BikeId>, StoreError> {
    let highest: Option<i64> = bike::Entity::find()
        .select_only()
        .column(bike::Column::Id)
        .order_by_desc(bike::Column::Id)
        .into_tuple()
        .one(source.connection())
        .await?;
    Ok(highest.map(BikeId))
}

/// Counts the bikes on the register.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn total(source: &impl Source) -> Result<u64, StoreError> {
    Ok(bike::Entity::find().count(source.connection()).await?)
}
