//! The second factors of accounts. The secret is sealed together with the account that it belongs to, so that nobody who
//! can write to the table can give one person's second factor to another. Of recovery codes, only a keyed hash is kept.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{account, recovery_code, second_factor};
use crate::time::{instant, millis, optional_instant};
use crate::{Keyring, StoreError, Tx};
use domain::account::factor::{FactorRule, FactorStanding, RecoveryCode, Secret, Tries};
use domain::id::{AccountId, OrganisationId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

const COLUMN: &str = "second_factor.secret";

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Sealed {
    account: i64,
    secret: String,
}

/// A second factor, without its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factor {
    /// When it was set up.
    pub made_at: Timestamp,
    /// The time step of the last code that was taken.
    pub used_step: i64,
    /// The wrong codes that were typed lately.
    pub tries: Tries,
    /// When a reset takes effect, if somebody has asked for one.
    pub reset_at: Option<Timestamp>,
}

impl Factor {
    /// Returns true if a reset has taken effect: then it is as if there were no second factor.
    pub fn is_reset(&self, now: Timestamp) -> bool {
        self.reset_at.is_some_and(|at| at <= now)
    }
}

/// Reads an account's second factor without its secret.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn of_account(source: &impl Source, account: AccountId) -> Result<Option<Factor>, StoreError> {
    let row = second_factor::Entity::find_by_id(account.0)
        .one(source.connection())
        .await?;
    row.map(|row| from_row(&row)).transpose()
}

/// Reads what a door needs to know about an account's second factor. `asking` are the organisations in which the account
/// has a role that needs one.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn standing(
    source: &impl Source,
    account: AccountId,
    asking: &[OrganisationId],
    now: Timestamp,
) -> Result<FactorStanding, StoreError> {
    let factor = of_account(source, account).await?;
    let reset = factor.and_then(|factor| factor.reset_at).filter(|at| *at <= now);
    let has_factor = factor.is_some() && reset.is_none();
    if has_factor || asking.is_empty() {
        return Ok(FactorStanding {
            has_factor,
            rule: FactorRule::Off,
            due: None,
        });
    }
    let due = match reset {
        Some(at) => Some(at),
        None => due(source, account).await?,
    };
    Ok(FactorStanding {
        has_factor,
        rule: super::organisations::strictest_rule(source, asking).await?,
        due,
    })
}

/// Reads the time by which an account must have a second factor.
async fn due(source: &impl Source, account: AccountId) -> Result<Option<Timestamp>, StoreError> {
    let due: Option<Option<i64>> = account::Entity::find_by_id(account.0)
        .select_only()
        .column(account::Column::FactorDueAt)
        .into_tuple()
        .one(source.connection())
        .await?;
    optional_instant("account", due.flatten())
}

/// Sets the time by which an account must have a second factor, unless that is already decided.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn set_due(tx: &Tx, account: AccountId, due: Timestamp) -> Result<(), StoreError> {
    account::Entity::update_many()
        .col_expr(account::Column::FactorDueAt, Expr::value(millis(due)))
        .filter(account::Column::Id.eq(account.0))
        .filter(account::Column::FactorDueAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Sets up a second factor in place of an earlier one, and ends the earlier one's recovery codes. `step` is the time step
/// of the code that confirmed it.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the secret cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn put(
    tx: &Tx,
    account: AccountId,
    secret: &Secret,
    step: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    second_factor::Entity::delete_by_id(account.0)
        .exec(tx.connection())
        .await?;
    let row = second_factor::ActiveModel {
        account_id: Set(account.0),
        secret: Set(seal(tx.keyring(), account, secret)?),
        made_at: Set(millis(now)),
        used_step: Set(step),
        wrong: Set(0),
        wrong_since: Set(None),
        reset_at: Set(None),
    };
    second_factor::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    replace_codes(tx, account, &[]).await
}

/// Opens the secret of an account's second factor.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or the secret cannot be opened or belongs to another account.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn secret(source: &impl Source, account: AccountId) -> Result<Option<Secret>, StoreError> {
    let row = second_factor::Entity::find_by_id(account.0)
        .one(source.connection())
        .await?;
    row.map(|row| open(source.keyring(), account, &row.secret))
        .transpose()
}

/// Takes a code of a time step. Returns false, and changes nothing, if a code of this step or a later one was taken
/// before. Of two requests with one code, one gets true.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn take_step(tx: &Tx, account: AccountId, step: i64) -> Result<bool, StoreError> {
    let taken = second_factor::Entity::update_many()
        .col_expr(second_factor::Column::UsedStep, Expr::value(step))
        .filter(second_factor::Column::AccountId.eq(account.0))
        .filter(second_factor::Column::UsedStep.lt(step))
        .exec(tx.connection())
        .await?;
    Ok(taken.rows_affected > 0)
}

/// Writes how many wrong codes were typed.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn set_tries(tx: &Tx, account: AccountId, tries: Tries) -> Result<(), StoreError> {
    second_factor::Entity::update_many()
        .col_expr(second_factor::Column::Wrong, Expr::value(tries.wrong))
        .col_expr(
            second_factor::Column::WrongSince,
            Expr::value(tries.since.map(millis)),
        )
        .filter(second_factor::Column::AccountId.eq(account.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Sets when a reset takes effect, or stops it. Returns false if there is no second factor.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn set_reset(tx: &Tx, account: AccountId, at: Option<Timestamp>) -> Result<bool, StoreError> {
    let set = second_factor::Entity::update_many()
        .col_expr(second_factor::Column::ResetAt, Expr::value(at.map(millis)))
        .filter(second_factor::Column::AccountId.eq(account.0))
        .exec(tx.connection())
        .await?;
    Ok(set.rows_affected > 0)
}

/// Replaces the recovery codes of an account.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn replace_codes(tx: &Tx, account: AccountId, codes: &[RecoveryCode]) -> Result<(), StoreError> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::AccountId.eq(account.0))
        .exec(tx.connection())
        .await?;
    let rows: Vec<recovery_code::ActiveModel> = codes
        .iter()
        .map(|code| recovery_code::ActiveModel {
            id: NotSet,
            account_id: Set(account.0),
            code_hash: Set(hash(tx.keyring(), account, code)),
            spent_at: Set(None),
        })
        .collect();
    if !rows.is_empty() {
        recovery_code::Entity::insert_many(rows)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Uses up a recovery code. Returns false if it is not one of the account's, or was used before.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn spend_code(
    tx: &Tx,
    account: AccountId,
    code: &RecoveryCode,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let spent = recovery_code::Entity::update_many()
        .col_expr(recovery_code::Column::SpentAt, Expr::value(millis(now)))
        .filter(recovery_code::Column::AccountId.eq(account.0))
        .filter(recovery_code::Column::CodeHash.eq(hash(tx.keyring(), account, code)))
        .filter(recovery_code::Column::SpentAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(spent.rows_affected > 0)
}

/// Counts the recovery codes that an account has not used.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn codes_left(source: &impl Source, account: AccountId) -> Result<u64, StoreError> {
    Ok(recovery_code::Entity::find()
        .filter(recovery_code::Column::AccountId.eq(account.0))
        .filter(recovery_code::Column::SpentAt.is_null())
        .count(source.connection())
        .await?)
}

fn from_row(row: &second_factor::Model) -> Result<Factor, StoreError> {
    Ok(Factor {
        made_at: instant("second_factor", row.made_at)?,
        used_step: row.used_step,
        tries: Tries {
            wrong: row.wrong,
            since: optional_instant("second_factor", row.wrong_since)?,
        },
        reset_at: optional_instant("second_factor", row.reset_at)?,
    })
}

fn seal(keys: &Keyring, account: AccountId, secret: &Secret) -> Result<Vec<u8>, StoreError> {
    let sealed = Sealed {
        account: account.0,
        secret: secret.written(),
    };
    let json = serde_json::to_vec(&sealed)
        .map_err(|_| StoreError::corrupt("second_factor", "a secret that cannot be written"))?;
    Ok(keys.seal(COLUMN, &json)?)
}

fn open(keys: &Keyring, account: AccountId, sealed: &[u8]) -> Result<Secret, StoreError> {
    let json = keys.open(COLUMN, sealed)?;
    let sealed: Sealed = serde_json::from_slice(&json)
        .map_err(|_| StoreError::corrupt("second_factor", "a secret that cannot be read"))?;
    if sealed.account != account.0 {
        return Err(StoreError::corrupt(
            "second_factor",
            "the secret of another account",
        ));
    }
    Secret::parse(&sealed.secret)
        .ok_or_else(|| StoreError::corrupt("second_factor", "a secret that is not one"))
}

fn hash(keys: &Keyring, account: AccountId, code: &RecoveryCode) -> Vec<u8> {
    let mut bytes = account.0.to_be_bytes().to_vec();
    bytes.extend_from_slice(code.as_bytes());
    keys.hash("recovery code", &bytes)
}

#[cfg(test)]
mod tests;
