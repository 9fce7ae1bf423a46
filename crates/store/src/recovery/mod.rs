//! Recovered bikes in property stores, and what ties each to a bike on the register.

pub mod entries;
mod list;

pub use list::{Listing, Sorting, of_organisation};

use crate::bike::{colours_column, colours_of};
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{bike_match, recovery};
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx, feed};
use domain::bike::{BikeKind, Identifier};
use domain::feed::Subject;
use domain::id::{AccountId, BikeId, LookUpId, OrganisationId, RecoveryId};
use domain::place::Point;
use domain::recovery::{NewRecovery, Recovery, RecoveryStatus, Tie, property_key};
use entries::{Change, Step};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

const PLACE: &str = "recovery.place";
/// Stood between `kind:value` pairs before they were kept as a JSON array; a number may hold it.
const BETWEEN: &str = ";";
/// The decision that two bikes are one.
const SAME: &str = "same";
/// Each force may have used a reference once.
const MOST_NAMED: u64 = 50;

/// Writes down a recovered bike.
///
/// # Errors
/// [`StoreError::Taken`] when the organisation has used the property reference; [`StoreError::Database`].
pub async fn add(
    tx: &Tx,
    organisation: OrganisationId,
    by: Option<AccountId>,
    new: &NewRecovery,
    now: Timestamp,
) -> Result<RecoveryId, StoreError> {
    let place = sealed_place(tx, new)?;
    let row = recovery::ActiveModel {
        id: NotSet,
        organisation_id: Set(organisation.0),
        property_ref: Set(new.property_ref.clone()),
        read: Set(new.read.clone()),
        identifiers: Set(identifiers_column(&new.identifiers)),
        make: Set(new.make.clone()),
        model: Set(new.model.clone()),
        colours: Set(colours_column(&new.colours)),
        kind: Set(new.kind.map(|kind| kind.slug().to_owned())),
        found_at: Set(millis(new.found_at)),
        place: Set(place),
        lat: Set(new.point.map(Point::lat)),
        lng: Set(new.point.map(Point::lng)),
        status: Set(RecoveryStatus::Open.slug().to_owned()),
        bike_id: Set(None),
        recorded_by: Set(by.map(|account| account.0)),
        recorded_at: Set(millis(now)),
        look_up_id: Set(None),
        property_key: Set(Some(property_key(&new.property_ref))),
    };
    let made = recovery::Entity::insert(row).exec(tx.connection()).await?;
    let id = RecoveryId(made.last_insert_id);
    entries::add(tx, id, &Step::Recorded, by, now).await?;
    feed::record_all(tx, &[Subject::Recovery(id)], now).await?;
    Ok(id)
}

/// Writes over what was recorded, and keeps what has changed in the recovery's history.
///
/// # Errors
/// [`StoreError::Taken`] when the organisation has used the property reference; [`StoreError::Database`].
pub async fn correct(
    tx: &Tx,
    id: RecoveryId,
    new: &NewRecovery,
    changes: Vec<Change>,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let place = sealed_place(tx, new)?;
    recovery::Entity::update_many()
        .set(recovery::ActiveModel {
            property_ref: Set(new.property_ref.clone()),
            property_key: Set(Some(property_key(&new.property_ref))),
            read: Set(new.read.clone()),
            identifiers: Set(identifiers_column(&new.identifiers)),
            make: Set(new.make.clone()),
            model: Set(new.model.clone()),
            colours: Set(colours_column(&new.colours)),
            kind: Set(new.kind.map(|kind| kind.slug().to_owned())),
            found_at: Set(millis(new.found_at)),
            place: Set(place),
            ..Default::default()
        })
        .filter(recovery::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    entries::add(tx, id, &Step::Corrected(changes), by, now).await?;
    feed::record_all(tx, &[Subject::Recovery(id)], now).await
}

fn sealed_place(tx: &Tx, new: &NewRecovery) -> Result<Option<Vec<u8>>, StoreError> {
    let place = new.place.as_ref();
    let sealed = place.map(|place| tx.keyring().seal(PLACE, place.as_bytes()));
    Ok(sealed.transpose()?)
}

/// Reads one recovery.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
pub async fn find(source: &impl Source, id: RecoveryId) -> Result<Option<Recovery>, StoreError> {
    let row = recovery::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    row.map(|row| from_row(source.keyring(), row)).transpose()
}

/// Reads one recovery and keeps others from deciding on it or correcting it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
pub async fn find_to_change(tx: &Tx, id: RecoveryId) -> Result<Option<Recovery>, StoreError> {
    let row = recovery::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    row.map(|row| from_row(tx.keyring(), row)).transpose()
}

/// Notes which look-up was made last for a recovery.
///
/// # Errors
/// [`StoreError`] when the database does not answer or there is no such look-up.
pub async fn note_look_up(tx: &Tx, id: RecoveryId, look_up: LookUpId) -> Result<(), StoreError> {
    recovery::Entity::update_many()
        .col_expr(recovery::Column::LookUpId, Expr::value(look_up.0))
        .filter(recovery::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Ties an open recovery to a bike, with what spoke for it, and notes the bike in the change feed. Tells
/// whether the recovery was still open.
///
/// # Errors
/// [`StoreError::Taken`] when the bike is held elsewhere already; [`StoreError::Database`].
pub async fn tie(tx: &Tx, tie: &Tie, by: Option<AccountId>, now: Timestamp) -> Result<bool, StoreError> {
    let done = recovery::Entity::update_many()
        .col_expr(recovery::Column::Status, Expr::value(RecoveryStatus::Tied.slug()))
        .col_expr(recovery::Column::BikeId, Expr::value(tie.bike.0))
        .filter(recovery::Column::Id.eq(tie.recovery.0))
        .filter(recovery::Column::Status.eq(RecoveryStatus::Open.slug()))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    let row = bike_match::ActiveModel {
        id: NotSet,
        recovery_id: Set(tie.recovery.0),
        bike_id: Set(tie.bike.0),
        look_up_id: Set(tie.look_up.map(|id| id.0)),
        bits: Set(tie.bits),
        evidence: Set(tie.evidence.to_string()),
        decision: Set(SAME.to_owned()),
        decided_by: Set(by.map(|account| account.0)),
        decided_at: Set(millis(now)),
    };
    let again = OnConflict::columns([bike_match::Column::RecoveryId, bike_match::Column::BikeId])
        .update_columns([
            bike_match::Column::LookUpId,
            bike_match::Column::Bits,
            bike_match::Column::Evidence,
            bike_match::Column::Decision,
            bike_match::Column::DecidedBy,
            bike_match::Column::DecidedAt,
        ])
        .to_owned();
    bike_match::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx.connection())
        .await?;
    entries::add(tx, tie.recovery, &Step::Matched(tie.bike, tie.bits), by, now).await?;
    let changed = [Subject::Bike(tie.bike), Subject::Recovery(tie.recovery)];
    feed::record_all(tx, &changed, now).await?;
    Ok(true)
}

/// Undoes a tie that turned out wrong: the recovery is open again. Tells which bike it was tied to, if it was.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
pub async fn untie(
    tx: &Tx,
    id: RecoveryId,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<Option<BikeId>, StoreError> {
    let Some(Recovery {
        status: RecoveryStatus::Tied,
        bike: Some(bike),
        ..
    }) = find_to_change(tx, id).await?
    else {
        return Ok(None);
    };
    let done = recovery::Entity::update_many()
        .col_expr(recovery::Column::Status, Expr::value(RecoveryStatus::Open.slug()))
        .col_expr(recovery::Column::BikeId, Expr::value(Option::<i64>::None))
        .filter(recovery::Column::Id.eq(id.0))
        .filter(recovery::Column::Status.eq(RecoveryStatus::Tied.slug()))
        .filter(recovery::Column::BikeId.eq(bike.0))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 0 {
        return Ok(None);
    }
    bike_match::Entity::update_many()
        .col_expr(bike_match::Column::Decision, Expr::value("different"))
        .col_expr(
            bike_match::Column::DecidedBy,
            Expr::value(by.map(|account| account.0)),
        )
        .col_expr(bike_match::Column::DecidedAt, Expr::value(millis(now)))
        .filter(bike_match::Column::RecoveryId.eq(id.0))
        .filter(bike_match::Column::BikeId.eq(bike.0))
        .exec(tx.connection())
        .await?;
    entries::add(tx, id, &Step::Undone(bike), by, now).await?;
    feed::record_all(tx, &[Subject::Bike(bike), Subject::Recovery(id)], now).await?;
    Ok(Some(bike))
}

/// Notes that a held bike went back to its owner; tells which bike, if it was held.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
pub async fn return_to_owner(
    tx: &Tx,
    id: RecoveryId,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<Option<BikeId>, StoreError> {
    let Some(Recovery {
        status: RecoveryStatus::Tied,
        bike: Some(bike),
        ..
    }) = find_to_change(tx, id).await?
    else {
        return Ok(None);
    };
    let done = recovery::Entity::update_many()
        .col_expr(
            recovery::Column::Status,
            Expr::value(RecoveryStatus::Returned.slug()),
        )
        .filter(recovery::Column::Id.eq(id.0))
        .filter(recovery::Column::Status.eq(RecoveryStatus::Tied.slug()))
        .filter(recovery::Column::BikeId.eq(bike.0))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 0 {
        return Ok(None);
    }
    entries::add(tx, id, &Step::Returned(bike), by, now).await?;
    feed::record_all(tx, &[Subject::Bike(bike), Subject::Recovery(id)], now).await?;
    Ok(Some(bike))
}

/// Finds the recoveries of all forces that property references name, by their compared forms.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
pub async fn named(source: &impl Source, keys: &[String]) -> Result<Vec<Recovery>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows = recovery::Entity::find()
        .filter(recovery::Column::PropertyKey.is_in(keys.iter().map(String::as_str)))
        .order_by_asc(recovery::Column::Id)
        .limit(MOST_NAMED)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| from_row(source.keyring(), row))
        .collect()
}

/// Reads the recoveries under which bikes are held now.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
pub async fn holding(
    source: &impl Source,
    bikes: &[BikeId],
) -> Result<HashMap<BikeId, Recovery>, StoreError> {
    let rows = recovery::Entity::find()
        .filter(recovery::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
        // Written out: SQLite uses a partial index only where it sees the index's own condition.
        .filter(Expr::cust("status = 'tied'"))
        .all(source.connection())
        .await?;
    let mut held = HashMap::with_capacity(rows.len());
    for row in rows {
        let recovery = from_row(source.keyring(), row)?;
        held.extend(recovery.bike.map(|bike| (bike, recovery)));
    }
    Ok(held)
}

fn from_row(keys: &Keyring, row: recovery::Model) -> Result<Recovery, StoreError> {
    let corrupt = |what: String| StoreError::corrupt("recovery", what);
    let place = row
        .place
        .map(|sealed| {
            String::from_utf8(keys.open(PLACE, &sealed)?)
                .map_err(|_| corrupt("a place that is not text".into()))
        })
        .transpose()?;
    let identifiers = identifiers_of(&row.identifiers).map_err(corrupt)?;
    let kind = row
        .kind
        .map(|slug| BikeKind::parse(&slug).ok_or_else(|| corrupt(format!("a kind {slug:?}"))))
        .transpose()?;
    Ok(Recovery {
        id: RecoveryId(row.id),
        organisation: OrganisationId(row.organisation_id),
        recovery: NewRecovery {
            property_ref: row.property_ref,
            read: row.read,
            identifiers,
            make: row.make,
            model: row.model,
            colours: colours_of(&row.colours),
            kind,
            found_at: instant("recovery", row.found_at)?,
            place,
            point: row
                .lat
                .zip(row.lng)
                .and_then(|(lat, lng)| Point::new(lat, lng).ok()),
        },
        status: RecoveryStatus::parse(&row.status)
            .ok_or_else(|| corrupt(format!("a status {:?}", row.status)))?,
        bike: row.bike_id.map(BikeId),
        recorded_at: instant("recovery", row.recorded_at)?,
        look_up: row.look_up_id.map(LookUpId),
    })
}

/// Writes numbers as a JSON array of `kind:value`; nothing when there are none.
fn identifiers_column(identifiers: &[Identifier]) -> String {
    if identifiers.is_empty() {
        return String::new();
    }
    let pairs: Vec<String> = identifiers.iter().map(Identifier::to_string).collect();
    serde_json::json!(pairs).to_string()
}

/// Reads what [`identifiers_column`] wrote, or the pairs between semicolons of before.
fn identifiers_of(column: &str) -> Result<Vec<Identifier>, String> {
    let pairs: Vec<String> = if column.starts_with('[') {
        serde_json::from_str(column).map_err(|error| error.to_string())?
    } else {
        column
            .split(BETWEEN)
            .filter(|pair| !pair.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let parsed = pairs.iter().map(|pair| Identifier::parse(pair));
    parsed
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;
