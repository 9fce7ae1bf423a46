//! The last day on which a force's officers were told how many pairs are waiting.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{match_notice, standing_match};
use crate::{StoreError, Tx};
use domain::id::OrganisationId;
use domain::recovery::PairStatus;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Reads the forces that have pairs waiting and were not told about them on the given day. `day` is written like
/// `2026-11-29`.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn not_told(source: &impl Source, day: &str) -> Result<Vec<OrganisationId>, StoreError> {
    let told = Query::select()
        .column(match_notice::Column::OrganisationId)
        .from(match_notice::Entity)
        .and_where(match_notice::Column::Day.gte(day))
        .take();
    let ids: Vec<i64> = standing_match::Entity::find()
        .select_only()
        .column(standing_match::Column::OrganisationId)
        .distinct()
        .filter(standing_match::Column::Status.eq(PairStatus::Waiting.slug()))
        .filter(standing_match::Column::OrganisationId.not_in_subquery(told))
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(ids.into_iter().map(OrganisationId).collect())
}

/// Notes that a force was told on the given day. Returns false if it had already been told.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn told(tx: &Tx, organisation: OrganisationId, day: &str) -> Result<bool, StoreError> {
    let row = match_notice::ActiveModel {
        organisation_id: Set(organisation.0),
        day: Set(day.to_owned()),
    };
    let later = OnConflict::column(match_notice::Column::OrganisationId)
        .update_column(match_notice::Column::Day)
        .action_and_where(match_notice::Column::Day.lt(day))
        .to_owned();
    let done = match_notice::Entity::insert(row)
        .on_conflict(later)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(done > 0)
}
