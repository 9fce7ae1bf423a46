//! Standing matches: pairs of a recovered bike and a bike on the register, with the evidence as it was found.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::standing_match;
use crate::look_up::results::Kept;
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::id::{AccountId, BikeId, MatchId, OrganisationId, RecoveryId};
use domain::recovery::PairStatus;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

mod decided;
pub mod notices;

pub use decided::{confirmed, park, refused_in_list, reject, undone, wake};

const REASON: &str = "standing_match.reason";
const ANSWER: &str = "standing_match.answer";

/// A pair as a worker found it.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The bike on the register.
    pub bike: BikeId,
    /// The evidence, in bits.
    pub bits: f64,
    /// How likely the bike is, from 0 to 1.
    pub likelihood: f64,
    /// The reasons, in the same format as for a look-up.
    pub kept: Kept,
}

/// A stored pair with its status.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Its id.
    pub id: MatchId,
    /// The recovered bike of the pair.
    pub recovery: RecoveryId,
    /// The organisation whose property store has it.
    pub organisation: OrganisationId,
    /// What was found.
    pub found: Found,
    /// Its status.
    pub status: PairStatus,
    /// When it was first found.
    pub found_at: Timestamp,
    /// Until when it is parked.
    pub parked_until: Option<Timestamp>,
    /// Who decided on it.
    pub decided_by: Option<AccountId>,
    /// When they decided.
    pub decided_at: Option<Timestamp>,
    /// Why it was rejected.
    pub reason: Option<String>,
    /// The number of its changes, so that nobody overwrites another decision without noticing.
    pub version: i64,
}

/// Writes what a worker found for a recovery, in the transaction that moves the worker on. For pairs that we already
/// knew, [`PairStatus::found_again`] or [`PairStatus::not_found`] gives the new status. Returns how many pairs are
/// waiting that were not waiting before.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = recovery.0, organisation = organisation.0))]
pub async fn settle(
    tx: &Tx,
    recovery: RecoveryId,
    organisation: OrganisationId,
    found: &[Found],
    now: Timestamp,
) -> Result<u64, StoreError> {
    // An officer who decides at this moment either waits or was first. So the worker never overwrites a decision.
    let before = standing_match::Entity::find()
        .filter(standing_match::Column::RecoveryId.eq(recovery.0))
        .lock_exclusive()
        .all(tx.connection())
        .await?;
    let mut new = 0;
    for one in found {
        match before.iter().find(|row| row.bike_id == one.bike.0) {
            Some(row) => new += u64::from(again(tx, row, one, now).await?),
            None => {
                insert(tx, recovery, organisation, one, now).await?;
                new += 1;
            }
        }
    }
    for row in before {
        let was = status(&row)?;
        if was != was.not_found() && found.iter().all(|one| one.bike.0 != row.bike_id) {
            change(tx, row.id, was.not_found(), now).await?;
        }
    }
    Ok(new)
}

/// Updates a pair that was found again. Returns true if it is waiting now but was not waiting before.
async fn again(
    tx: &Tx,
    row: &standing_match::Model,
    found: &Found,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let was = status(row)?;
    let is = was.found_again(found.bits, row.bits);
    let kept = tx.keyring().open_text(ANSWER, &row.answer)?;
    let same = row.bits == found.bits && kept == found.kept.answer;
    if is != PairStatus::Waiting || (was == is && same) {
        return Ok(false);
    }
    standing_match::Entity::update_many()
        .col_expr(standing_match::Column::Status, Expr::value(is.slug()))
        .col_expr(standing_match::Column::Bits, Expr::value(found.bits))
        .col_expr(standing_match::Column::Likelihood, Expr::value(found.likelihood))
        .col_expr(
            standing_match::Column::Wording,
            Expr::value(i32::from(found.kept.version)),
        )
        .col_expr(
            standing_match::Column::Answer,
            Expr::value(tx.keyring().seal_text(ANSWER, &found.kept.answer)?),
        )
        .col_expr(standing_match::Column::ChangedAt, Expr::value(millis(now)))
        .col_expr(
            standing_match::Column::ParkedUntil,
            Expr::value(Option::<i64>::None),
        )
        .col_expr(standing_match::Column::Version, next_version())
        .filter(standing_match::Column::Id.eq(row.id))
        .exec(tx.connection())
        .await?;
    Ok(was != is)
}

async fn insert(
    tx: &Tx,
    recovery: RecoveryId,
    organisation: OrganisationId,
    found: &Found,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = row_of(tx, recovery, organisation, found, now)?;
    standing_match::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Makes the row of a pair that is waiting.
fn row_of(
    tx: &Tx,
    recovery: RecoveryId,
    organisation: OrganisationId,
    found: &Found,
    now: Timestamp,
) -> Result<standing_match::ActiveModel, StoreError> {
    Ok(standing_match::ActiveModel {
        id: NotSet,
        recovery_id: Set(recovery.0),
        bike_id: Set(found.bike.0),
        organisation_id: Set(organisation.0),
        status: Set(PairStatus::Waiting.slug().to_owned()),
        bits: Set(found.bits),
        likelihood: Set(found.likelihood),
        wording: Set(i32::from(found.kept.version)),
        answer: Set(tx.keyring().seal_text(ANSWER, &found.kept.answer)?),
        found_at: Set(millis(now)),
        changed_at: Set(millis(now)),
        parked_until: Set(None),
        decided_by: Set(None),
        decided_at: Set(None),
        reason: Set(None),
        version: Set(1),
    })
}

async fn change(tx: &Tx, id: i64, to: PairStatus, now: Timestamp) -> Result<(), StoreError> {
    standing_match::Entity::update_many()
        .col_expr(standing_match::Column::Status, Expr::value(to.slug()))
        .col_expr(standing_match::Column::ChangedAt, Expr::value(millis(now)))
        .col_expr(standing_match::Column::Version, next_version())
        .filter(standing_match::Column::Id.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn next_version() -> sea_orm::sea_query::SimpleExpr {
    Expr::col(standing_match::Column::Version).add(1)
}

/// Reads the recoveries that have waiting or parked pairs with these bikes.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn recoveries_with(source: &impl Source, bikes: &[BikeId]) -> Result<Vec<RecoveryId>, StoreError> {
    let open = [PairStatus::Waiting, PairStatus::Parked].map(PairStatus::slug);
    let ids: Vec<i64> = standing_match::Entity::find()
        .select_only()
        .column(standing_match::Column::RecoveryId)
        .filter(standing_match::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
        .filter(standing_match::Column::Status.is_in(open))
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(ids.into_iter().map(RecoveryId).collect())
}

/// Reads a force's pairs with one status, the most likely first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn list(
    source: &impl Source,
    organisation: OrganisationId,
    standing: PairStatus,
    (offset, limit): (u64, u64),
) -> Result<Vec<Standing>, StoreError> {
    let rows = standing_match::Entity::find()
        .filter(standing_match::Column::OrganisationId.eq(organisation.0))
        .filter(standing_match::Column::Status.eq(standing.slug()))
        .order_by_desc(standing_match::Column::Likelihood)
        .order_by_desc(standing_match::Column::Id)
        .offset(offset)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| from_row(source, row)).collect()
}

/// Counts a force's pairs with one status.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn count(
    source: &impl Source,
    organisation: OrganisationId,
    standing: PairStatus,
) -> Result<u64, StoreError> {
    Ok(standing_match::Entity::find()
        .filter(standing_match::Column::OrganisationId.eq(organisation.0))
        .filter(standing_match::Column::Status.eq(standing.slug()))
        .count(source.connection())
        .await?)
}

/// Reads one pair.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn find(source: &impl Source, id: MatchId) -> Result<Option<Standing>, StoreError> {
    let row = standing_match::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    row.map(|row| from_row(source, row)).transpose()
}

/// Reads one pair, and stops others from deciding on it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn find_to_change(tx: &Tx, id: MatchId) -> Result<Option<Standing>, StoreError> {
    let row = standing_match::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    row.map(|row| from_row(tx, row)).transpose()
}

/// Reads every pair of a recovery, the most likely first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn of_recovery(source: &impl Source, id: RecoveryId) -> Result<Vec<Standing>, StoreError> {
    let rows = standing_match::Entity::find()
        .filter(standing_match::Column::RecoveryId.eq(id.0))
        .order_by_desc(standing_match::Column::Likelihood)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| from_row(source, row)).collect()
}

fn status(row: &standing_match::Model) -> Result<PairStatus, StoreError> {
    PairStatus::parse(&row.status)
        .ok_or_else(|| StoreError::corrupt("standing_match", format!("a status {:?}", row.status)))
}

fn from_row(source: &impl Source, row: standing_match::Model) -> Result<Standing, StoreError> {
    let corrupt = |what: &str| StoreError::corrupt("standing_match", what);
    let at = |at: Option<i64>| at.map(|at| instant("standing_match", at)).transpose();
    let status = status(&row)?;
    let reason = row
        .reason
        .map(|sealed| source.keyring().open_text(REASON, &sealed))
        .transpose()?;
    Ok(Standing {
        id: MatchId(row.id),
        recovery: RecoveryId(row.recovery_id),
        organisation: OrganisationId(row.organisation_id),
        found: Found {
            bike: BikeId(row.bike_id),
            bits: row.bits,
            likelihood: row.likelihood,
            kept: Kept {
                version: u16::try_from(row.wording).map_err(|_| corrupt("a wording that is not a number"))?,
                answer: source.keyring().open_text(ANSWER, &row.answer)?,
                best_likelihood: Some(row.likelihood),
            },
        },
        status,
        found_at: instant("standing_match", row.found_at)?,
        parked_until: at(row.parked_until)?,
        decided_by: row.decided_by.map(AccountId),
        decided_at: at(row.decided_at)?,
        reason,
        version: row.version,
    })
}

#[cfg(test)]
mod tests;
