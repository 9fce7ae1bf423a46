//! Frozen figures: written once, and only read after that. They hold only what a release shows.

use super::small;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::assessment_figure;
use crate::time::millis;
use crate::{StoreError, Tx};
use domain::assessment::Block;
use domain::id::AssessmentId;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Writes the blocks of a freeze, each in a row of its own.
///
/// # Errors
/// [`StoreError::Taken`] when the edition has this freeze already; [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn add(
    tx: &Tx,
    id: AssessmentId,
    freeze: u32,
    blocks: &[Block],
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(blocks.len());
    for (place, block) in (0..).zip(blocks) {
        let definitions = block.definitions.iter();
        let definitions: Vec<String> = definitions
            .map(|(definition, version)| format!("{definition} {version}"))
            .collect();
        let body = serde_json::to_string(block)
            .map_err(|error| StoreError::corrupt("assessment_figure", error.to_string()))?;
        rows.push(assessment_figure::ActiveModel {
            id: NotSet,
            assessment_id: Set(id.0),
            freeze: Set(small(freeze)?),
            place: Set(place),
            block: Set(block.id.clone()),
            filter: Set(block.filter.clone()),
            release_number: Set(block.cited.release),
            feed_transaction: Set(block.cited.feed.0),
            feed_position: Set(block.cited.feed.1),
            definitions: Set(definitions.join("\n")),
            body: Set(body),
            mask: Set(block.mask().join("\n")),
            frozen_at: Set(millis(now)),
        });
    }
    if !rows.is_empty() {
        assessment_figure::Entity::insert_many(rows)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Reads the blocks of a freeze, in order.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn of_freeze(
    source: &impl Source,
    id: AssessmentId,
    freeze: u32,
) -> Result<Vec<Block>, StoreError> {
    let rows = assessment_figure::Entity::find()
        .filter(assessment_figure::Column::AssessmentId.eq(id.0))
        .filter(assessment_figure::Column::Freeze.eq(small(freeze)?))
        .order_by_asc(assessment_figure::Column::Place)
        .all(source.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: assessment_figure::Model) -> Result<Block, StoreError> {
    let damaged = |what: String| StoreError::corrupt("assessment_figure", what);
    let block: Block = serde_json::from_str(&row.body).map_err(|error| damaged(error.to_string()))?;
    if block.mask().join("\n") != row.mask || block.cited.release != row.release_number {
        return Err(damaged(format!(
            "row {}, which has changed since it was frozen",
            row.id
        )));
    }
    Ok(block)
}
