//! Names batches, and notes that their labels were printed.

use crate::connection::sealed::Source as _;
use crate::entity::{mark, mark_batch};
use crate::time::millis;
use crate::words::{self, column};
use crate::{StoreError, Tx};
use domain::MarkCode;
use domain::id::{AccountId, BatchId};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// How many marks one statement changes.
const CHUNK: usize = 1_000;

/// Notes that labels of a batch were printed, and by whom.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(batch = batch.0))]
pub async fn was_printed(
    tx: &Tx,
    batch: BatchId,
    codes: &[MarkCode],
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    for chunk in codes.chunks(CHUNK) {
        mark::Entity::update_many()
            .col_expr(mark::Column::SheetAt, Expr::value(millis(now)))
            .filter(mark::Column::Code.is_in(chunk.iter().map(MarkCode::compact)))
            .exec(tx.connection())
            .await?;
    }
    mark_batch::Entity::update_many()
        .col_expr(mark_batch::Column::PrintedAt, Expr::value(millis(now)))
        .col_expr(
            mark_batch::Column::PrintedBy,
            Expr::value(by.map(|account| account.0)),
        )
        .filter(mark_batch::Column::Id.eq(batch.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Gives a batch a name, or removes its name.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the name cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(batch = batch.0))]
pub async fn rename(tx: &Tx, batch: BatchId, name: Option<&str>) -> Result<(), StoreError> {
    mark_batch::Entity::update_many()
        .col_expr(mark_batch::Column::Name, Expr::value(Option::<String>::None))
        .col_expr(
            mark_batch::Column::NameSealed,
            Expr::value(words::sealed(tx.keyring(), column::BATCH_NAME, name)?),
        )
        .filter(mark_batch::Column::Id.eq(batch.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}
