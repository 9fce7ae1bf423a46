//! Facts: what the figures need to know about each theft.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{follower, theft_fact};
use crate::time::{instant, millis};
use crate::{StoreError, Tx, rows};
use domain::bike::BikeKind;
use domain::figure::TheftFact;
use domain::id::{BikeId, TheftReportId};
use domain::place::wards;
use domain::theft::{Lock, Moment, TheftWindow};
use jiff::ToSpan;
use jiff::civil::Date;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

const COLUMNS: [&str; 15] = [
    "report_id",
    "bike_id",
    "area",
    "ward",
    "east",
    "north",
    "gone_day",
    "from_at",
    "to_at",
    "kind",
    "lock",
    "was_registered",
    "was_late",
    "has_crime_ref",
    "owner",
];

/// The day from which days are counted.
const FIRST: Date = Date::constant(1970, 1, 1);

/// Replaces the facts about bikes with new ones.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn remake(tx: &Tx, bikes: &[BikeId], facts: &[TheftFact]) -> Result<(), StoreError> {
    theft_fact::Entity::delete_many()
        .filter(theft_fact::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
        .exec(tx.connection())
        .await?;
    add(tx, facts).await
}

/// Writes the facts about reports that have none yet.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add(tx: &Tx, facts: &[TheftFact]) -> Result<(), StoreError> {
    let rows = facts.iter().map(|fact| {
        let ward = fact.ward.as_deref().and_then(wards::of_code);
        [
            fact.report.0.into(),
            fact.bike.0.into(),
            ward.map(|ward| ward.partnership().to_owned()).into(),
            fact.ward.clone().into(),
            fact.square.map(|square| square.0).into(),
            fact.square.map(|square| square.1).into(),
            day_number(fact.gone).into(),
            millis(fact.window.from()).into(),
            millis(fact.window.to()).into(),
            fact.kind.map(|kind| kind.slug().to_owned()).into(),
            fact.lock.map(|lock| lock.slug().to_owned()).into(),
            fact.was_registered.into(),
            fact.was_late.into(),
            fact.has_crime_ref.into(),
            fact.owner.into(),
        ]
    });
    rows::insert(tx, "theft_fact", COLUMNS, rows).await?;
    Ok(())
}

/// Deletes every fact. The worker that follows the feed then rebuilds them all.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn forget_all(tx: &Tx, follower: &str) -> Result<(), StoreError> {
    theft_fact::Entity::delete_many().exec(tx.connection()).await?;
    follower::Entity::update_many()
        .col_expr(follower::Column::Epoch, Expr::value(Option::<String>::None))
        .filter(follower::Column::Name.eq(follower))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Reads the facts of an area, or if `area` is `None`, those outside all areas. `days` are the first and the last day
/// on which somebody noticed that the bikes were gone.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_area(
    source: &impl Source,
    area: Option<&str>,
    days: (Date, Date),
) -> Result<Vec<TheftFact>, StoreError> {
    let rows = between(area, days)
        .order_by_asc(theft_fact::Column::ReportId)
        .all(source.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Counts the facts that [`of_area`] reads.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn count(source: &impl Source, area: Option<&str>, days: (Date, Date)) -> Result<u64, StoreError> {
    Ok(between(area, days).count(source.connection()).await?)
}

fn between(area: Option<&str>, (from, to): (Date, Date)) -> sea_orm::Select<theft_fact::Entity> {
    let within = match area {
        Some(area) => theft_fact::Column::Area.eq(area),
        None => theft_fact::Column::Area.is_null(),
    };
    theft_fact::Entity::find()
        .filter(within)
        .filter(theft_fact::Column::GoneDay.between(day_number(from), day_number(to)))
}

fn day_number(day: Date) -> i32 {
    (day - FIRST).get_days()
}

fn from_row(row: theft_fact::Model) -> Result<TheftFact, StoreError> {
    let moment = |at| Ok::<_, StoreError>(Moment::exactly(instant("theft_fact", at)?));
    let gone = FIRST
        .checked_add(i64::from(row.gone_day).days())
        .map_err(|_| StoreError::corrupt("theft_fact", "a day out of range"))?;
    Ok(TheftFact {
        report: TheftReportId(row.report_id),
        bike: BikeId(row.bike_id),
        ward: row.ward,
        square: row.east.zip(row.north),
        gone,
        window: TheftWindow::stored(moment(row.from_at)?, moment(row.to_at)?),
        kind: row.kind.as_deref().and_then(BikeKind::parse),
        lock: row.lock.as_deref().and_then(Lock::parse),
        was_registered: row.was_registered,
        was_late: row.was_late,
        has_crime_ref: row.has_crime_ref,
        owner: row.owner,
    })
}
