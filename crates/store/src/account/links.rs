//! Single-use links that are sent by e-mail. Only a keyed hash of the secret in a link is kept.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{account, sign_in_link};
use crate::time::millis;
use crate::{Keyring, StoreError, Tx};
use domain::id::{AccountId, BikeId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use thiserror::Error;

/// The column name under which we seal the page to open afterwards, for a link as well as for a request for a link.
const NEXT: &str = "sign_in_link.next";

/// What following a link does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Signs the account in.
    SignIn,
    /// Shows that the person who made a registration reads the account's e-mails, and signs the account in.
    ConfirmRegistration,
}

impl Purpose {
    const ALL: [Self; 2] = [Self::SignIn, Self::ConfirmRegistration];

    /// Returns the short word that the table keeps.
    pub fn slug(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::ConfirmRegistration => "confirm-registration",
        }
    }

    fn parse(raw: &str) -> Result<Self, StoreError> {
        Self::ALL
            .into_iter()
            .find(|purpose| purpose.slug() == raw)
            .ok_or_else(|| StoreError::corrupt("sign_in_link", format!("a purpose {raw:?}")))
    }
}

/// What a link was for, once it has been used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spent {
    /// The account that it was sent to.
    pub account: AccountId,
    /// What following it does.
    pub purpose: Purpose,
    /// The bike whose registration it confirms, if any.
    pub bike: Option<BikeId>,
    /// The page to open afterwards, if any.
    pub next: Option<String>,
}

/// Why a link cannot be used.
#[derive(Debug, Error)]
pub enum SpendError {
    /// No such link was ever made.
    #[error("this link does not exist")]
    Unknown,
    /// It has expired.
    #[error("this link has expired")]
    Expired,
    /// It has been used, or was cancelled.
    #[error("this link has been used")]
    AlreadySpent,
    /// The database failed, so we do not know.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A link that is about to be sent.
#[derive(Clone, Copy, Debug)]
pub struct NewLink<'a> {
    /// The secret in its web address.
    pub token: &'a [u8],
    /// The account that it will be sent to.
    pub account: AccountId,
    /// What following it does.
    pub purpose: Purpose,
    /// The bike whose registration it confirms, if any.
    pub bike: Option<BikeId>,
    /// The page to open afterwards, if any.
    pub next: Option<&'a str>,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// Keeps a link that is about to be sent.
///
/// # Errors
/// [`StoreError`] when the database does not answer or there is no such account.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn insert(tx: &Tx, link: &NewLink<'_>, now: Timestamp) -> Result<(), StoreError> {
    let row = sign_in_link::ActiveModel {
        id: NotSet,
        token_hash: Set(hash(tx.keyring(), link.token)),
        account_id: Set(link.account.0),
        purpose: Set(link.purpose.slug().to_owned()),
        bike_id: Set(link.bike.map(|bike| bike.0)),
        made_at: Set(millis(now)),
        expires_at: Set(millis(link.expires_at)),
        spent_at: Set(None),
        next: Set(seal_next(tx.keyring(), link.next)?),
    };
    sign_in_link::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Uses up a link. If several requests try at once, only one succeeds.
///
/// # Errors
/// [`SpendError`] if the link cannot be used.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn spend(tx: &Tx, token: &[u8], now: Timestamp) -> Result<Spent, SpendError> {
    let token_hash = hash(tx.keyring(), token);
    let spent = sign_in_link::Entity::update_many()
        .col_expr(sign_in_link::Column::SpentAt, Expr::value(millis(now)))
        .filter(sign_in_link::Column::TokenHash.eq(token_hash))
        .filter(sign_in_link::Column::SpentAt.is_null())
        .filter(sign_in_link::Column::ExpiresAt.gt(millis(now)))
        .exec(tx.connection())
        .await
        .map_err(StoreError::from)?;
    let row = find(tx, token).await?.ok_or(SpendError::Unknown)?;
    match (spent.rows_affected, row.spent_at) {
        (0, Some(_)) => Err(SpendError::AlreadySpent),
        (0, None) => Err(SpendError::Expired),
        _ => Ok(read(tx, &row)?),
    }
}

/// Reads what a link is for, if it still works, without using it up.
///
/// # Errors
/// [`SpendError`] if the link cannot be used.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn peek(source: &impl Source, token: &[u8], now: Timestamp) -> Result<Spent, SpendError> {
    let row = find(source, token).await?.ok_or(SpendError::Unknown)?;
    if row.spent_at.is_some() {
        Err(SpendError::AlreadySpent)
    } else if row.expires_at <= millis(now) {
        Err(SpendError::Expired)
    } else {
        Ok(read(source, &row)?)
    }
}

/// Returns the account of a link, even if the link no longer works.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn account_of(source: &impl Source, token: &[u8]) -> Result<Option<AccountId>, StoreError> {
    Ok(find(source, token).await?.map(|row| AccountId(row.account_id)))
}

/// Reads the page that a link opens afterwards, even if the link no longer works.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn next_of(source: &impl Source, token: &[u8]) -> Result<Option<String>, StoreError> {
    match find(source, token).await? {
        Some(row) => open_next(source.keyring(), row.next.as_deref()),
        None => Ok(None),
    }
}

/// Reads the page that the last link about a bike opens afterwards, even if that link no longer works.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn next_about(source: &impl Source, bike: BikeId) -> Result<Option<String>, StoreError> {
    let last = sign_in_link::Entity::find()
        .filter(sign_in_link::Column::BikeId.eq(bike.0))
        .order_by_desc(sign_in_link::Column::Id)
        .one(source.connection())
        .await?;
    open_next(source.keyring(), last.and_then(|row| row.next).as_deref())
}

/// Cancels an account's unused links for one purpose.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn end(tx: &Tx, account: AccountId, purpose: Purpose, now: Timestamp) -> Result<(), StoreError> {
    sign_in_link::Entity::update_many()
        .col_expr(sign_in_link::Column::SpentAt, Expr::value(millis(now)))
        .filter(sign_in_link::Column::AccountId.eq(account.0))
        .filter(sign_in_link::Column::Purpose.eq(purpose.slug()))
        .filter(sign_in_link::Column::SpentAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Tells whether an account has an unused link for one purpose that still works at a certain time.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn works_at(
    source: &impl Source,
    account: AccountId,
    purpose: Purpose,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let working = sign_in_link::Entity::find()
        .filter(sign_in_link::Column::AccountId.eq(account.0))
        .filter(sign_in_link::Column::Purpose.eq(purpose.slug()))
        .filter(sign_in_link::Column::SpentAt.is_null())
        .filter(sign_in_link::Column::ExpiresAt.gt(millis(at)))
        .count(source.connection())
        .await?;
    Ok(working > 0)
}

/// Tells whether an account has ever been sent a link to confirm a bike's registration.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0, bike = bike.0))]
pub async fn confirms(source: &impl Source, account: AccountId, bike: BikeId) -> Result<bool, StoreError> {
    let made = sign_in_link::Entity::find()
        .filter(sign_in_link::Column::AccountId.eq(account.0))
        .filter(sign_in_link::Column::BikeId.eq(bike.0))
        .count(source.connection())
        .await?;
    Ok(made > 0)
}

/// Counts the links for one purpose that were made for an account after an instant. It locks the account until the
/// transaction ends, so if two transactions count at once, the second one sees the links of the first.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn count_made_after(
    tx: &Tx,
    account: AccountId,
    purpose: Purpose,
    after: Timestamp,
) -> Result<u64, StoreError> {
    account::Entity::find_by_id(account.0)
        .select_only()
        .column(account::Column::Id)
        // This lock is weaker than the one for a deletion, so others can still write rows that name the account.
        .lock(LockType::NoKeyUpdate)
        .into_tuple::<i64>()
        .one(tx.connection())
        .await?;
    Ok(sign_in_link::Entity::find()
        .filter(sign_in_link::Column::AccountId.eq(account.0))
        .filter(sign_in_link::Column::Purpose.eq(purpose.slug()))
        .filter(sign_in_link::Column::MadeAt.gt(millis(after)))
        .count(tx.connection())
        .await?)
}

/// Counts the links that were made about a bike after an instant.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn count_about(source: &impl Source, bike: BikeId, after: Timestamp) -> Result<u64, StoreError> {
    Ok(sign_in_link::Entity::find()
        .filter(sign_in_link::Column::BikeId.eq(bike.0))
        .filter(sign_in_link::Column::MadeAt.gt(millis(after)))
        .count(source.connection())
        .await?)
}

/// Cancels every link about a bike.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn end_about(tx: &Tx, bike: BikeId, now: Timestamp) -> Result<(), StoreError> {
    sign_in_link::Entity::update_many()
        .col_expr(sign_in_link::Column::SpentAt, Expr::value(millis(now)))
        .filter(sign_in_link::Column::BikeId.eq(bike.0))
        .filter(sign_in_link::Column::SpentAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Moves every link about a bike to another account, so that no link refers to the old account any more.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0, account = account.0))]
pub async fn readdress(tx: &Tx, bike: BikeId, account: AccountId) -> Result<(), StoreError> {
    sign_in_link::Entity::update_many()
        .col_expr(sign_in_link::Column::AccountId, Expr::value(account.0))
        .filter(sign_in_link::Column::BikeId.eq(bike.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Removes links that expired before an instant, and returns how many.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, expired_before: Timestamp) -> Result<u64, StoreError> {
    let gone = sign_in_link::Entity::delete_many()
        .filter(sign_in_link::Column::ExpiresAt.lt(millis(expired_before)))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

async fn find(source: &impl Source, token: &[u8]) -> Result<Option<sign_in_link::Model>, StoreError> {
    Ok(sign_in_link::Entity::find()
        .filter(sign_in_link::Column::TokenHash.eq(hash(source.keyring(), token)))
        .one(source.connection())
        .await?)
}

pub(super) fn seal_next(keys: &Keyring, next: Option<&str>) -> Result<Option<Vec<u8>>, StoreError> {
    let sealed = next.map(|next| keys.seal(NEXT, next.as_bytes()));
    Ok(sealed.transpose()?)
}

pub(super) fn open_next(keys: &Keyring, sealed: Option<&[u8]>) -> Result<Option<String>, StoreError> {
    let Some(sealed) = sealed else {
        return Ok(None);
    };
    let next = String::from_utf8(keys.open(NEXT, sealed)?);
    next.map(Some)
        .map_err(|_| StoreError::corrupt("sign_in_link", "an address that is not text"))
}

fn read(source: &impl Source, row: &sign_in_link::Model) -> Result<Spent, StoreError> {
    Ok(Spent {
        account: AccountId(row.account_id),
        purpose: Purpose::parse(&row.purpose)?,
        bike: row.bike_id.map(BikeId),
        next: open_next(source.keyring(), row.next.as_deref())?,
    })
}

fn hash(keys: &Keyring, token: &[u8]) -> Vec<u8> {
    keys.hash("sign-in-link", token)
}

#[cfg(test)]
mod tests;
