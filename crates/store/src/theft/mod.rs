//! Theft reports. The place, the circumstances and the crime reference are sealed. The times and the point on the map
//! are not, because matching needs them.

pub mod ask;
mod history;
mod told;

pub use history::{Changed, history};
pub use told::{Shown, closed_after, correct, open_by, shown};

use crate::connection::{Source, sealed::Source as _};
use crate::entity::theft_report;
use crate::time::{instant, millis};
use crate::words::{self, column, sealed as seal};
use crate::{Keyring, StoreError, Tx, feed, places};
use domain::id::{AccountId, BikeId, OrganisationId, TheftReportId};
use domain::place::Point;
use domain::recovery::property_key;
use domain::theft::{
    Lock, Moment, NewTheftReport, Precision, TheftDetails, TheftOutcome, TheftReport, TheftWindow,
};
use jiff::{SignedDuration, Timestamp};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

const PLACE: &str = "theft_report.place";
const HOW: &str = "theft_report.how";
pub(crate) const GIVEN: &str = "theft_report.place_given";
const DETAILS: &str = "theft_report.details";

/// How long after a report was made we ask its owner for the first time whether the bike is still missing.
const ASK_AFTER: SignedDuration = SignedDuration::from_hours(365 * 24);

/// The most bikes that can have one crime reference. Several bikes may be stolen from one shed, but if there are more
/// than this, the reference is a mistake.
const MOST_OF_ONE_CRIME: u64 = 50;

/// When and where a bike was stolen, without any text that could name a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OpenTheft {
    /// The time window of the theft. Use it to compare and not to show, because it does not say how exact it is.
    pub window: TheftWindow,
    /// The place on the map.
    pub point: Option<Point>,
}

/// Writes theft reports and notes the bikes in the change feed.
///
/// # Errors
/// [`StoreError::Taken`] when a bike already has an open report; [`StoreError::Database`].
#[tracing::instrument(level = "debug", skip_all)]
pub async fn open(
    tx: &Tx,
    reports: &[(BikeId, Option<AccountId>, NewTheftReport)],
    now: Timestamp,
) -> Result<(), StoreError> {
    open_of_noted(tx, reports, now).await?;
    let bikes: Vec<BikeId> = reports.iter().map(|report| report.0).collect();
    feed::record(tx, &bikes, now).await
}

/// Writes theft reports of bikes that the same transaction has already noted in the change feed, such as new bikes.
///
/// # Errors
/// [`StoreError::Taken`] when a bike already has an open report; [`StoreError::Database`].
#[tracing::instrument(level = "debug", skip_all)]
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
                lock: Set(report.lock.map(|lock| lock.slug().to_owned())),
                how: Set(seal(tx.keyring(), HOW, report.how.as_deref())?),
                crime_ref: Set(None),
                crime_sealed: Set(seal(
                    tx.keyring(),
                    column::CRIME_REF,
                    report.crime_ref.as_deref(),
                )?),
                crime_hash: Set(report.crime_ref.as_ref().map(|crime| hash(tx.keyring(), crime))),
                reported_at: Set(millis(now)),
                closed_at: Set(None),
                outcome: Set(None),
                seen_precision: Set(report.window.seen().precision().slug().to_owned()),
                gone_precision: Set(report.window.gone().precision().slug().to_owned()),
                place_given: Set(places::seal(tx.keyring(), GIVEN, report.given.as_ref())?),
                place_precision: Set(places::precision(report.given.as_ref(), report.point)),
                details: Set(seal_details(tx.keyring(), &report.details)?),
                shown: Set(report.shown),
                reported_by: Set(None),
                reported_for: Set(None),
                ask_at: Set(Some(millis(now + ASK_AFTER))),
            });
        }
        theft_report::Entity::insert_many(rows)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Ends a bike's open theft report, and notes the bike in the change feed. Tells whether there was an open report.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn close(tx: &Tx, bike: BikeId, outcome: TheftOutcome, now: Timestamp) -> Result<bool, StoreError> {
    close_where(tx, bike, outcome, Condition::all(), now).await
}

/// Ends a bike's open theft report, if it came from a list and so belongs to no account. Tells whether there was one.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
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

/// Updates a bike's open theft report with a newer one, and adds the bike to the change feed. Tells whether there was
/// an open report. If the newer report has no lock, or does not say how the bike was taken, these stay as they were.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a part cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
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
        )
        .col_expr(
            theft_report::Column::SeenPrecision,
            Expr::value(report.window.seen().precision().slug()),
        )
        .col_expr(
            theft_report::Column::GonePrecision,
            Expr::value(report.window.gone().precision().slug()),
        );
    if let Some(place) = seal(tx.keyring(), PLACE, report.place.as_deref())? {
        update = update.col_expr(theft_report::Column::Place, Expr::value(place));
    }
    if let Some(point) = report.point {
        update = update
            .col_expr(theft_report::Column::Lat, Expr::value(point.lat()))
            .col_expr(theft_report::Column::Lng, Expr::value(point.lng()))
            .col_expr(
                theft_report::Column::PlaceGiven,
                Expr::value(places::seal(tx.keyring(), GIVEN, report.given.as_ref())?),
            )
            .col_expr(
                theft_report::Column::PlacePrecision,
                Expr::value(places::precision(report.given.as_ref(), report.point)),
            );
    }
    if let Some(crime_ref) = &report.crime_ref {
        let keys = tx.keyring();
        let sealed = keys.seal_text(column::CRIME_REF, crime_ref)?;
        update = update
            .col_expr(
                theft_report::Column::CrimeRef,
                Expr::value(Option::<String>::None),
            )
            .col_expr(theft_report::Column::CrimeSealed, Expr::value(sealed))
            .col_expr(
                theft_report::Column::CrimeHash,
                Expr::value(hash(keys, crime_ref)),
            );
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
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
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

/// Finds the bikes that have a theft report, open or closed, with one of these crime references.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a reference cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn with_crime_ref(
    source: &impl Source,
    keys: &[String],
) -> Result<Vec<(BikeId, String)>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let hashes = keys.iter().map(|key| words::crime_hash(source.keyring(), key));
    // This finds rows that are not sealed yet. It is written out, because both databases use an index on an expression
    // only if they see the index's own expression.
    let in_the_clear = Expr::cust("upper(replace(crime_ref, ' ', ''))");
    let named = Condition::any()
        .add(theft_report::Column::CrimeHash.is_in(hashes))
        .add(in_the_clear.is_in(keys.iter().map(String::as_str)));
    let rows: Vec<(i64, Option<Vec<u8>>, Option<String>)> = theft_report::Entity::find()
        .select_only()
        .columns([
            theft_report::Column::BikeId,
            theft_report::Column::CrimeSealed,
            theft_report::Column::CrimeRef,
        ])
        .filter(named)
        .order_by_asc(theft_report::Column::Id)
        .limit(MOST_OF_ONE_CRIME)
        .into_tuple()
        .all(source.connection())
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for (bike, sealed, clear) in rows {
        let crime_ref = words::opened(source.keyring(), column::CRIME_REF, sealed.as_deref(), clear)?;
        found.extend(crime_ref.map(|crime_ref| (BikeId(bike), crime_ref)));
    }
    Ok(found)
}

/// Reads the open reports of many bikes with their sealed parts, for the export.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a part cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
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
            window: TheftWindow::stored(
                Moment::exactly(instant("theft_report", from)?),
                Moment::exactly(instant("theft_report", to)?),
            ),
            point: point.and_then(|(lat, lng)| Point::new(lat, lng).ok()),
        })
    }
}

/// Hashes a reference, in the form in which references are compared.
fn hash(keys: &Keyring, crime_ref: &str) -> Vec<u8> {
    words::crime_hash(keys, &property_key(crime_ref))
}

/// Seals details. Returns `None` if there are none.
fn seal_details(keys: &Keyring, details: &TheftDetails) -> Result<Option<Vec<u8>>, StoreError> {
    if *details == TheftDetails::default() {
        return Ok(None);
    }
    let json = serde_json::to_vec(details).map_err(|error| corrupt(error.to_string()))?;
    Ok(Some(keys.seal(DETAILS, &json)?))
}

fn open_details(keys: &Keyring, sealed: Option<&[u8]>) -> Result<TheftDetails, StoreError> {
    let Some(sealed) = sealed else {
        return Ok(TheftDetails::default());
    };
    let json = keys.open(DETAILS, sealed)?;
    serde_json::from_slice(&json).map_err(|error| corrupt(error.to_string()))
}

fn corrupt(what: String) -> StoreError {
    StoreError::corrupt("theft_report", what)
}

pub(crate) fn moment(at: i64, precision: &str) -> Result<Moment, StoreError> {
    let precision = Precision::parse(precision)
        .ok_or_else(|| StoreError::corrupt("theft_report", format!("a precision {precision:?}")))?;
    Ok(Moment::new(instant("theft_report", at)?, precision))
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
                moment(row.from_at, &row.seen_precision)?,
                moment(row.to_at, &row.gone_precision)?,
            ),
            place: words::opened(keys, PLACE, row.place.as_deref(), None)?,
            given: places::open(keys, GIVEN, row.place_given.as_deref())?,
            point: row
                .lat
                .zip(row.lng)
                .and_then(|(lat, lng)| Point::new(lat, lng).ok()),
            lock: row.lock.as_deref().map(Lock::of_words),
            how: words::opened(keys, HOW, row.how.as_deref(), None)?,
            crime_ref: words::opened(
                keys,
                column::CRIME_REF,
                row.crime_sealed.as_deref(),
                row.crime_ref,
            )?,
            details: open_details(keys, row.details.as_deref())?,
            shown: row.shown,
        },
        reported_at: instant("theft_report", row.reported_at)?,
        taken_by: row.reported_for.map(OrganisationId),
        closed,
    })
}

#[cfg(test)]
mod tests;
