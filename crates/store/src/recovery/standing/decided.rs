//! Officers' decisions about standing matches. Callers first read the pair with
//! [`find_to_change`](super::find_to_change).

use super::{Found, REASON, next_version, row_of};
use crate::connection::sealed::Source as _;
use crate::entity::{bike, standing_match};
use crate::time::millis;
use crate::{StoreError, Tx};
use domain::id::{AccountId, BikeId, MatchId, OrganisationId, RecoveryId};
use domain::recovery::PairStatus;
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, IntoCondition};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, UpdateMany};

fn to(status: PairStatus, now: Timestamp) -> UpdateMany<standing_match::Entity> {
    standing_match::Entity::update_many()
        .col_expr(standing_match::Column::Status, Expr::value(status.slug()))
        .col_expr(standing_match::Column::ChangedAt, Expr::value(millis(now)))
        .col_expr(standing_match::Column::Version, next_version())
}

fn decided(status: PairStatus, by: Option<AccountId>, now: Timestamp) -> UpdateMany<standing_match::Entity> {
    to(status, now)
        .col_expr(
            standing_match::Column::DecidedBy,
            Expr::value(by.map(|account| account.0)),
        )
        .col_expr(standing_match::Column::DecidedAt, Expr::value(millis(now)))
}

fn pair(recovery: RecoveryId, bike: BikeId) -> Condition {
    Condition::all()
        .add(standing_match::Column::RecoveryId.eq(recovery.0))
        .add(standing_match::Column::BikeId.eq(bike.0))
}

/// Confirms a pair of recovery and bike. The recovery's other open pairs lapse.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = recovery.0, bike = bike.0))]
pub async fn confirmed(
    tx: &Tx,
    recovery: RecoveryId,
    bike: BikeId,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    decided(PairStatus::Confirmed, by, now)
        .filter(pair(recovery, bike))
        .exec(tx.connection())
        .await?;
    let open = [PairStatus::Waiting, PairStatus::Parked].map(PairStatus::slug);
    to(PairStatus::Lapsed, now)
        .filter(standing_match::Column::RecoveryId.eq(recovery.0))
        .filter(standing_match::Column::Status.is_in(open))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Rejects a pair, with the reason: they are different bikes.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the reason cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn reject(
    tx: &Tx,
    id: MatchId,
    reason: &str,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sealed = tx.keyring().seal_text(REASON, reason)?;
    decided(PairStatus::Rejected, by, now)
        .col_expr(standing_match::Column::Reason, Expr::value(sealed))
        .filter(standing_match::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Rejects the bikes that an officer refused for a row of a list, when the row becomes a recovery. They come back only
/// if the evidence gets better. Bikes that have left the register since are left out.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the reason cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = recovery.0))]
pub async fn refused_in_list(
    tx: &Tx,
    (recovery, organisation): (RecoveryId, OrganisationId),
    found: &[Found],
    reason: &str,
    (by, at): (AccountId, Timestamp),
) -> Result<Vec<BikeId>, StoreError> {
    let ids = found.iter().map(|one| one.bike.0);
    let there: Vec<i64> = bike::Entity::find()
        .select_only()
        .column(bike::Column::Id)
        .filter(bike::Column::Id.is_in(ids))
        .into_tuple()
        .all(tx.connection())
        .await?;
    let mut refused = Vec::with_capacity(there.len());
    for one in found.iter().filter(|one| there.contains(&one.bike.0)) {
        let row = standing_match::ActiveModel {
            status: Set(PairStatus::Rejected.slug().to_owned()),
            decided_by: Set(Some(by.0)),
            decided_at: Set(Some(millis(at))),
            reason: Set(Some(tx.keyring().seal_text(REASON, reason)?)),
            ..row_of(tx, recovery, organisation, one, at)?
        };
        standing_match::Entity::insert(row)
            .exec_without_returning(tx.connection())
            .await?;
        refused.push(one.bike);
    }
    Ok(refused)
}

/// Rejects a pair because its match was undone. It comes back only if the evidence gets better.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = recovery.0, bike = bike.0))]
pub async fn undone(
    tx: &Tx,
    recovery: RecoveryId,
    bike: BikeId,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    decided(PairStatus::Rejected, by, now)
        .filter(pair(recovery, bike))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Puts a pair aside until an instant.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn park(
    tx: &Tx,
    id: MatchId,
    until: Timestamp,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    decided(PairStatus::Parked, by, now)
        .col_expr(standing_match::Column::ParkedUntil, Expr::value(millis(until)))
        .filter(standing_match::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Puts parked pairs among the waiting ones again when their time has come, and returns how many there were.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn wake(tx: &Tx, now: Timestamp) -> Result<u64, StoreError> {
    // This is written out, because SQLite uses a partial index only if it sees the index's own condition.
    let parked = Expr::cust("status = 'parked'").into_condition();
    let done = to(PairStatus::Waiting, now)
        .col_expr(
            standing_match::Column::ParkedUntil,
            Expr::value(Option::<i64>::None),
        )
        .filter(parked)
        .filter(standing_match::Column::ParkedUntil.lte(millis(now)))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected)
}
