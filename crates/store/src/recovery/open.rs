//! The recoveries that are compared with the register, and those that are due to leave the store.

use super::row::from_row;
use super::stands;
use crate::StoreError;
use crate::connection::Source;
use crate::entity::{recovery, standing_match};
use crate::time::millis;
use domain::id::{OrganisationId, RecoveryId};
use domain::recovery::{PairStatus, Recovery, RecoveryStatus};
use jiff::Timestamp;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Returns the condition that nobody knows a recovery's owner, and that the bike is in the store or left it after an
/// instant.
fn unowned(ended_after: Timestamp) -> Condition {
    let in_store_or_lately = Condition::any()
        .add(recovery::Column::EndedAs.is_null())
        .add(recovery::Column::EndedAt.gte(millis(ended_after)));
    // The status of a recovery without an owner is open, even if the bike has left the store.
    Condition::all()
        .add(recovery::Column::Status.eq(RecoveryStatus::Open.slug()))
        .add(in_store_or_lately)
}

/// Reads the recoveries that are compared with the register: open ones, and those that left the store without an owner
/// after an instant. If `among` is given, it reads only those that are in it.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn to_match(
    source: &impl Source,
    ended_after: Timestamp,
    among: Option<&[RecoveryId]>,
) -> Result<Vec<Recovery>, StoreError> {
    let mut query = recovery::Entity::find().filter(unowned(ended_after));
    if let Some(among) = among {
        query = query.filter(recovery::Column::Id.is_in(among.iter().map(|id| id.0)));
    }
    let rows = query
        .order_by_asc(recovery::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| from_row(source.keyring(), row))
        .collect()
}

/// Reads the ids of at most `limit` recoveries that are compared with the register, in order, after a certain one.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(after = after.0))]
pub async fn ids_to_match(
    source: &impl Source,
    ended_after: Timestamp,
    after: RecoveryId,
    limit: u64,
) -> Result<Vec<RecoveryId>, StoreError> {
    let ids: Vec<i64> = recovery::Entity::find()
        .select_only()
        .column(recovery::Column::Id)
        .filter(unowned(ended_after))
        .filter(recovery::Column::Id.gt(after.0))
        .order_by_asc(recovery::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(ids.into_iter().map(RecoveryId).collect())
}

/// Reads a force's open recoveries that were recorded before an instant, oldest first. It leaves out those on an
/// exhibit hold, and those with a match that is waiting for an officer or put aside.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn falling_due(
    source: &impl Source,
    organisation: OrganisationId,
    received_until: Timestamp,
    limit: u64,
) -> Result<Vec<Recovery>, StoreError> {
    let open = [PairStatus::Waiting, PairStatus::Parked].map(PairStatus::slug);
    let with_a_match = Query::select()
        .column(standing_match::Column::RecoveryId)
        .from(standing_match::Entity)
        .and_where(standing_match::Column::OrganisationId.eq(organisation.0))
        .and_where(standing_match::Column::Status.is_in(open))
        .take();
    let rows = recovery::Entity::find()
        .filter(recovery::Column::OrganisationId.eq(organisation.0))
        .filter(stands(RecoveryStatus::Open))
        .filter(recovery::Column::RecordedAt.lte(millis(received_until)))
        .filter(recovery::Column::HeldAt.is_null())
        .filter(recovery::Column::Id.not_in_subquery(with_a_match))
        .order_by_asc(recovery::Column::RecordedAt)
        .order_by_asc(recovery::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| from_row(source.keyring(), row))
        .collect()
}
