//! Requests to change an account's e-mail address. Only keyed hashes of the secrets in the two links are kept.

use super::{email_hash, open, seal};
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{account, email_change};
use crate::time::{instant, millis, optional_instant};
use crate::{Keyring, StoreError, Tx};
use domain::account::contact::{Contact, EmailAddress};
use domain::id::AccountId;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, IntoCondition};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

const OLD: &str = "email_change.old_email";
const NEW: &str = "email_change.new_email";

/// Identifies one change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeId(i64);

/// A request that is about to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewEmailChange<'a> {
    /// The account whose address will change.
    pub account: AccountId,
    /// The secret in the link to the new address.
    pub token: &'a [u8],
    /// The secret in the link to the old address.
    pub objection: &'a [u8],
    /// The present address of the account.
    pub old: &'a EmailAddress,
    /// The address that the account will have.
    pub new: &'a EmailAddress,
    /// When the link to the new address stops working.
    pub expires_at: Timestamp,
}

/// A request that has been stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailChange {
    /// Its id.
    pub id: ChangeId,
    /// The account whose address will change.
    pub account: AccountId,
    /// The address that the account had.
    pub old: EmailAddress,
    /// The address that the account will have, or has since it was confirmed.
    pub new: EmailAddress,
    /// When the link to the new address stops working.
    pub expires_at: Timestamp,
    /// When the reader of the new address confirmed it.
    pub confirmed_at: Option<Timestamp>,
    /// When it was called off, or the reader of the old address objected.
    pub stopped_at: Option<Timestamp>,
}

/// Stores a request for a change.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an address cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn insert(tx: &Tx, change: &NewEmailChange<'_>, now: Timestamp) -> Result<(), StoreError> {
    let keys = tx.keyring();
    let row = email_change::ActiveModel {
        id: NotSet,
        account_id: Set(change.account.0),
        token_hash: Set(hash(keys, change.token)),
        objection_hash: Set(hash(keys, change.objection)),
        old_email: Set(keys.seal(OLD, change.old.as_str().as_bytes())?),
        new_email: Set(keys.seal(NEW, change.new.as_str().as_bytes())?),
        made_at: Set(millis(now)),
        expires_at: Set(millis(change.expires_at)),
        confirmed_at: Set(None),
        stopped_at: Set(None),
    };
    email_change::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Finds a change by the secret in the link to its new address.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an address cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn by_token(source: &impl Source, token: &[u8]) -> Result<Option<EmailChange>, StoreError> {
    let hash = hash(source.keyring(), token);
    find(source, email_change::Column::TokenHash.eq(hash)).await
}

/// Finds a change by the secret in the link to its old address.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an address cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn by_objection(source: &impl Source, token: &[u8]) -> Result<Option<EmailChange>, StoreError> {
    let hash = hash(source.keyring(), token);
    find(source, email_change::Column::ObjectionHash.eq(hash)).await
}

/// Finds an account's change that has not been confirmed yet.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an address cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn waiting_of(
    source: &impl Source,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<EmailChange>, StoreError> {
    let waits = Condition::all()
        .add(email_change::Column::AccountId.eq(account.0))
        .add(email_change::Column::ConfirmedAt.is_null())
        .add(email_change::Column::StoppedAt.is_null())
        .add(email_change::Column::ExpiresAt.gt(millis(now)));
    find(source, waits).await
}

/// Counts the changes of an account's address that were requested after an instant.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn count_made_after(tx: &Tx, account: AccountId, after: Timestamp) -> Result<u64, StoreError> {
    Ok(email_change::Entity::find()
        .filter(email_change::Column::AccountId.eq(account.0))
        .filter(email_change::Column::MadeAt.gt(millis(after)))
        .count(tx.connection())
        .await?)
}

/// Notes that a change was confirmed. Returns false if it was no longer waiting to be.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn confirm(tx: &Tx, id: ChangeId, now: Timestamp) -> Result<bool, StoreError> {
    let done = email_change::Entity::update_many()
        .col_expr(email_change::Column::ConfirmedAt, Expr::value(millis(now)))
        .filter(email_change::Column::Id.eq(id.0))
        .filter(email_change::Column::ConfirmedAt.is_null())
        .filter(email_change::Column::StoppedAt.is_null())
        .filter(email_change::Column::ExpiresAt.gt(millis(now)))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Gives the reader of the old address a new secret. The earlier one no longer works.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn renew_objection(tx: &Tx, id: ChangeId, objection: &[u8]) -> Result<(), StoreError> {
    email_change::Entity::update_many()
        .col_expr(
            email_change::Column::ObjectionHash,
            Expr::value(hash(tx.keyring(), objection)),
        )
        .filter(email_change::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes that somebody stopped a change, even if it was already confirmed. Returns false if it was already stopped.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn stop(tx: &Tx, id: ChangeId, now: Timestamp) -> Result<bool, StoreError> {
    let done = email_change::Entity::update_many()
        .col_expr(email_change::Column::StoppedAt, Expr::value(millis(now)))
        .filter(email_change::Column::Id.eq(id.0))
        .filter(email_change::Column::StoppedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Stops every change of an account's address that is still waiting to be confirmed.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn stop_waiting(tx: &Tx, account: AccountId, now: Timestamp) -> Result<(), StoreError> {
    email_change::Entity::update_many()
        .col_expr(email_change::Column::StoppedAt, Expr::value(millis(now)))
        .filter(email_change::Column::AccountId.eq(account.0))
        .filter(email_change::Column::ConfirmedAt.is_null())
        .filter(email_change::Column::StoppedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Replaces an account's e-mail address. Its other details stay.
///
/// # Errors
/// [`StoreError::Taken`] when the address already has an account; [`StoreError`] when the database does not answer or
/// the details cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(account = id.0))]
pub async fn set_email(tx: &Tx, id: AccountId, email: &EmailAddress) -> Result<(), StoreError> {
    let row = account::Entity::find_by_id(id.0).one(tx.connection()).await?;
    let row = row.ok_or_else(|| StoreError::corrupt("account", "no row for a change of address"))?;
    let contact = Contact {
        email: Some(email.clone()),
        ..open(tx.keyring(), &row.contact)?
    };
    account::Entity::update_many()
        .col_expr(
            account::Column::EmailHash,
            Expr::value(email_hash(tx.keyring(), email)),
        )
        .col_expr(
            account::Column::Contact,
            Expr::value(seal(tx.keyring(), &contact)?),
        )
        .filter(account::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Removes changes that were requested before an instant, and returns how many.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, made_before: Timestamp) -> Result<u64, StoreError> {
    let gone = email_change::Entity::delete_many()
        .filter(email_change::Column::MadeAt.lt(millis(made_before)))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

async fn find(
    source: &impl Source,
    condition: impl IntoCondition,
) -> Result<Option<EmailChange>, StoreError> {
    let row = email_change::Entity::find()
        .filter(condition.into_condition())
        .order_by_desc(email_change::Column::Id)
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

fn read(keys: &Keyring, row: email_change::Model) -> Result<EmailChange, StoreError> {
    let address = |column, sealed: &[u8]| -> Result<EmailAddress, StoreError> {
        let text = String::from_utf8(keys.open(column, sealed)?).ok();
        let parsed = text.and_then(|text| EmailAddress::parse(&text).ok());
        parsed.ok_or_else(|| StoreError::corrupt("email_change", "no valid address"))
    };
    Ok(EmailChange {
        id: ChangeId(row.id),
        account: AccountId(row.account_id),
        old: address(OLD, &row.old_email)?,
        new: address(NEW, &row.new_email)?,
        expires_at: instant("email_change", row.expires_at)?,
        confirmed_at: optional_instant("email_change", row.confirmed_at)?,
        stopped_at: optional_instant("email_change", row.stopped_at)?,
    })
}

fn hash(keys: &Keyring, token: &[u8]) -> Vec<u8> {
    keys.hash("email-change", token)
}
