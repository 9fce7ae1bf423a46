//! Assigns a batch without an organisation, or part of one, to an organisation.

use super::Batch;
use crate::connection::sealed::Source as _;
use crate::entity::{mark, mark_batch};
use crate::time::millis;
use crate::words::{self, column};
use crate::{StoreError, Tx};
use domain::MarkCode;
use domain::id::{BatchId, OrganisationId};
use domain::mark::MarkStatus;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Statement, Value,
};

/// How many marks one statement changes.
const CHUNK: usize = 1_000;

/// Gives a batch to the organisation that has received its marks, and returns the batch that these marks are in now. If
/// the organisation has all marks of the batch that are not void, this is the same batch. Otherwise it is a new one, so
/// that every batch belongs to one organisation.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(to = to.0))]
pub async fn hand_over(
    tx: &Tx,
    batch: &Batch,
    codes: &[MarkCode],
    to: OrganisationId,
) -> Result<BatchId, StoreError> {
    if others(tx, batch.id, to).await? > 0 {
        return part(tx, batch, codes, to).await;
    }
    mark_batch::Entity::update_many()
        .col_expr(mark_batch::Column::OrganisationId, Expr::value(to.0))
        .filter(mark_batch::Column::Id.eq(batch.id.0))
        .exec(tx.connection())
        .await?;
    // Void marks move as well, so that the batch still adds up.
    mark::Entity::update_many()
        .col_expr(mark::Column::OrganisationId, Expr::value(to.0))
        .filter(mark::Column::BatchId.eq(batch.id.0))
        .exec(tx.connection())
        .await?;
    Ok(batch.id)
}

/// Counts the marks of a batch that are not void and do not belong to the organisation.
async fn others(tx: &Tx, batch: BatchId, than: OrganisationId) -> Result<u64, StoreError> {
    let not_theirs = Condition::any()
        .add(mark::Column::OrganisationId.is_null())
        .add(mark::Column::OrganisationId.ne(than.0));
    let count = mark::Entity::find()
        .filter(mark::Column::BatchId.eq(batch.0))
        .filter(mark::Column::Status.ne(MarkStatus::Void.slug()))
        .filter(not_theirs)
        .count(tx.connection())
        .await?;
    Ok(count)
}

/// Moves marks into a new batch, with the same maker and time as the old one.
async fn part(tx: &Tx, batch: &Batch, codes: &[MarkCode], to: OrganisationId) -> Result<BatchId, StoreError> {
    let size = |count: u64| Set(i32::try_from(count).unwrap_or(i32::MAX));
    let new = mark_batch::ActiveModel {
        id: NotSet,
        organisation_id: Set(Some(to.0)),
        event_id: Set(None),
        size: size(codes.len() as u64),
        made_at: Set(millis(batch.made_at)),
        made_by: Set(batch.made_by.map(|account| account.0)),
        name: Set(None),
        name_sealed: Set(words::sealed(
            tx.keyring(),
            column::BATCH_NAME,
            batch.name.as_deref(),
        )?),
        printed_at: Set(batch.printed.map(|(at, _)| millis(at))),
        printed_by: Set(batch.printed.and_then(|(_, by)| by).map(|account| account.0)),
    };
    let new = mark_batch::Entity::insert(new)
        .exec(tx.connection())
        .await?
        .last_insert_id;
    for chunk in codes.chunks(CHUNK) {
        mark::Entity::update_many()
            .col_expr(mark::Column::BatchId, Expr::value(new))
            .filter(mark::Column::Code.is_in(chunk.iter().map(MarkCode::compact)))
            .exec(tx.connection())
            .await?;
    }
    let rest = mark_batch::ActiveModel {
        id: Set(batch.id.0),
        size: size(batch.size.saturating_sub(codes.len() as u64)),
        ..Default::default()
    };
    mark_batch::Entity::update(rest).exec(tx.connection()).await?;
    count_anew(tx, [batch.id.0, new]).await?;
    Ok(BatchId(new))
}

/// Numbers the marks of two batches from 1, in the same order as before.
async fn count_anew(tx: &Tx, batches: [i64; 2]) -> Result<(), StoreError> {
    let sql = "UPDATE mark SET place = placed.place FROM (SELECT code, ROW_NUMBER() OVER (PARTITION BY batch_id \
        ORDER BY place) AS place FROM mark WHERE batch_id IN ($1, $2)) AS placed WHERE placed.code = mark.code";
    let connection = tx.connection();
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, batches.map(Value::from));
    connection.execute_raw(statement).await?;
    Ok(())
}
