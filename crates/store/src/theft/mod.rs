//! Theft reports. Where and how are sealed; when and the point on the map are not, for matching reads them.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::theft_report;
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx, feed};
use domain::id::{AccountId, BikeId, TheftReportId};
use domain::place::Point;
use domain::theft::{NewTheftReport, TheftOutcome, TheftReport, TheftWindow};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

const PLACE: &str = "theft_report.place";
const HOW: &str = "theft_report.how";
/// A shed may have held a few bikes; more share a reference only by mistake.
const MOST_OF_ONE_CRIME: u64 = 50;

/// When and where a bike went, without a word that could name a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OpenTheft {
    /// Between when and when.
    pub window: TheftWindow,
    /// Where, as a point.
    pub point: Option<Point>,
}

/// Writes down theft reports and notes the bikes in the change feed.
///
/// # Errors
/// [`StoreError::Taken`] when a bike has an open report already; [`StoreError::Database`].
pub async fn open(
    tx: &Tx,
    reports: &[(BikeId, Option<AccountId>, NewTheftReport)],
    now: Timestamp,
) -> Result<(), StoreError> {
    open_of_noted(tx, reports, now).await?;
    let bikes: Vec<BikeId> = reports.iter().map(|report| report.0).collect();
    feed::record(tx, &bikes, now).await
}

/// Writes down theft reports of bikes that the same transaction has noted in the change feed already, as it
/// does with those it has inserted.
///
/// # Errors
/// [`StoreError::Taken`] when a bike has an open report already; [`StoreError::Database`].
pub async fn open_of_noted(
    tx: &Tx,
    reports: &[(BikeId, Option<AccountId>, NewTheftReport)],
    now: Timestamp,
) -> Result<(), StoreError> {
    for chunk in reports.chunks(1_000) {
        let mut rows = Vec::with_capacity(chunk.len());
        for (bike, account, report) in chunk {
            rows.push(theft_report::ActiveModel {
                id: NotSet,
                bike_id: Set(bike.0),
                account_id: Set(account.map(|a| a.0)),
                from_at: Set(millis(report.window.from())),
                to_at: Set(millis(report.window.to())),
                place: Set(seal(tx.keyring(), PLACE, report.place.as_deref())?),
                lat: Set(report.point.map(Point::lat)),
                lng: Set(report.point.map(Point::lng)),
                lock: Set(report.lock.clone()),
                how: Set(seal(tx.keyring(), HOW, report.how.as_deref())?),
                crime_ref: Set(report.crime_ref.clone()),
                reported_at: Set(millis(now)),
                closed_at: Set(None),
                outcome: Set(None),
            });
        }
        theft_report::Entity::insert_many(rows)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Ends a bike's open theft report and notes the bike in the change feed; tells whether there was one.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn close(tx: &Tx, bike: BikeId, outcome: TheftOutcome, now: Timestamp) -> Result<bool, StoreError> {
    close_where(tx, bike, outcome, Condition::all(), now).await
}

/// Ends a bike's open theft report if it came from a list and so belongs to no account. Returns whether there
/// was one.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn close_listed(
    tx: &Tx,
    bike: BikeId,
    outcome: TheftOutcome,
    now: Timestamp,
) -> Result<bool, StoreError> {
    close_where(
        tx,
        bike,
        outcome,
        theft_report::Column::AccountId.is_null().into_condition(),
        now,
    )
    .await
}

async fn close_where(
    tx: &Tx,
    bike: BikeId,
    outcome: TheftOutcome,
    condition: Condition,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = theft_report::Entity::update_many()
        .col_expr(theft_report::Column::ClosedAt, Expr::value(millis(now)))
        .col_expr(theft_report::Column::Outcome, Expr::value(outcome.slug()))
        .filter(theft_report::Column::BikeId.eq(bike.0))
        .filter(theft_report::Column::ClosedAt.is_null())
        .filter(condition)
        .exec(tx.connection())
        .await?;
    if done.rows_affected > 0 {
        feed::record(tx, &[bike], now).await?;
    }
    Ok(done.rows_affected > 0)
}

/// Updates a bike's open theft report with a newer one, and adds the bike to the change feed. Returns whether
/// there was an open report. Details that the newer report lacks (the lock, how it was taken) stay as they
/// were.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a part cannot be sealed.
pub async fn amend(
    tx: &Tx,
    bike: BikeId,
    report: &NewTheftReport,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut update = theft_report::Entity::update_many()
        .col_expr(
            theft_report::Column::FromAt,
            Expr::value(millis(report.window.from())),
        )
        .col_expr(
            theft_report::Column::ToAt,
            Expr::value(millis(report.window.to())),
        );
    if let Some(place) = seal(tx.keyring(), PLACE, report.place.as_deref())? {
        update = update.col_expr(theft_report::Column::Place, Expr::value(place));
    }
    if let Some(point) = report.point {
        update = update
            .col_expr(theft_report::Column::Lat, Expr::value(point.lat()))
            .col_expr(theft_report::Column::Lng, Expr::value(point.lng()));
    }
    if let Some(crime_ref) = &report.crime_ref {
        update = update.col_expr(theft_report::Column::CrimeRef, Expr::value(crime_ref.as_str()));
    }
    let done = update
        .filter(theft_report::Column::BikeId.eq(bike.0))
        .filter(theft_report::Column::ClosedAt.is_null())
        .exec(tx.connection())
        .await?;
    feed::record(tx, &[bike], now).await?;
    Ok(done.rows_affected > 0)
}

/// Reads a bike's theft reports with their sealed parts, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a part cannot be opened.
pub async fn of_bike(source: &impl Source, bike: BikeId) -> Result<Vec<TheftReport>, StoreError> {
    let rows = theft_report::Entity::find()
        .filter(theft_report::Column::BikeId.eq(bike.0))
        .order_by_desc(theft_report::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| from_row(source.keyring(), row))
        .collect()
}

/// Finds the bikes of whose theft a report, open or closed, bears one of these crime references, by their compared
/// forms.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn with_crime_ref(
    source: &impl Source,
    keys: &[String],
) -> Result<Vec<(BikeId, String)>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    // Written out: both databases use an index on an expression only where they see the index's own.
    let key = Expr::cust("upper(replace(crime_ref, ' ', ''))");
    let rows: Vec<(i64, Option<String>)> = theft_report::Entity::find()
        .select_only()
        .columns([theft_report::Column::BikeId, theft_report::Column::CrimeRef])
        .filter(key.is_in(keys.iter().map(String::as_str)))
        .order_by_asc(theft_report::Column::Id)
        .limit(MOST_OF_ONE_CRIME)
        .into_tuple()
        .all(source.connection())
        .await?;
    let named = rows.into_iter();
    Ok(named
        .filter_map(|(bike, crime_ref)| Some((BikeId(bike), crime_ref?)))
        .collect())
}

/// Reads the open reports of many bikes with their sealed parts, for the export.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a part cannot be opened.
pub async fn open_reports(
    source: &impl Source,
    bikes: &[BikeId],
) -> Result<HashMap<BikeId, TheftReport>, StoreError> {
    let rows = theft_report::Entity::find()
        .filter(theft_report::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
        .filter(theft_report::Column::ClosedAt.is_null())
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| Ok((BikeId(row.bike_id), from_row(source.keyring(), row)?)))
        .collect()
}

impl OpenTheft {
    /// Reads the columns of an open report that are not sealed.
    pub(crate) fn from_columns(from: i64, to: i64, point: Option<(f64, f64)>) -> Result<Self, StoreError> {
        Ok(Self {
            window: TheftWindow::stored(instant("theft_report", from)?, instant("theft_report", to)?),
            point: point.and_then(|(lat, lng)| Point::new(lat, lng).ok()),
        })
    }
}

fn seal(keys: &Keyring, column: &'static str, text: Option<&str>) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(text.map(|text| keys.seal(column, text.as_bytes())).transpose()?)
}

fn unseal(
    keys: &Keyring,
    column: &'static str,
    sealed: Option<Vec<u8>>,
) -> Result<Option<String>, StoreError> {
    sealed
        .map(|sealed| {
            String::from_utf8(keys.open(column, &sealed)?)
                .map_err(|_| StoreError::corrupt("theft_report", "sealed text that is not text"))
        })
        .transpose()
}

fn from_row(keys: &Keyring, row: theft_report::Model) -> Result<TheftReport, StoreError> {
    let outcome = row.outcome.as_deref().and_then(TheftOutcome::parse);
    let closed = match (row.closed_at, outcome) {
        (Some(at), Some(outcome)) => Some((instant("theft_report", at)?, outcome)),
        (None, _) => None,
        (Some(_), None) => return Err(StoreError::corrupt("theft_report", "an end without an outcome")),
    };
    Ok(TheftReport {
        id: TheftReportId(row.id),
        bike: BikeId(row.bike_id),
        report: NewTheftReport {
            window: TheftWindow::stored(
                instant("theft_report", row.from_at)?,
                instant("theft_report", row.to_at)?,
            ),
            place: unseal(keys, PLACE, row.place)?,
            point: row
                .lat
                .zip(row.lng)
                .and_then(|(lat, lng)| Point::new(lat, lng).ok()),
            lock: row.lock,
            how: unseal(keys, HOW, row.how)?,
            crime_ref: row.crime_ref,
        },
        reported_at: instant("theft_report", row.reported_at)?,
        closed,
    })
}

#[cfg(test)]
mod tests;
