//! Theft reports that people make: they can be for several bikes, be changed later, and be shown to the public.

use super::{GIVEN, HOW, PLACE, hash, history, seal_details};
use crate::connection::{Source, sealed::Source as _};
use crate::entity::theft_report;
use crate::time::{instant, millis};
use crate::words::{column, sealed as seal};
use crate::{StoreError, Tx, feed, places};
use domain::id::{AccountId, BikeId, OrganisationId, TheftReportId};
use domain::place::Point;
use domain::theft::{NewTheftReport, TheftChange, TheftReport};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A theft that its owner agreed to show, without any text that could name a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    /// The id of the report.
    pub id: TheftReportId,
    /// The bike that was stolen.
    pub bike: BikeId,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// Where it was taken. Use it only for the name of the area.
    pub point: Option<Point>,
}

/// Writes one theft of several bikes that belong to one owner. An officer may have reported it for the owner.
///
/// # Errors
/// [`StoreError::Taken`] when a bike already has an open report; [`StoreError::Database`].
#[tracing::instrument(level = "debug", skip_all)]
pub async fn open_by(
    tx: &Tx,
    bikes: &[BikeId],
    owner: Option<AccountId>,
    officer: Option<(AccountId, OrganisationId)>,
    report: &NewTheftReport,
    now: Timestamp,
) -> Result<(), StoreError> {
    let reports: Vec<_> = bikes.iter().map(|bike| (*bike, owner, report.clone())).collect();
    super::open(tx, &reports, now).await?;
    if let Some((officer, force)) = officer {
        theft_report::Entity::update_many()
            .col_expr(theft_report::Column::ReportedBy, Expr::value(officer.0))
            .col_expr(theft_report::Column::ReportedFor, Expr::value(force.0))
            .filter(theft_report::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
            .filter(theft_report::Column::ClosedAt.is_null())
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

/// Replaces an open report with a newer one, stores the changes, and adds the bike to the change feed.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a part cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(by = by.0))]
pub async fn correct(
    tx: &Tx,
    before: &TheftReport,
    newer: &NewTheftReport,
    changes: &[TheftChange],
    by: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let keys = tx.keyring();
    let window = newer.window;
    theft_report::Entity::update_many()
        .set(theft_report::ActiveModel {
            from_at: Set(millis(window.from())),
            to_at: Set(millis(window.to())),
            seen_precision: Set(window.seen().precision().slug().to_owned()),
            gone_precision: Set(window.gone().precision().slug().to_owned()),
            place: Set(seal(keys, PLACE, newer.place.as_deref())?),
            place_given: Set(places::seal(keys, GIVEN, newer.given.as_ref())?),
            place_precision: Set(places::precision(newer.given.as_ref(), newer.point)),
            lat: Set(newer.point.map(Point::lat)),
            lng: Set(newer.point.map(Point::lng)),
            lock: Set(newer.lock.map(|lock| lock.slug().to_owned())),
            how: Set(seal(keys, HOW, newer.how.as_deref())?),
            crime_ref: Set(None),
            crime_sealed: Set(seal(keys, column::CRIME_REF, newer.crime_ref.as_deref())?),
            crime_hash: Set(newer.crime_ref.as_ref().map(|crime| hash(keys, crime))),
            details: Set(seal_details(keys, &newer.details)?),
            shown: Set(newer.shown),
            ..Default::default()
        })
        .filter(theft_report::Column::Id.eq(before.id.0))
        .exec(tx.connection())
        .await?;
    history::add(tx, before.id, changes, by, now).await?;
    feed::record(tx, &[before.bike], now).await
}

/// Reads which of these bikes had a report that was closed after an instant, and when it was closed.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn closed_after(
    source: &impl Source,
    bikes: &[BikeId],
    after: Timestamp,
) -> Result<Vec<(BikeId, Timestamp)>, StoreError> {
    let rows: Vec<(i64, i64)> = theft_report::Entity::find()
        .select_only()
        .columns([theft_report::Column::BikeId, theft_report::Column::ClosedAt])
        .filter(theft_report::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
        .filter(theft_report::Column::ClosedAt.gt(millis(after)))
        .into_tuple()
        .all(source.connection())
        .await?;
    let read = |(bike, at): (i64, i64)| Ok((BikeId(bike), instant("theft_report", at)?));
    rows.into_iter().map(read).collect()
}

/// The report, the bike, when it was reported, the latitude and the longitude.
type ShownRow = (i64, i64, i64, Option<f64>, Option<f64>);

/// Reads the open thefts since a time that owners have agreed to show, newest first.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn shown(source: &impl Source, since: Timestamp, limit: u64) -> Result<Vec<Shown>, StoreError> {
    let rows: Vec<ShownRow> = theft_report::Entity::find()
        .select_only()
        .columns([
            theft_report::Column::Id,
            theft_report::Column::BikeId,
            theft_report::Column::ReportedAt,
            theft_report::Column::Lat,
            theft_report::Column::Lng,
        ])
        // This is written out, because both databases use a partial index only if they see its own condition.
        .filter(Expr::cust("shown AND closed_at IS NULL"))
        .filter(theft_report::Column::ReportedAt.gte(millis(since)))
        .order_by_desc(theft_report::Column::ReportedAt)
        .limit(limit)
        .into_tuple()
        .all(source.connection())
        .await?;
    let read = |(id, bike, at, lat, lng): (i64, i64, i64, Option<f64>, Option<f64>)| {
        Ok(Shown {
            id: TheftReportId(id),
            bike: BikeId(bike),
            reported_at: instant("theft_report", at)?,
            point: lat.zip(lng).and_then(|(lat, lng)| Point::new(lat, lng).ok()),
        })
    };
    rows.into_iter().map(read).collect()
}
