//! Who owns a bike, from when until when.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::ownership;
use crate::time::{millis, optional_instant};
use crate::{StoreError, Tx, rows};
use domain::id::{AccountId, BikeId};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value};
use std::collections::HashMap;

/// How a bike came to its owner, as far as the register knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquired {
    /// The owner registered it.
    Registered,
    /// A volunteer registered it for the owner.
    AtDesk,
    /// A list said so.
    Imported,
}

impl Acquired {
    fn word(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::AtDesk => "at-desk",
            Self::Imported => "imported",
        }
    }
}

/// The present owner of a bike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Who.
    pub account: AccountId,
    /// When the owner followed the link in the e-mail, if ever.
    pub confirmed_at: Option<Timestamp>,
}

/// Writes down who owns each bike.
///
/// # Errors
/// [`StoreError::Taken`] when a bike has an owner already; [`StoreError::Database`].
pub async fn add(
    tx: &Tx,
    owners: &[(BikeId, AccountId)],
    how: Acquired,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows = owners.iter().map(|(bike, account)| {
        [
            Value::from(bike.0),
            account.0.into(),
            how.word().into(),
            millis(now).into(),
        ]
    });
    rows::insert(tx, "ownership", ["bike_id", "account_id", "how", "from_at"], rows).await?;
    Ok(())
}

/// Replaces the owner of a bike: the old ownership ends when the new one starts.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn replace(
    tx: &Tx,
    bike: BikeId,
    account: AccountId,
    how: Acquired,
    now: Timestamp,
) -> Result<(), StoreError> {
    if owner_of(tx, bike)
        .await?
        .is_some_and(|owner| owner.account == account)
    {
        return Ok(());
    }
    ownership::Entity::update_many()
        .col_expr(ownership::Column::UntilAt, Expr::value(millis(now)))
        .filter(ownership::Column::BikeId.eq(bike.0))
        .filter(ownership::Column::UntilAt.is_null())
        .exec(tx.connection())
        .await?;
    add(tx, &[(bike, account)], how, now).await
}

/// Reads a bike's present owner.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
pub async fn owner_of(source: &impl Source, bike: BikeId) -> Result<Option<Owner>, StoreError> {
    Ok(owners_of(source, &[bike]).await?.remove(&bike))
}

/// Reads the present owners of bikes.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
pub async fn owners_of(source: &impl Source, bikes: &[BikeId]) -> Result<HashMap<BikeId, Owner>, StoreError> {
    let rows = ownership::Entity::find()
        .filter(ownership::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
        .filter(ownership::Column::UntilAt.is_null())
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            let confirmed_at = optional_instant("ownership", row.confirmed_at)?;
            Ok((
                BikeId(row.bike_id),
                Owner {
                    account: AccountId(row.account_id),
                    confirmed_at,
                },
            ))
        })
        .collect()
}

/// Reads the bikes that an account owns now, newest first.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn bikes_of(source: &impl Source, account: AccountId) -> Result<Vec<BikeId>, StoreError> {
    let ids: Vec<i64> = ownership::Entity::find()
        .select_only()
        .column(ownership::Column::BikeId)
        .filter(ownership::Column::AccountId.eq(account.0))
        .filter(ownership::Column::UntilAt.is_null())
        .order_by_desc(ownership::Column::Id)
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(ids.into_iter().map(BikeId).collect())
}

/// Notes that the owner has followed the link in the e-mail.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn confirm(tx: &Tx, bike: BikeId, account: AccountId, now: Timestamp) -> Result<(), StoreError> {
    ownership::Entity::update_many()
        .col_expr(ownership::Column::ConfirmedAt, Expr::value(millis(now)))
        .filter(ownership::Column::BikeId.eq(bike.0))
        .filter(ownership::Column::AccountId.eq(account.0))
        .filter(ownership::Column::UntilAt.is_null())
        .filter(ownership::Column::ConfirmedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
