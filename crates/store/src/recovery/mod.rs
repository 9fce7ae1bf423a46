//! Recovered bikes in property stores, and their matches with bikes on the register.

pub mod custody;
mod decide;
pub mod entries;
mod from_look_ups;
pub mod home;
mod list;
pub mod lists;
mod open;
mod row;
pub mod standing;

pub use decide::{confirm_ended, hand_over, return_to_owner, tie, undone_of, untie};
pub use from_look_ups::from_look_ups;
pub use list::{BestMatch, Listing, Sorting, of_organisation};
pub use open::{falling_due, ids_to_match, to_match};

use crate::connection::{Source, sealed::Source as _};
use crate::entity::recovery;
use crate::time::millis;
use crate::{StoreError, Tx, feed, words};
use domain::feed::Subject;
use domain::id::{AccountId, BikeId, LookUpId, OrganisationId, RecoveryId};
use domain::recovery::{Custody, CustodyKind, NewRecovery, Recovery, RecoveryStatus};
use entries::{Change, Step};
use jiff::Timestamp;
use row::from_row;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// The most recoveries that a search for references returns. Each force uses a reference only once.
const MOST_NAMED: u64 = 50;

/// Writes a recovered bike.
///
/// # Errors
/// [`StoreError::Taken`] when the organisation has used the property reference; [`StoreError::Database`].
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn add(
    tx: &Tx,
    organisation: OrganisationId,
    by: Option<AccountId>,
    new: &NewRecovery,
    now: Timestamp,
) -> Result<RecoveryId, StoreError> {
    let row = recovery::ActiveModel {
        organisation_id: Set(organisation.0),
        status: Set(RecoveryStatus::Open.slug().to_owned()),
        bike_id: Set(None),
        recorded_by: Set(by.map(|account| account.0)),
        recorded_at: Set(millis(now)),
        look_up_id: Set(None),
        version: Set(1),
        tied_at: Set(None),
        returned_at: Set(None),
        ended_at: Set(None),
        ended_as: Set(None),
        held_at: Set(None),
        handed_to: Set(None),
        ..row::of(tx.keyring(), new)?
    };
    row::is_free_in_the_clear(tx, organisation, None, &new.property_ref).await?;
    let made = recovery::Entity::insert(row).exec(tx.connection()).await?;
    let id = RecoveryId(made.last_insert_id);
    entries::add(tx, id, &Step::Recorded, by, now).await?;
    custody::add(tx, id, &Custody::of(CustodyKind::Received, now), by, now).await?;
    feed::record_all(tx, &[Subject::Recovery(id)], now).await?;
    Ok(id)
}

/// Replaces what was recorded, and adds the changes to the recovery's history.
///
/// # Errors
/// [`StoreError::Taken`] when the organisation has used the property reference; [`StoreError::Database`].
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn correct(
    tx: &Tx,
    id: RecoveryId,
    new: &NewRecovery,
    changes: Vec<Change>,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(before) = find(tx, id).await? {
        row::is_free_in_the_clear(tx, before.organisation, Some(id), &new.property_ref).await?;
    }
    recovery::Entity::update_many()
        .set(row::of(tx.keyring(), new)?)
        .col_expr(recovery::Column::Version, next_version())
        .filter(recovery::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    entries::add(tx, id, &Step::Corrected(changes), by, now).await?;
    feed::record_all(tx, &[Subject::Recovery(id)], now).await
}

/// Returns the next version of a recovery. It shows if somebody else has changed the recovery since an officer read it.
fn next_version() -> SimpleExpr {
    Expr::col(recovery::Column::Version).add(1)
}

/// Reads one recovery.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn find(source: &impl Source, id: RecoveryId) -> Result<Option<Recovery>, StoreError> {
    let row = recovery::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    row.map(|row| from_row(source.keyring(), row)).transpose()
}

/// Reads one recovery and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn find_to_change(tx: &Tx, id: RecoveryId) -> Result<Option<Recovery>, StoreError> {
    let row = recovery::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    row.map(|row| from_row(tx.keyring(), row)).transpose()
}

/// Notes the last look-up of a recovery.
///
/// # Errors
/// [`StoreError`] when the database does not answer or there is no such look-up.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0, look_up = look_up.0))]
pub async fn note_look_up(tx: &Tx, id: RecoveryId, look_up: LookUpId) -> Result<(), StoreError> {
    recovery::Entity::update_many()
        .col_expr(recovery::Column::LookUpId, Expr::value(look_up.0))
        .filter(recovery::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Finds the recoveries of all forces with these property references.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn named(source: &impl Source, keys: &[String]) -> Result<Vec<Recovery>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let hashes = keys.iter().map(|key| words::property_hash(source.keyring(), key));
    let named = Condition::any()
        .add(recovery::Column::PropertyHash.is_in(hashes))
        // This finds rows that are not sealed yet.
        .add(recovery::Column::PropertyKey.is_in(keys.iter().map(String::as_str)));
    let rows = recovery::Entity::find()
        .filter(named)
        .order_by_asc(recovery::Column::Id)
        .limit(MOST_NAMED)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| from_row(source.keyring(), row))
        .collect()
}

/// Reads the recoveries of bikes that the police hold now.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn holding(
    source: &impl Source,
    bikes: &[BikeId],
) -> Result<HashMap<BikeId, Recovery>, StoreError> {
    let rows = recovery::Entity::find()
        .filter(recovery::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
        // This is written out, because SQLite uses a partial index only if it sees the index's own condition.
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

/// Returns the condition that a recovery has a status.
fn stands(status: RecoveryStatus) -> Condition {
    let slug = status.slug();
    if RecoveryStatus::ENDED_WITHOUT_OWNER.contains(&status) {
        Condition::all().add(recovery::Column::EndedAs.eq(slug))
    } else {
        Condition::all()
            .add(recovery::Column::Status.eq(slug))
            .add(recovery::Column::EndedAs.is_null())
    }
}

#[cfg(test)]
mod tests;
