//! Officers' decisions about a recovered bike: it is matched, its match is undone, or it goes back to its owner.

use super::{custody, entries, find_to_change, next_version, standing, stands};
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{bike_match, recovery};
use crate::time::millis;
use crate::words::{self, column};
use crate::{StoreError, Tx, feed};
use domain::feed::Subject;
use domain::id::{AccountId, BikeId, RecoveryId};
use domain::recovery::home::Recipient;
use domain::recovery::{Custody, CustodyKind, Recovery, RecoveryStatus, Tie};
use entries::Step;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, UpdateMany};

/// The status of a recovery whose owner became known only after the bike had left the store.
const ENDED: &str = "ended";
/// The decision that the two are the same bike.
const SAME: &str = "same";
/// The decision that the two are different bikes.
const DIFFERENT: &str = "different";

/// Matches an open recovery to a bike, with the evidence, and notes the bike in the change feed. Returns false if the
/// recovery was no longer open.
///
/// # Errors
/// [`StoreError::Taken`] when the bike is already held elsewhere; [`StoreError::Database`].
#[tracing::instrument(level = "debug", skip_all)]
pub async fn tie(tx: &Tx, tie: &Tie, by: Option<AccountId>, now: Timestamp) -> Result<bool, StoreError> {
    let done = to_its_bike(tie, RecoveryStatus::Tied.slug(), now)
        .filter(stands(RecoveryStatus::Open))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    keep_decision(tx, tie, by, now).await?;
    standing::confirmed(tx, tie.recovery, tie.bike, by, now).await?;
    entries::add(tx, tie.recovery, &Step::Matched(tie.bike, tie.bits), by, now).await?;
    let changed = [Subject::Bike(tie.bike), Subject::Recovery(tie.recovery)];
    feed::record_all(tx, &changed, now).await?;
    Ok(true)
}

/// Starts an update that gives a recovery its bike and a status. The caller adds the conditions.
fn to_its_bike(tie: &Tie, status: &str, now: Timestamp) -> UpdateMany<recovery::Entity> {
    recovery::Entity::update_many()
        .col_expr(recovery::Column::Status, Expr::value(status))
        .col_expr(recovery::Column::BikeId, Expr::value(tie.bike.0))
        .col_expr(recovery::Column::TiedAt, Expr::value(millis(now)))
        .col_expr(recovery::Column::Version, next_version())
        .filter(recovery::Column::Id.eq(tie.recovery.0))
}

/// Writes the decision that the two are the same bike, with the evidence. It replaces any earlier decision.
async fn keep_decision(tx: &Tx, tie: &Tie, by: Option<AccountId>, now: Timestamp) -> Result<(), StoreError> {
    let row = bike_match::ActiveModel {
        id: NotSet,
        recovery_id: Set(tie.recovery.0),
        bike_id: Set(tie.bike.0),
        look_up_id: Set(tie.look_up.map(|id| id.0)),
        bits: Set(tie.bits),
        evidence: Set(words::NO_LIST.to_owned()),
        evidence_sealed: Set(Some(
            tx.keyring()
                .seal_text(column::EVIDENCE, &tie.evidence.to_string())?,
        )),
        decision: Set(SAME.to_owned()),
        decided_by: Set(by.map(|account| account.0)),
        decided_at: Set(millis(now)),
    };
    let again = OnConflict::columns([bike_match::Column::RecoveryId, bike_match::Column::BikeId])
        .update_columns([
            bike_match::Column::LookUpId,
            bike_match::Column::Bits,
            bike_match::Column::Evidence,
            bike_match::Column::EvidenceSealed,
            bike_match::Column::Decision,
            bike_match::Column::DecidedBy,
            bike_match::Column::DecidedAt,
        ])
        .to_owned();
    bike_match::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Matches a recovery to a bike after the bike has left the store, with the evidence. Returns false if the recovery had
/// not ended without an owner.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn confirm_ended(
    tx: &Tx,
    tie: &Tie,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let ended = RecoveryStatus::ENDED_WITHOUT_OWNER.map(RecoveryStatus::slug);
    let done = to_its_bike(tie, ENDED, now)
        .filter(recovery::Column::EndedAs.is_in(ended))
        .filter(recovery::Column::BikeId.is_null())
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    keep_decision(tx, tie, by, now).await?;
    standing::confirmed(tx, tie.recovery, tie.bike, by, now).await?;
    entries::add(tx, tie.recovery, &Step::Matched(tie.bike, tie.bits), by, now).await?;
    feed::record_all(tx, &[Subject::Recovery(tie.recovery)], now).await?;
    Ok(true)
}

/// Undoes a wrong match, so that the recovery is open again. Returns the bike that it was matched to, if any.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
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
        .col_expr(recovery::Column::TiedAt, Expr::value(Option::<i64>::None))
        .col_expr(recovery::Column::Version, next_version())
        .filter(recovery::Column::Id.eq(id.0))
        .filter(recovery::Column::Status.eq(RecoveryStatus::Tied.slug()))
        .filter(recovery::Column::BikeId.eq(bike.0))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 0 {
        return Ok(None);
    }
    bike_match::Entity::update_many()
        .col_expr(bike_match::Column::Decision, Expr::value(DIFFERENT))
        .col_expr(
            bike_match::Column::DecidedBy,
            Expr::value(by.map(|account| account.0)),
        )
        .col_expr(bike_match::Column::DecidedAt, Expr::value(millis(now)))
        .filter(bike_match::Column::RecoveryId.eq(id.0))
        .filter(bike_match::Column::BikeId.eq(bike.0))
        .exec(tx.connection())
        .await?;
    standing::undone(tx, id, bike, by, now).await?;
    entries::add(tx, id, &Step::Undone(bike), by, now).await?;
    feed::record_all(tx, &[Subject::Bike(bike), Subject::Recovery(id)], now).await?;
    Ok(Some(bike))
}

/// Notes that a held bike went back to its owner. Returns the bike, or `None` if it was not held.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn return_to_owner(
    tx: &Tx,
    id: RecoveryId,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<Option<BikeId>, StoreError> {
    hand_over(tx, id, (Recipient::Owner, None), by, now).await
}

/// Notes that a held bike was handed over, to whom and why. Returns the bike, or `None` if it was not held.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn hand_over(
    tx: &Tx,
    id: RecoveryId,
    (to, words): (Recipient, Option<String>),
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
        .col_expr(recovery::Column::ReturnedAt, Expr::value(millis(now)))
        .col_expr(recovery::Column::EndedAt, Expr::value(millis(now)))
        .col_expr(recovery::Column::HeldAt, Expr::value(Option::<i64>::None))
        .col_expr(recovery::Column::HandedTo, Expr::value(to.slug()))
        .col_expr(recovery::Column::Version, next_version())
        .filter(recovery::Column::Id.eq(id.0))
        .filter(recovery::Column::Status.eq(RecoveryStatus::Tied.slug()))
        .filter(recovery::Column::BikeId.eq(bike.0))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 0 {
        return Ok(None);
    }
    entries::add(tx, id, &Step::Returned(bike), by, now).await?;
    let entry = Custody {
        reason: words,
        ..Custody::of(CustodyKind::Returned, now)
    };
    custody::add(tx, id, &entry, by, now).await?;
    feed::record_all(tx, &[Subject::Bike(bike), Subject::Recovery(id)], now).await?;
    Ok(Some(bike))
}

/// Reads which bikes were matched to a recovery by mistake, each with the bits of evidence that there were at the time.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn undone_of(source: &impl Source, id: RecoveryId) -> Result<Vec<(BikeId, f64)>, StoreError> {
    let rows: Vec<(i64, f64)> = bike_match::Entity::find()
        .select_only()
        .columns([bike_match::Column::BikeId, bike_match::Column::Bits])
        .filter(bike_match::Column::RecoveryId.eq(id.0))
        .filter(bike_match::Column::Decision.eq(DIFFERENT))
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(bike, bits)| (BikeId(bike), bits))
        .collect())
}
