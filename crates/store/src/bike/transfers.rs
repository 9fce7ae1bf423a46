//! Bikes that are offered to a new owner. Only a keyed hash of the secret in the link is kept.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::transfer;
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx};
use domain::account::contact::EmailAddress;
use domain::id::{AccountId, BikeId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, IntoCondition};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

const COLUMN: &str = "transfer.to_email";

/// Identifies one transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferId(i64);

/// How a transfer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The new owner accepted the bike.
    Accepted,
    /// The old owner called it off.
    CalledOff,
    /// The new owner did not want it.
    Refused,
    /// Nobody accepted it in time.
    Expired,
}

impl Outcome {
    /// Returns the short word that the table keeps.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::CalledOff => "called-off",
            Self::Refused => "refused",
            Self::Expired => "expired",
        }
    }
}

/// A transfer that is about to be offered.
#[derive(Clone, Copy, Debug)]
pub struct NewTransfer<'a> {
    /// The bike that is offered.
    pub bike: BikeId,
    /// The owner who offers it.
    pub from: AccountId,
    /// The address of its new owner.
    pub to: &'a EmailAddress,
    /// The secret in the link.
    pub token: &'a [u8],
    /// When it expires.
    pub expires_at: Timestamp,
    /// The new owner's own record of the same bike, if the bike is offered because there is one.
    pub double: Option<BikeId>,
}

/// A transfer that is waiting for its new owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Its id.
    pub id: TransferId,
    /// The bike that is offered.
    pub bike: BikeId,
    /// The owner who offers it.
    pub from: AccountId,
    /// The address of its new owner.
    pub to: EmailAddress,
    /// When it expires.
    pub expires_at: Timestamp,
    /// The new owner's own record of the same bike, if there is one.
    pub double: Option<BikeId>,
}

/// Stores a transfer that is being offered.
///
/// # Errors
/// [`StoreError::Taken`] when the bike is already offered; [`StoreError`] when the database does not answer or the
/// address cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn insert(tx: &Tx, new: &NewTransfer<'_>, now: Timestamp) -> Result<(), StoreError> {
    let keys = tx.keyring();
    let row = transfer::ActiveModel {
        id: NotSet,
        bike_id: Set(new.bike.0),
        from_id: Set(new.from.0),
        to_email: Set(keys.seal(COLUMN, new.to.as_str().as_bytes())?),
        token_hash: Set(hash(keys, new.token)),
        made_at: Set(millis(now)),
        expires_at: Set(millis(new.expires_at)),
        ended_at: Set(None),
        outcome: Set(None),
        to_id: Set(None),
        double_id: Set(new.double.map(|bike| bike.0)),
    };
    transfer::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Finds a transfer that has not ended by the secret in its link.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the address cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn by_token(source: &impl Source, token: &[u8]) -> Result<Option<Transfer>, StoreError> {
    let hash = hash(source.keyring(), token);
    let found = open(source, transfer::Column::TokenHash.eq(hash), 1).await?;
    Ok(found.into_iter().next())
}

/// Finds a bike's transfer that has not ended.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the address cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn of_bike(source: &impl Source, bike: BikeId) -> Result<Option<Transfer>, StoreError> {
    let found = open(source, transfer::Column::BikeId.eq(bike.0), 1).await?;
    Ok(found.into_iter().next())
}

/// Finds which of these bikes are being transferred.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an address cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_bikes(source: &impl Source, bikes: &[BikeId]) -> Result<Vec<Transfer>, StoreError> {
    let named = transfer::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0));
    open(source, named, bikes.len() as u64).await
}

/// Finds the transfers that have expired but not been ended, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an address cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn overdue(source: &impl Source, now: Timestamp, limit: u64) -> Result<Vec<Transfer>, StoreError> {
    open(source, transfer::Column::ExpiresAt.lte(millis(now)), limit).await
}

/// Counts the transfers of a bike that were offered after an instant.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn count_made_after(tx: &Tx, bike: BikeId, after: Timestamp) -> Result<u64, StoreError> {
    Ok(transfer::Entity::find()
        .filter(transfer::Column::BikeId.eq(bike.0))
        .filter(transfer::Column::MadeAt.gt(millis(after)))
        .count(tx.connection())
        .await?)
}

/// Ends a transfer. Returns false if it had already ended. `to` is the account that has the bike now.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn end(
    tx: &Tx,
    id: TransferId,
    outcome: Outcome,
    to: Option<AccountId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = transfer::Entity::update_many()
        .col_expr(transfer::Column::EndedAt, Expr::value(millis(now)))
        .col_expr(transfer::Column::Outcome, Expr::value(outcome.slug()))
        .col_expr(transfer::Column::ToId, Expr::value(to.map(|to| to.0)))
        .filter(transfer::Column::Id.eq(id.0))
        .filter(transfer::Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Deletes offers that ended before a time without a new owner, with the addresses to which they went. Returns how many.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, ended_before: Timestamp) -> Result<u64, StoreError> {
    let gone = transfer::Entity::delete_many()
        .filter(transfer::Column::EndedAt.lt(millis(ended_before)))
        .filter(transfer::Column::Outcome.ne(Outcome::Accepted.slug()))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

async fn open(
    source: &impl Source,
    condition: impl IntoCondition,
    limit: u64,
) -> Result<Vec<Transfer>, StoreError> {
    let rows = transfer::Entity::find()
        .filter(condition.into_condition())
        .filter(transfer::Column::EndedAt.is_null())
        .order_by_asc(transfer::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

fn read(keys: &Keyring, row: transfer::Model) -> Result<Transfer, StoreError> {
    let text = String::from_utf8(keys.open(COLUMN, &row.to_email)?).ok();
    let to = text.and_then(|text| EmailAddress::parse(&text).ok());
    Ok(Transfer {
        id: TransferId(row.id),
        bike: BikeId(row.bike_id),
        from: AccountId(row.from_id),
        to: to.ok_or_else(|| StoreError::corrupt("transfer", "no valid address"))?,
        expires_at: instant("transfer", row.expires_at)?,
        double: row.double_id.map(BikeId),
    })
}

fn hash(keys: &Keyring, token: &[u8]) -> Vec<u8> {
    keys.hash("transfer", token)
}
