//! When and where finders saw bikes. This is evidence for the police.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::sighting;
use crate::time::{instant, millis};
use crate::{StoreError, Tx, feed, places};
use domain::id::{BikeId, MessageId};
use domain::message::Sighting;
use domain::place::Point;
use domain::theft::{Moment, Precision};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

const GIVEN: &str = "sighting.place_given";

/// A sighting that has been stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Noted {
    /// The message that reported it, unless it has been deleted.
    pub message: Option<MessageId>,
    /// What the finder told us.
    pub sighting: Sighting,
    /// When they told us.
    pub noted_at: Timestamp,
}

/// When and where a bike was last seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LastSeen {
    /// When it was seen.
    pub at: Timestamp,
    /// Where it was seen, if that is known.
    pub point: Option<Point>,
}

/// Stores a sighting, and adds the bike to the change feed.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the place cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn add(
    tx: &Tx,
    bike: BikeId,
    message: MessageId,
    seen: &Sighting,
    now: Timestamp,
) -> Result<(), StoreError> {
    let point = seen.point();
    let row = sighting::ActiveModel {
        id: NotSet,
        bike_id: Set(bike.0),
        message_id: Set(Some(message.0)),
        seen_at: Set(millis(seen.seen.at())),
        seen_precision: Set(seen.seen.precision().slug().to_owned()),
        place_given: Set(places::seal(tx.keyring(), GIVEN, seen.place.as_ref())?),
        place_precision: Set(places::precision(seen.place.as_ref(), point)),
        lat: Set(point.map(Point::lat)),
        lng: Set(point.map(Point::lng)),
        noted_at: Set(millis(now)),
    };
    sighting::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    feed::record(tx, &[bike], now).await
}

/// Reads the sightings of bikes, the most recent first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_bikes(
    source: &impl Source,
    bikes: &[BikeId],
) -> Result<HashMap<BikeId, Vec<Noted>>, StoreError> {
    let rows = sighting::Entity::find()
        .filter(sighting::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
        .order_by_desc(sighting::Column::SeenAt)
        .order_by_desc(sighting::Column::Id)
        .all(source.connection())
        .await?;
    let mut seen: HashMap<BikeId, Vec<Noted>> = HashMap::new();
    for row in rows {
        let precision = Precision::parse(&row.seen_precision)
            .ok_or_else(|| StoreError::corrupt("sighting", "an unknown precision"))?;
        let noted = Noted {
            message: row.message_id.map(MessageId),
            sighting: Sighting {
                seen: Moment::new(instant("sighting", row.seen_at)?, precision),
                place: places::open(source.keyring(), GIVEN, row.place_given.as_deref())?,
            },
            noted_at: instant("sighting", row.noted_at)?,
        };
        seen.entry(BikeId(row.bike_id)).or_default().push(noted);
    }
    Ok(seen)
}

/// Reads when and where bikes were last seen. Bikes that nobody has seen are left out.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn last_seen(
    source: &impl Source,
    bikes: &[BikeId],
) -> Result<HashMap<BikeId, LastSeen>, StoreError> {
    let rows: Vec<(i64, i64, Option<f64>, Option<f64>)> = sighting::Entity::find()
        .select_only()
        .columns([
            sighting::Column::BikeId,
            sighting::Column::SeenAt,
            sighting::Column::Lat,
            sighting::Column::Lng,
        ])
        .filter(sighting::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
        .order_by_asc(sighting::Column::SeenAt)
        .into_tuple()
        .all(source.connection())
        .await?;
    // A later sighting replaces an earlier one.
    let last = rows.into_iter().map(|(bike, at, lat, lng)| {
        let seen = LastSeen {
            at: instant("sighting", at)?,
            point: lat.zip(lng).and_then(|(lat, lng)| Point::new(lat, lng).ok()),
        };
        Ok((BikeId(bike), seen))
    });
    last.collect()
}
