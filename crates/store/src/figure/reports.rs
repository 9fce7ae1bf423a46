//! Theft reports with only what the figures need, and without any text that people typed.

use crate::connection::Source;
use crate::entity::{bike, ownership, theft_report};
use crate::time::instant;
use crate::{StoreError, places, theft};
use domain::bike::BikeKind;
use domain::id::{BikeId, TheftReportId};
use domain::place::{PlaceGiven, PlacePrecision, Point};
use domain::theft::{Lock, TheftOutcome, TheftWindow};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// What the figures use from a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The id of the report.
    pub id: TheftReportId,
    /// The bike that was stolen.
    pub bike: BikeId,
    /// When it may have been taken.
    pub window: TheftWindow,
    /// The place on the map.
    pub point: Option<Point>,
    /// How exactly the place is known.
    pub precision: PlacePrecision,
    /// The ward, if it was named instead of a point.
    pub ward: Option<String>,
    /// The kind of bike.
    pub kind: Option<BikeKind>,
    /// What it was locked with.
    pub lock: Option<Lock>,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// When the bike was registered.
    pub registered_at: Timestamp,
    /// True if it has a crime reference.
    pub has_crime_ref: bool,
    /// The account that reported it, or else the bike's owner. If neither is known, it is a unique negative number.
    pub owner: i64,
    /// How it ended.
    pub outcome: Option<TheftOutcome>,
}

/// Reads all reports about bikes.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_bikes(source: &impl Source, bikes: &[BikeId]) -> Result<Vec<Report>, StoreError> {
    let ids = bikes.iter().map(|bike| bike.0);
    read(
        source,
        Condition::all().add(theft_report::Column::BikeId.is_in(ids)),
        None,
    )
    .await
}

/// Reads at most `limit` reports that come after another, in the order of their ids.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn after(
    source: &impl Source,
    after: TheftReportId,
    limit: u64,
) -> Result<Vec<Report>, StoreError> {
    let later = Condition::all().add(theft_report::Column::Id.gt(after.0));
    read(source, later, Some(limit)).await
}

async fn read(source: &impl Source, which: Condition, limit: Option<u64>) -> Result<Vec<Report>, StoreError> {
    let rows = theft_report::Entity::find()
        .filter(which)
        .order_by_asc(theft_report::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let bikes = bikes_of(source, &rows).await?;
    let owners = owners_of(source, &rows).await?;
    rows.into_iter()
        .filter_map(|row| {
            let (kind, registered_at) = bikes.get(&row.bike_id)?;
            let owner = row.account_id.or_else(|| owners.get(&row.bike_id).copied());
            // No account has a negative id.
            let owner = owner.unwrap_or(-row.bike_id);
            Some(report(source, row, kind.as_deref(), *registered_at, owner))
        })
        .collect()
}

/// Reads the kind of each bike, and when it was registered.
async fn bikes_of(
    source: &impl Source,
    rows: &[theft_report::Model],
) -> Result<HashMap<i64, (Option<String>, i64)>, StoreError> {
    let bikes: Vec<(i64, Option<String>, i64)> = bike::Entity::find()
        .select_only()
        .columns([bike::Column::Id, bike::Column::Kind, bike::Column::RegisteredAt])
        .filter(bike::Column::Id.is_in(rows.iter().map(|row| row.bike_id)))
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(bikes.into_iter().map(|(id, kind, at)| (id, (kind, at))).collect())
}

/// Reads the owners of bikes whose reports name no account.
async fn owners_of(
    source: &impl Source,
    rows: &[theft_report::Model],
) -> Result<HashMap<i64, i64>, StoreError> {
    let nobodys: Vec<i64> = rows
        .iter()
        .filter(|row| row.account_id.is_none())
        .map(|row| row.bike_id)
        .collect();
    if nobodys.is_empty() {
        return Ok(HashMap::new());
    }
    let owners: Vec<(i64, i64)> = ownership::Entity::find()
        .select_only()
        .columns([ownership::Column::BikeId, ownership::Column::AccountId])
        .filter(ownership::Column::BikeId.is_in(nobodys))
        .filter(ownership::Column::UntilAt.is_null())
        .order_by_asc(ownership::Column::Id)
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(owners.into_iter().collect())
}

fn report(
    source: &impl Source,
    row: theft_report::Model,
    kind: Option<&str>,
    registered_at: i64,
    owner: i64,
) -> Result<Report, StoreError> {
    let corrupt = |what: String| StoreError::corrupt("theft_report", what);
    let precision = PlacePrecision::parse(&row.place_precision)
        .ok_or_else(|| corrupt(format!("a precision {:?}", row.place_precision)))?;
    // We open the place only if it is a ward, because every other place has a point.
    let ward = match precision {
        PlacePrecision::Ward => places::open(source.keyring(), theft::GIVEN, row.place_given.as_deref())?,
        _ => None,
    };
    let ward = match ward {
        Some(PlaceGiven::Ward(code)) => Some(code),
        _ => None,
    };
    Ok(Report {
        id: TheftReportId(row.id),
        bike: BikeId(row.bike_id),
        window: TheftWindow::stored(
            theft::moment(row.from_at, &row.seen_precision)?,
            theft::moment(row.to_at, &row.gone_precision)?,
        ),
        point: row
            .lat
            .zip(row.lng)
            .and_then(|(lat, lng)| Point::new(lat, lng).ok()),
        precision,
        ward,
        kind: kind.and_then(BikeKind::parse),
        lock: row.lock.as_deref().map(Lock::of_words),
        reported_at: instant("theft_report", row.reported_at)?,
        registered_at: instant("bike", registered_at)?,
        has_crime_ref: row.crime_sealed.is_some() || row.crime_ref.is_some(),
        owner,
        outcome: row.outcome.as_deref().and_then(TheftOutcome::parse),
    })
}
