//! Which owners to ask whether their bike is still missing.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::theft_report::{Column, Entity};
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::id::{BikeId, TheftReportId};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// An open theft report about which we have not asked for a long time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToAsk {
    /// The report.
    pub report: TheftReportId,
    /// The bike that it is about.
    pub bike: BikeId,
    /// When the report was made.
    pub reported_at: Timestamp,
}

/// Finds the open reports about which it is time to ask, the longest overdue first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn to_ask(source: &impl Source, now: Timestamp, limit: u64) -> Result<Vec<ToAsk>, StoreError> {
    let rows: Vec<(i64, i64, i64)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::BikeId, Column::ReportedAt])
        .filter(Column::ClosedAt.is_null())
        .filter(Column::AskAt.lte(millis(now)))
        .order_by_asc(Column::AskAt)
        .limit(limit)
        .into_tuple()
        .all(source.connection())
        .await?;
    let found = rows.into_iter().map(|(report, bike, reported_at)| {
        Ok(ToAsk {
            report: TheftReportId(report),
            bike: BikeId(bike),
            reported_at: instant("theft_report", reported_at)?,
        })
    });
    found.collect()
}

/// Notes when to ask about a report next. Returns false if the report has ended, or somebody else has just asked.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(report = report.0))]
pub async fn ask_next(
    tx: &Tx,
    report: TheftReportId,
    next: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::AskAt, Expr::value(millis(next)))
        .filter(Column::Id.eq(report.0))
        .filter(Column::ClosedAt.is_null())
        .filter(Column::AskAt.lte(millis(now)))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}
