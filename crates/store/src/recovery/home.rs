//! How matched bikes go home. Everything that owners say is sealed.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::homecoming::{ActiveModel, Column, Entity, Model};
use crate::entity::setting;
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx};
use domain::id::{BikeId, OrganisationId, RecoveryId};
use domain::recovery::home::{Homecoming, Said};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::BTreeMap;

const SAID: &str = "homecoming.said";
const TABLE: &str = "homecoming";

/// Replaces everything that we know about how a bike is going home.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or there is no such recovery.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn keep(tx: &Tx, home: &Homecoming) -> Result<(), StoreError> {
    let code = home.said.code.as_ref();
    let row = ActiveModel {
        recovery_id: Set(home.recovery.0),
        bike_id: Set(home.bike.0),
        organisation_id: Set(home.organisation.0),
        begun_at: Set(millis(home.begun_at)),
        letters: Set(i64::from(home.letters)),
        write_at: Set(home.write_at.map(millis)),
        silent_at: Set(home.silent_at.map(millis)),
        slot_at: Set(home.slot.map(millis)),
        insurance_until: Set(home.insurance_until.map(millis)),
        ended_at: Set(home.ended_at.map(millis)),
        code_hash: Set(code.map(|code| code_hash(tx.keyring(), home.organisation, code.compact()))),
        said: Set(Some(tx.keyring().seal(SAID, &said_column(&home.said)?)?)),
        ..Default::default()
    };
    let over = OnConflict::column(Column::RecoveryId)
        .update_columns([
            Column::BikeId,
            Column::BegunAt,
            Column::Letters,
            Column::WriteAt,
            Column::SilentAt,
            Column::SlotAt,
            Column::InsuranceUntil,
            Column::EndedAt,
            Column::CodeHash,
            Column::Said,
        ])
        .to_owned();
    Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

fn said_column(said: &Said) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(said).map_err(|error| StoreError::corrupt(TABLE, error.to_string()))
}

/// Notes the secret of the link with which an insurer answers. An earlier link stops working.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn ask_insurer(tx: &Tx, id: RecoveryId, token: &[u8]) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(
            Column::InsurerHash,
            Expr::value(tx.keyring().hash("insurer", token)),
        )
        .filter(Column::RecoveryId.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Deletes what is known about how a bike was going home, with everything that was said, because the match was wrong.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn forget(tx: &Tx, id: RecoveryId) -> Result<(), StoreError> {
    Entity::delete_by_id(id.0).exec(tx.connection()).await?;
    Ok(())
}

/// Reads how a recovered bike is going home.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn find(source: &impl Source, id: RecoveryId) -> Result<Option<Homecoming>, StoreError> {
    one(source, Entity::find_by_id(id.0)).await
}

/// Reads how a recovered bike is going home, and locks this until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn find_to_change(tx: &Tx, id: RecoveryId) -> Result<Option<Homecoming>, StoreError> {
    one(tx, Entity::find_by_id(id.0).lock_exclusive()).await
}

/// Reads how a bike is going home now.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn of_bike(source: &impl Source, bike: BikeId) -> Result<Option<Homecoming>, StoreError> {
    let of_bike = Entity::find().filter(Column::BikeId.eq(bike.0));
    one(source, of_bike.filter(Column::EndedAt.is_null())).await
}

/// Finds the bike that a force's collection reference belongs to, on its way home.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn by_code(
    source: &impl Source,
    organisation: OrganisationId,
    code: &str,
) -> Result<Option<Homecoming>, StoreError> {
    let hash = code_hash(source.keyring(), organisation, code);
    one(source, Entity::find().filter(Column::CodeHash.eq(hash))).await
}

/// Finds the bike that an insurer was asked about, on its way home.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn by_insurer(source: &impl Source, token: &[u8]) -> Result<Option<Homecoming>, StoreError> {
    let hash = source.keyring().hash("insurer", token);
    one(source, Entity::find().filter(Column::InsurerHash.eq(hash))).await
}

/// Reads a force's bikes that are on their way home, in the order in which their owners were told.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn under_way(
    source: &impl Source,
    organisation: OrganisationId,
    limit: u64,
) -> Result<Vec<Homecoming>, StoreError> {
    let rows = Entity::find()
        .filter(Column::OrganisationId.eq(organisation.0))
        // This is written out, because SQLite uses a partial index only if it sees the index's own condition.
        .filter(Expr::cust("ended_at IS NULL"))
        .order_by_asc(Column::BegunAt)
        .order_by_asc(Column::RecoveryId)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| from_row(source.keyring(), row))
        .collect()
}

/// Reads at most `limit` recoveries whose owners should get an e-mail now.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn to_write(
    source: &impl Source,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<RecoveryId>, StoreError> {
    let rows: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::RecoveryId)
        .filter(Expr::cust("ended_at IS NULL"))
        .filter(Column::WriteAt.lte(millis(now)))
        .order_by_asc(Column::WriteAt)
        .limit(limit)
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(rows.into_iter().map(RecoveryId).collect())
}

/// Stops others from booking a collection at a force's store until the transaction ends. `setting` is the name of the
/// setting that holds the store's hours.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn hold_store(tx: &Tx, setting: &str) -> Result<(), StoreError> {
    setting::Entity::find_by_id(setting)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    Ok(())
}

/// Counts the collections that are booked at a force's store from an instant on, by slot.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn taken(
    source: &impl Source,
    organisation: OrganisationId,
    from: Timestamp,
) -> Result<BTreeMap<Timestamp, u64>, StoreError> {
    let rows: Vec<(Option<i64>, i64)> = Entity::find()
        .select_only()
        .column(Column::SlotAt)
        .column_as(Column::RecoveryId.count(), "count")
        .filter(Column::OrganisationId.eq(organisation.0))
        .filter(Expr::cust("ended_at IS NULL"))
        .filter(Column::SlotAt.gte(millis(from)))
        .group_by(Column::SlotAt)
        .into_tuple()
        .all(source.connection())
        .await?;
    rows.into_iter()
        .filter_map(|(slot, count)| Some((slot?, count)))
        .map(|(slot, count)| Ok((instant(TABLE, slot)?, count.unsigned_abs())))
        .collect()
}

async fn one(source: &impl Source, query: Select<Entity>) -> Result<Option<Homecoming>, StoreError> {
    let row = query.one(source.connection()).await?;
    row.map(|row| from_row(source.keyring(), row)).transpose()
}

fn code_hash(keys: &Keyring, organisation: OrganisationId, code: &str) -> Vec<u8> {
    keys.hash("collection", format!("{organisation} {code}").as_bytes())
}

fn from_row(keys: &Keyring, row: Model) -> Result<Homecoming, StoreError> {
    let at = |at: Option<i64>| at.map(|at| instant(TABLE, at)).transpose();
    let said = match row.said {
        None => Said::default(),
        Some(sealed) => serde_json::from_slice(&keys.open(SAID, &sealed)?)
            .map_err(|error| StoreError::corrupt(TABLE, error.to_string()))?,
    };
    Ok(Homecoming {
        recovery: RecoveryId(row.recovery_id),
        bike: BikeId(row.bike_id),
        organisation: OrganisationId(row.organisation_id),
        begun_at: instant(TABLE, row.begun_at)?,
        letters: u8::try_from(row.letters).unwrap_or(u8::MAX),
        write_at: at(row.write_at)?,
        silent_at: at(row.silent_at)?,
        slot: at(row.slot_at)?,
        insurance_until: at(row.insurance_until)?,
        ended_at: at(row.ended_at)?,
        said,
    })
}
