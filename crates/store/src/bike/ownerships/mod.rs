//! Who owns a bike, and when.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::ownership;
use crate::time::{instant, millis, optional_instant};
use crate::{Keyring, StoreError, Tx, rows};
use domain::account::contact::Contact;
use domain::id::{AccountId, BikeId};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value};
use std::collections::HashMap;
use std::fmt;

const COLUMN: &str = "ownership.contact";

/// The condition that nobody has vouched for a registration. It is written out, because SQLite uses a partial index
/// only if the condition is exactly the same as the index's.
pub(super) const UNANSWERED: &str =
    "ownership.confirmed_at IS NULL AND ownership.until_at IS NULL AND ownership.how = 'registered'";

/// How a bike was registered for its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquired {
    /// The owner registered it.
    Registered,
    /// A volunteer registered it for the owner.
    AtDesk,
    /// It came in a list.
    Imported,
    /// The previous owner passed it on.
    Transferred,
}

impl Acquired {
    const ALL: [Self; 4] = [Self::Registered, Self::AtDesk, Self::Imported, Self::Transferred];

    fn word(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::AtDesk => "at-desk",
            Self::Imported => "imported",
            Self::Transferred => "transferred",
        }
    }

    fn of(word: &str) -> Result<Self, StoreError> {
        let mut all = Self::ALL.into_iter();
        all.find(|how| how.word() == word)
            .ok_or_else(|| StoreError::corrupt("ownership", format!("a word {word:?}")))
    }
}

/// The present owner of a bike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The account that owns the bike.
    pub account: AccountId,
    /// How the bike was registered for them.
    pub how: Acquired,
    /// When the ownership began.
    pub from_at: Timestamp,
    /// When the owner confirmed the registration, if ever.
    pub confirmed_at: Option<Timestamp>,
}

impl Owner {
    /// Tells whether somebody has vouched for the registration: its owner has confirmed it, a volunteer had the bike in
    /// front of them, or it came in an organisation's list.
    pub fn is_answered_for(&self) -> bool {
        self.confirmed_at.is_some() || self.how != Acquired::Registered
    }
}

/// Name, phone number, postcode and e-mail address as they were typed with a registration, sealed.
#[derive(Clone)]
pub struct Typed(Vec<u8>);

impl Typed {
    /// Seals details, for the registration with which they were typed.
    ///
    /// # Errors
    /// [`StoreError`] when they cannot be sealed.
    pub fn seal(keys: &Keyring, contact: &Contact) -> Result<Self, StoreError> {
        let json = serde_json::to_vec(contact)
            .map_err(|_| StoreError::corrupt("ownership", "details that cannot be written"))?;
        Ok(Self(keys.seal(COLUMN, &json)?))
    }

    fn open(keys: &Keyring, sealed: &[u8]) -> Result<Contact, StoreError> {
        serde_json::from_slice(&keys.open(COLUMN, sealed)?)
            .map_err(|_| StoreError::corrupt("ownership", "details that cannot be read"))
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(***)")
    }
}

/// The owner that a registration names.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The bike that was registered.
    pub bike: BikeId,
    /// The account of the owner.
    pub account: AccountId,
    /// The details that were typed with the registration.
    pub typed: Option<Typed>,
}

impl Claim {
    /// Makes the claim of a registration without typed details.
    pub fn untyped(bike: BikeId, account: AccountId) -> Self {
        Self {
            bike,
            account,
            typed: None,
        }
    }
}

/// Writes who owns each bike.
///
/// # Errors
/// [`StoreError::Taken`] when a bike already has an owner; [`StoreError::Database`].
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add(tx: &Tx, owners: &[Claim], how: Acquired, now: Timestamp) -> Result<(), StoreError> {
    let rows = owners.iter().map(|claim| {
        [
            Value::from(claim.bike.0),
            claim.account.0.into(),
            how.word().into(),
            millis(now).into(),
            claim.typed.as_ref().map(|typed| typed.0.clone()).into(),
        ]
    });
    let columns = ["bike_id", "account_id", "how", "from_at", "contact"];
    rows::insert(tx, "ownership", columns, rows).await?;
    Ok(())
}

/// Replaces the owner of a bike: the old ownership ends when the new one starts.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn replace(tx: &Tx, claim: Claim, how: Acquired, now: Timestamp) -> Result<(), StoreError> {
    if owner_of(tx, claim.bike)
        .await?
        .is_some_and(|owner| owner.account == claim.account)
    {
        return Ok(());
    }
    ownership::Entity::update_many()
        .col_expr(ownership::Column::UntilAt, Expr::value(millis(now)))
        .col_expr(ownership::Column::Contact, Expr::value(Option::<Vec<u8>>::None))
        .filter(ownership::Column::BikeId.eq(claim.bike.0))
        .filter(ownership::Column::UntilAt.is_null())
        .exec(tx.connection())
        .await?;
    add(tx, &[claim], how, now).await
}

/// Unseals the details that were typed with bikes' present registrations. Confirmed registrations no longer have any.
/// Callers record the access in the log where they must.
///
/// # Errors
/// [`StoreError`] when the database does not answer or details cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn typed_of(
    source: &impl Source,
    bikes: &[BikeId],
) -> Result<HashMap<BikeId, Contact>, StoreError> {
    let rows: Vec<(i64, Option<Vec<u8>>)> = ownership::Entity::find()
        .select_only()
        .columns([ownership::Column::BikeId, ownership::Column::Contact])
        .filter(ownership::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
        .filter(ownership::Column::UntilAt.is_null())
        .into_tuple()
        .all(source.connection())
        .await?;
    let keys = source.keyring();
    rows.into_iter()
        .filter_map(|(bike, sealed)| Some((BikeId(bike), sealed?)))
        .map(|(bike, sealed)| Ok((bike, Typed::open(keys, &sealed)?)))
        .collect()
}

/// Replaces the details that were typed with a bike's registration, unless its owner has confirmed it. Tells whether
/// the details were written.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn retype(tx: &Tx, bike: BikeId, typed: &Typed) -> Result<bool, StoreError> {
    let done = ownership::Entity::update_many()
        .col_expr(ownership::Column::Contact, Expr::value(typed.0.clone()))
        .filter(ownership::Column::BikeId.eq(bike.0))
        .filter(ownership::Column::UntilAt.is_null())
        .filter(ownership::Column::ConfirmedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Moves an unconfirmed registration to another account, because its e-mail address was wrong. Tells whether there was
/// such a registration.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn readdress(tx: &Tx, claim: Claim) -> Result<bool, StoreError> {
    let done = ownership::Entity::update_many()
        .col_expr(ownership::Column::AccountId, Expr::value(claim.account.0))
        .col_expr(
            ownership::Column::Contact,
            Expr::value(claim.typed.map(|typed| typed.0)),
        )
        .filter(ownership::Column::BikeId.eq(claim.bike.0))
        .filter(ownership::Column::UntilAt.is_null())
        .filter(ownership::Column::ConfirmedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Finds registrations that nobody has vouched for and that were made before a certain time, oldest first.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn unanswered_since(
    source: &impl Source,
    before: Timestamp,
    limit: u64,
) -> Result<Vec<(BikeId, AccountId)>, StoreError> {
    let rows: Vec<(i64, i64)> = ownership::Entity::find()
        .select_only()
        .columns([ownership::Column::BikeId, ownership::Column::AccountId])
        .filter(Expr::cust(UNANSWERED))
        .filter(ownership::Column::FromAt.lt(millis(before)))
        .order_by_asc(ownership::Column::FromAt)
        .limit(limit)
        .into_tuple()
        .all(source.connection())
        .await?;
    let found = rows.into_iter();
    Ok(found
        .map(|(bike, account)| (BikeId(bike), AccountId(account)))
        .collect())
}

/// Reads a bike's present owner.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn owner_of(source: &impl Source, bike: BikeId) -> Result<Option<Owner>, StoreError> {
    Ok(owners_of(source, &[bike]).await?.remove(&bike))
}

/// Reads the present owners of bikes.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn owners_of(source: &impl Source, bikes: &[BikeId]) -> Result<HashMap<BikeId, Owner>, StoreError> {
    let rows: Vec<(i64, i64, String, i64, Option<i64>)> = ownership::Entity::find()
        .select_only()
        .columns([
            ownership::Column::BikeId,
            ownership::Column::AccountId,
            ownership::Column::How,
            ownership::Column::FromAt,
            ownership::Column::ConfirmedAt,
        ])
        .filter(ownership::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
        .filter(ownership::Column::UntilAt.is_null())
        .into_tuple()
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|(bike, account, how, from_at, confirmed_at)| {
            let owner = Owner {
                account: AccountId(account),
                how: Acquired::of(&how)?,
                from_at: instant("ownership", from_at)?,
                confirmed_at: optional_instant("ownership", confirmed_at)?,
            };
            Ok((BikeId(bike), owner))
        })
        .collect()
}

/// Reads the bikes that an account owns now, newest first.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
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

/// Notes that the owner has confirmed a registration. The details that were typed with it are deleted, because the
/// account has those that the owner agreed to. Tells whether there was a registration to confirm.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0, account = account.0))]
pub async fn confirm(tx: &Tx, bike: BikeId, account: AccountId, now: Timestamp) -> Result<bool, StoreError> {
    let done = ownership::Entity::update_many()
        .col_expr(ownership::Column::ConfirmedAt, Expr::value(millis(now)))
        .col_expr(ownership::Column::Contact, Expr::value(Option::<Vec<u8>>::None))
        .filter(ownership::Column::BikeId.eq(bike.0))
        .filter(ownership::Column::AccountId.eq(account.0))
        .filter(ownership::Column::UntilAt.is_null())
        .filter(ownership::Column::ConfirmedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected > 0)
}

#[cfg(test)]
mod tests;
