//! The thefts in each day's hot sheet. The first node that gets there settles which thefts these are, and they do not
//! change after that.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{hot_sheet_edition, hot_sheet_item};
use crate::time::millis;
use crate::{StoreError, Tx};
use domain::id::TheftReportId;
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Statement};
use std::collections::HashSet;

/// Tells whether a day's edition is settled.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn is_settled(source: &impl Source, day: &str) -> Result<bool, StoreError> {
    let found = hot_sheet_edition::Entity::find_by_id(day)
        .one(source.connection())
        .await?;
    Ok(found.is_some())
}

/// Settles a day's edition, unless it is already settled. It takes the open thefts that were
/// reported since an instant, if their owners agreed to show them and no earlier edition has them.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn settle(tx: &Tx, day: &str, since: Timestamp) -> Result<(), StoreError> {
    let connection = tx.connection();
    let row = hot_sheet_edition::ActiveModel {
        day: Set(day.to_owned()),
    };
    let first = OnConflict::column(hot_sheet_edition::Column::Day)
        .do_nothing()
        .to_owned();
    let made = hot_sheet_edition::Entity::insert(row)
        .on_conflict(first)
        .exec_without_returning(connection)
        .await?;
    if made == 0 {
        return Ok(());
    }
    let sql = "INSERT INTO hot_sheet_item (theft_report_id, day) SELECT id, $1 FROM theft_report \
               WHERE shown AND closed_at IS NULL AND reported_at >= $2 \
               AND NOT EXISTS (SELECT 1 FROM hot_sheet_item AS i WHERE i.theft_report_id = theft_report.id)";
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [day.into(), millis(since).into()]);
    connection.execute_raw(statement).await?;
    Ok(())
}

/// Reads the thefts of a day's edition.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_day(source: &impl Source, day: &str) -> Result<HashSet<TheftReportId>, StoreError> {
    let ids: Vec<i64> = hot_sheet_item::Entity::find()
        .select_only()
        .column(hot_sheet_item::Column::TheftReportId)
        .filter(hot_sheet_item::Column::Day.eq(day))
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(ids.into_iter().map(TheftReportId).collect())
}

/// Deletes the editions before a day.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, before_day: &str) -> Result<u64, StoreError> {
    let gone = hot_sheet_item::Entity::delete_many()
        .filter(hot_sheet_item::Column::Day.lt(before_day))
        .exec(tx.connection())
        .await?;
    hot_sheet_edition::Entity::delete_many()
        .filter(hot_sheet_edition::Column::Day.lt(before_day))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}
