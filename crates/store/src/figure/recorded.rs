//! Crimes that the police recorded, by month, force, category and ward.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{recorded_crime, recorded_month};
use crate::time::millis;
use crate::{StoreError, Tx, rows};
use domain::figure::{Counted, Month, RecordedMonth};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// Counts by category and ward code.
pub type Counts = BTreeMap<(String, String), Counted>;

/// How many crimes of one category a force recorded in one ward and month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The month in which they were recorded.
    pub month: Month,
    /// The force that recorded them.
    pub force: String,
    /// The kind of crime.
    pub category: String,
    /// The ward's code.
    pub ward: String,
    /// The number of crimes.
    pub count: u64,
}

/// Reads the counts of a force's month.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_month(source: &impl Source, month: Month, force: &str) -> Result<Counts, StoreError> {
    let rows = recorded_crime::Entity::find()
        .filter(recorded_crime::Column::Month.eq(month.number()))
        .filter(recorded_crime::Column::Force.eq(force))
        .all(source.connection())
        .await?;
    let counted = |row: recorded_crime::Model| {
        let counted = Counted {
            count: row.count.unsigned_abs(),
            without_point: row.without_point.unsigned_abs(),
        };
        ((row.category, row.ward), counted)
    };
    Ok(rows.into_iter().map(counted).collect())
}

/// Replaces the counts of a force's month.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn replace(tx: &Tx, recorded: &RecordedMonth, now: Timestamp) -> Result<(), StoreError> {
    let month = recorded.month.number();
    recorded_crime::Entity::delete_many()
        .filter(recorded_crime::Column::Month.eq(month))
        .filter(recorded_crime::Column::Force.eq(&recorded.force))
        .exec(tx.connection())
        .await?;
    recorded_month::Entity::delete_many()
        .filter(recorded_month::Column::Month.eq(month))
        .filter(recorded_month::Column::Force.eq(&recorded.force))
        .exec(tx.connection())
        .await?;
    let row = recorded_month::ActiveModel {
        month: Set(month),
        force: Set(recorded.force.clone()),
        rows: Set(recorded.rows.cast_signed()),
        loaded_at: Set(millis(now)),
    };
    recorded_month::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    let columns = ["month", "force", "category", "ward", "count", "without_point"];
    let rows = recorded.counts.iter().map(|((category, ward), counted)| {
        [
            month.into(),
            recorded.force.as_str().into(),
            category.as_str().into(),
            ward.as_str().into(),
            counted.count.cast_signed().into(),
            counted.without_point.cast_signed().into(),
        ]
    });
    rows::insert(tx, "recorded_crime", columns, rows).await?;
    Ok(())
}

/// Reads which months were loaded for which forces, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a month is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn loaded(source: &impl Source) -> Result<Vec<(Month, String)>, StoreError> {
    let rows = recorded_month::Entity::find()
        .order_by_asc(recorded_month::Column::Month)
        .order_by_asc(recorded_month::Column::Force)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| Ok((month_of(row.month)?, row.force)))
        .collect()
}

/// Reads the crimes recorded in wards from one month to another, including both.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a month is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn in_wards(
    source: &impl Source,
    wards: &[String],
    (from, to): (Month, Month),
) -> Result<Vec<Recorded>, StoreError> {
    let rows = recorded_crime::Entity::find()
        .filter(recorded_crime::Column::Ward.is_in(wards))
        .filter(recorded_crime::Column::Month.between(from.number(), to.number()))
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Recorded {
                month: month_of(row.month)?,
                force: row.force,
                category: row.category,
                ward: row.ward,
                count: row.count.unsigned_abs(),
            })
        })
        .collect()
}

fn month_of(number: i32) -> Result<Month, StoreError> {
    Month::of_number(number).ok_or_else(|| StoreError::corrupt("recorded_crime", format!("month {number}")))
}
