//! Accounts of owners and staff, each found by a keyed hash of the e-mail address.

pub mod drafts;
pub mod email_changes;
mod erase;
pub mod factors;
pub mod kept_forms;
pub mod links;
pub mod organisations;
mod remove;
pub mod requests;
mod sealed;
pub mod sessions;

pub use erase::erase;
pub use remove::remove_if_unused;
pub use sealed::SealedContact;

use crate::connection::{Source, sealed::Source as _};
use crate::entity::account;
use crate::time::{instant, millis, optional_instant};
use crate::{Keyring, StoreError, Tx, ids, rows};
use domain::account::contact::{Contact, EmailAddress};
use domain::id::AccountId;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Value};
use std::collections::HashMap;

const COLUMN: &str = "account.contact";

/// Finds the account with this e-mail address.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn find_by_email(
    source: &impl Source,
    email: &EmailAddress,
) -> Result<Option<AccountId>, StoreError> {
    find_by_hash(source, email_hash(source.keyring(), email)).await
}

async fn find_by_hash(source: &impl Source, hash: Vec<u8>) -> Result<Option<AccountId>, StoreError> {
    let id: Option<i64> = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(account::Column::EmailHash.eq(hash))
        .into_tuple()
        .one(source.connection())
        .await?;
    Ok(id.map(AccountId))
}

/// Finds or makes the account of each contact. A new account gets only the e-mail address, and an account that already
/// exists does not change, because typing an address into a form does not show that it is yours.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a detail cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn find_or_create(
    tx: &Tx,
    contacts: &[Contact],
    now: Timestamp,
) -> Result<Vec<AccountId>, StoreError> {
    let sealed = contacts
        .iter()
        .map(|contact| SealedContact::seal(tx.keyring(), contact));
    let sealed: Vec<SealedContact> = sealed.collect::<Result<_, _>>()?;
    find_or_create_sealed(tx, sealed, now).await
}

/// Does the same as [`find_or_create`] for people whose details need no confirmation: those in the demonstration and in
/// tests.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a detail cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn find_or_create_known(
    tx: &Tx,
    contacts: &[Contact],
    now: Timestamp,
) -> Result<Vec<AccountId>, StoreError> {
    let sealed = contacts
        .iter()
        .map(|contact| SealedContact::of(tx.keyring(), contact, true));
    let sealed: Vec<SealedContact> = sealed.collect::<Result<_, _>>()?;
    find_or_create_sealed(tx, sealed, now).await
}

/// Does the same as [`find_or_create`], with details that were sealed in advance.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn find_or_create_sealed(
    tx: &Tx,
    contacts: Vec<SealedContact>,
    now: Timestamp,
) -> Result<Vec<AccountId>, StoreError> {
    let hashes: Vec<Option<Vec<u8>>> = contacts
        .iter()
        .map(|contact| contact.email_hash.clone())
        .collect();
    let mut known = known_by(tx, hashes.iter().flatten()).await?;
    let mut reserved = ids::reserve(tx, "account", contacts.len()).await?.into_iter();
    let mut rows = Vec::with_capacity(contacts.len());
    let mut accounts = Vec::with_capacity(contacts.len());
    for SealedContact {
        email_hash,
        sealed,
        agreed,
    } in contacts
    {
        if let Some(id) = email_hash.as_ref().and_then(|hash| known.get(hash)) {
            accounts.push(AccountId(*id));
            continue;
        }
        let id = reserved
            .next()
            .ok_or_else(|| StoreError::corrupt("account", "too few ids"))?;
        if let Some(hash) = &email_hash {
            known.insert(hash.clone(), id);
        }
        accounts.push(AccountId(id));
        rows.push((id, email_hash, sealed, agreed));
    }
    // Every batch uses the same order, so two batches with the same people cannot deadlock.
    rows.sort_by(|a, b| a.1.cmp(&b.1));
    let sent = rows.len();
    let cells = rows.into_iter().map(|(id, email_hash, sealed, agreed)| {
        [
            Value::from(id),
            email_hash.into(),
            sealed.into(),
            millis(now).into(),
            agreed.then_some(millis(now)).into(),
        ]
    });
    let columns = ["id", "email_hash", "contact", "created_at", "details_at"];
    let once = " ON CONFLICT (email_hash) DO NOTHING";
    let written = rows::insert_or(tx, "account", columns, once, cells).await?;
    if written < sent as u64 {
        // Somebody else made an account with the same address in the meantime, so we use theirs.
        let theirs = known_by(tx, hashes.iter().flatten()).await?;
        for (account, hash) in accounts.iter_mut().zip(&hashes) {
            if let Some(id) = hash.as_ref().and_then(|hash| theirs.get(hash)) {
                *account = AccountId(*id);
            }
        }
    }
    Ok(accounts)
}

/// Tells whether these details belong to the person whose account it is: both have the same e-mail address, or neither
/// has one.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = id.0))]
pub async fn is_same_person(
    source: &impl Source,
    id: AccountId,
    contact: &SealedContact,
) -> Result<bool, StoreError> {
    let hash: Option<Option<Vec<u8>>> = account::Entity::find_by_id(id.0)
        .select_only()
        .column(account::Column::EmailHash)
        .into_tuple()
        .one(source.connection())
        .await?;
    Ok(hash.is_some_and(|hash| hash == contact.email_hash))
}

/// A person as the register knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The contact details of the account.
    pub contact: Contact,
    /// When the person first followed a link from us, if ever.
    pub confirmed_at: Option<Timestamp>,
    /// When the person, or an administrator who knows them, last agreed to the name, phone number and postcode.
    pub details_at: Option<Timestamp>,
}

impl Known {
    /// Returns the details, if somebody has agreed to them and there is more than the address.
    pub fn agreed(&self) -> Option<&Contact> {
        let Contact {
            name,
            phone,
            postcode,
            ..
        } = &self.contact;
        let any = name.is_some() || phone.is_some() || postcode.is_some();
        Some(&self.contact).filter(|_| any && self.details_at.is_some())
    }
}

/// Unseals what is known about the person with an account. Callers record the access in the log where they must.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the details cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(account = id.0))]
pub async fn known(source: &impl Source, id: AccountId) -> Result<Option<Known>, StoreError> {
    let row = account::Entity::find_by_id(id.0).one(source.connection()).await?;
    row.map(|row| {
        Ok(Known {
            contact: open(source.keyring(), &row.contact)?,
            confirmed_at: optional_instant("account", row.confirmed_at)?,
            details_at: optional_instant("account", row.details_at)?,
        })
    })
    .transpose()
}

/// Locks an account until the transaction ends. If two people change it at once, the second sees the first one's changes.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = id.0))]
pub async fn hold(tx: &Tx, id: AccountId) -> Result<(), StoreError> {
    account::Entity::find_by_id(id.0)
        .select_only()
        .column(account::Column::Id)
        .lock_exclusive()
        .into_tuple::<i64>()
        .one(tx.connection())
        .await?;
    Ok(())
}

/// Replaces the name, phone number and postcode with those that somebody has agreed to. The e-mail address stays.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the details cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(account = id.0))]
pub async fn agree(tx: &Tx, id: AccountId, details: &Contact, now: Timestamp) -> Result<(), StoreError> {
    let known = contact(tx, id).await?.unwrap_or_default();
    let contact = Contact {
        email: known.email,
        ..details.clone()
    };
    account::Entity::update_many()
        .col_expr(
            account::Column::Contact,
            Expr::value(seal(tx.keyring(), &contact)?),
        )
        .col_expr(account::Column::DetailsAt, Expr::value(millis(now)))
        .filter(account::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// An account as its owner and the command line see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The account's id.
    pub account: AccountId,
    /// How to reach the person.
    pub contact: Contact,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When the person showed that the e-mail address is theirs, if ever.
    pub confirmed_at: Option<Timestamp>,
    /// How many times the account was signed out everywhere.
    pub generation: i64,
}

/// Reads an account with its contact details.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the details cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(account = id.0))]
pub async fn person(source: &impl Source, id: AccountId) -> Result<Option<Person>, StoreError> {
    let row = account::Entity::find_by_id(id.0).one(source.connection()).await?;
    row.map(|row| {
        Ok(Person {
            account: AccountId(row.id),
            contact: open(source.keyring(), &row.contact)?,
            created_at: instant("account", row.created_at)?,
            confirmed_at: optional_instant("account", row.confirmed_at)?,
            generation: row.generation,
        })
    })
    .transpose()
}

/// Ends every sign-in of an account: sessions that remember an earlier generation no longer count.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = id.0))]
pub async fn raise_generation(tx: &Tx, id: AccountId) -> Result<(), StoreError> {
    account::Entity::update_many()
        .col_expr(
            account::Column::Generation,
            Expr::col(account::Column::Generation).add(1),
        )
        .filter(account::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Opens an account's contact details. Callers record the access in the log where they must.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the details cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(account = id.0))]
pub async fn contact(source: &impl Source, id: AccountId) -> Result<Option<Contact>, StoreError> {
    let row = account::Entity::find_by_id(id.0).one(source.connection()).await?;
    row.map(|row| open(source.keyring(), &row.contact)).transpose()
}

/// Opens the contact details of many accounts at once, for the export.
///
/// # Errors
/// [`StoreError`] when the database does not answer or details cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn contacts(
    source: &impl Source,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, Contact>, StoreError> {
    let rows = account::Entity::find()
        .filter(account::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| Ok((AccountId(row.id), open(source.keyring(), &row.contact)?)))
        .collect()
}

/// Notes that the person has shown that the account's e-mail address is theirs.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = id.0))]
pub async fn confirm(tx: &Tx, id: AccountId, now: Timestamp) -> Result<(), StoreError> {
    account::Entity::update_many()
        .col_expr(account::Column::ConfirmedAt, Expr::value(millis(now)))
        .filter(account::Column::Id.eq(id.0))
        .filter(account::Column::ConfirmedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

async fn known_by(
    tx: &Tx,
    hashes: impl Iterator<Item = &Vec<u8>>,
) -> Result<HashMap<Vec<u8>, i64>, StoreError> {
    let hashes: Vec<&Vec<u8>> = hashes.collect();
    let mut known = HashMap::with_capacity(hashes.len());
    for chunk in hashes.chunks(5_000) {
        let rows: Vec<(Option<Vec<u8>>, i64)> = account::Entity::find()
            .select_only()
            .columns([account::Column::EmailHash, account::Column::Id])
            .filter(account::Column::EmailHash.is_in(chunk.iter().map(|hash| (*hash).clone())))
            .into_tuple()
            .all(tx.connection())
            .await?;
        known.extend(
            rows.into_iter()
                .filter_map(|(hash, id)| hash.map(|hash| (hash, id))),
        );
    }
    Ok(known)
}

pub(crate) fn email_hash(keys: &Keyring, email: &EmailAddress) -> Vec<u8> {
    keys.hash("email", email.comparison_key().as_bytes())
}

fn seal(keys: &Keyring, contact: &Contact) -> Result<Vec<u8>, StoreError> {
    let json = serde_json::to_vec(contact)
        .map_err(|_| StoreError::corrupt("account", "contact details that cannot be written"))?;
    Ok(keys.seal(COLUMN, &json)?)
}

fn open(keys: &Keyring, sealed: &[u8]) -> Result<Contact, StoreError> {
    let json = keys.open(COLUMN, sealed)?;
    serde_json::from_slice(&json)
        .map_err(|_| StoreError::corrupt("account", "contact details that cannot be read"))
}

#[cfg(test)]
mod tests;
