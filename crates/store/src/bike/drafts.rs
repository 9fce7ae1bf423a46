//! Registrations that are being filled in. They are sealed. A browser has one secret, and each of its registrations
//! also has a name, so that people can fill in two registrations in two tabs.

use crate::bike::photos::FileName;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{photo, registration};
use crate::keyring::SealError;
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx};
use domain::id::{BikeId, DraftId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::fmt;

const COLUMN: &str = "registration.draft";

/// The draft of a finished registration. It is empty, because the answers are on the register.
const NOTHING: &[u8] = b"{}";

/// The most registrations that one browser can fill in at once.
const MOST_LISTED: u64 = 10;

/// The key of a registration: the browser's secret, and the registration's name in that browser.
#[derive(Clone, PartialEq, Eq)]
pub struct DraftKey {
    /// The browser's secret.
    pub holder: [u8; 32],
    /// The registration's name, which is part of its web addresses. It is empty for a registration that was started
    /// before registrations had names.
    pub name: String,
}

impl fmt::Debug for DraftKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DraftKey(***, {})", self.name)
    }
}

/// A registration that is being filled in.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// Its name in its browser.
    pub name: String,
    /// The answers so far, as JSON; `{}` once it is finished.
    pub json: Vec<u8>,
    /// The bike on the register, once it is finished.
    pub bike: Option<BikeId>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Draft({}, ***)", self.id)
    }
}

/// Starts a registration under a new key.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the answers cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn start(tx: &Tx, key: &DraftKey, json: &[u8], now: Timestamp) -> Result<DraftId, StoreError> {
    let row = new_row(tx.keyring(), key, json, now)?;
    let made = registration::Entity::insert(row).exec(tx.connection()).await?;
    Ok(DraftId(made.last_insert_id))
}

/// Reads a registration by its key.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the answers were sealed under another key.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn load(source: &impl Source, key: &DraftKey) -> Result<Option<Draft>, StoreError> {
    let row = registration::Entity::find()
        .filter(registration::Column::TokenHash.eq(token_hash(source.keyring(), key)))
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Reads a registration and locks it until the transaction ends. If there is none, it starts one.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the answers were sealed under another key.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn hold(tx: &Tx, key: &DraftKey, now: Timestamp) -> Result<Draft, StoreError> {
    let once = OnConflict::column(registration::Column::TokenHash)
        .do_nothing()
        .to_owned();
    registration::Entity::insert(new_row(tx.keyring(), key, NOTHING, now)?)
        .on_conflict(once)
        .exec_without_returning(tx.connection())
        .await?;
    let row = registration::Entity::find()
        .filter(registration::Column::TokenHash.eq(token_hash(tx.keyring(), key)))
        .lock_exclusive()
        .one(tx.connection())
        .await?
        .ok_or_else(|| {
            StoreError::corrupt("registration", "no row for a registration that was just started")
        })?;
    read(tx.keyring(), row)
}

/// Reads the registrations of a browser that were not set aside, most recently changed first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the answers were sealed under another key.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_holder(source: &impl Source, holder: &[u8; 32]) -> Result<Vec<Draft>, StoreError> {
    let rows = registration::Entity::find()
        .filter(registration::Column::HolderHash.eq(hash(source.keyring(), holder)))
        .filter(registration::Column::SetAsideAt.is_null())
        .order_by_desc(registration::Column::UpdatedAt)
        .order_by_desc(registration::Column::Id)
        .limit(MOST_LISTED)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Gives a registration another key. The old key no longer finds it.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(draft = id.0))]
pub async fn rekey(tx: &Tx, id: DraftId, key: &DraftKey) -> Result<(), StoreError> {
    registration::Entity::update_many()
        .col_expr(
            registration::Column::TokenHash,
            Expr::value(token_hash(tx.keyring(), key)),
        )
        .col_expr(
            registration::Column::HolderHash,
            Expr::value(hash(tx.keyring(), &key.holder)),
        )
        .filter(registration::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Sets the registrations of a browser aside. They are not offered again, unless somebody goes on with one of them.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn set_aside(tx: &Tx, holder: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
    registration::Entity::update_many()
        .col_expr(registration::Column::SetAsideAt, Expr::value(millis(now)))
        .filter(registration::Column::HolderHash.eq(hash(tx.keyring(), holder)))
        .filter(registration::Column::SetAsideAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Returns the bike of a finished registration, if any, and locks the registration until the transaction ends. If two
/// requests finish it at once, the second one sees the first one's bike.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(draft = id.0))]
pub async fn bike_of(tx: &Tx, id: DraftId) -> Result<Option<BikeId>, StoreError> {
    let row = registration::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    Ok(row.and_then(|row| row.bike_id).map(BikeId))
}

/// Replaces the earlier answers, and tells whether the registration was unfinished.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the answers cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(draft = id.0))]
pub async fn save(tx: &Tx, id: DraftId, json: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    let saved = registration::Entity::update_many()
        .col_expr(
            registration::Column::Draft,
            Expr::value(tx.keyring().seal(COLUMN, json)?),
        )
        .col_expr(registration::Column::UpdatedAt, Expr::value(millis(now)))
        .col_expr(registration::Column::SetAsideAt, Expr::value(None::<i64>))
        .filter(registration::Column::Id.eq(id.0))
        .filter(registration::Column::BikeId.is_null())
        .exec(tx.connection())
        .await?;
    Ok(saved.rows_affected == 1)
}

/// Links a registration to its bike and deletes the answers. Call [`bike_of`] first.
///
/// # Errors
/// [`StoreError::Corrupt`] when it does not exist or is already finished; [`StoreError::Database`].
#[tracing::instrument(level = "debug", skip_all, fields(draft = id.0, bike = bike.0))]
pub async fn finish(tx: &Tx, id: DraftId, bike: BikeId, now: Timestamp) -> Result<(), StoreError> {
    let finished = registration::Entity::update_many()
        .col_expr(registration::Column::BikeId, Expr::value(bike.0))
        .col_expr(
            registration::Column::Draft,
            Expr::value(tx.keyring().seal(COLUMN, NOTHING)?),
        )
        .col_expr(registration::Column::UpdatedAt, Expr::value(millis(now)))
        .filter(registration::Column::Id.eq(id.0))
        .filter(registration::Column::BikeId.is_null())
        .exec(tx.connection())
        .await?;
    match finished.rows_affected {
        1 => Ok(()),
        _ => Err(StoreError::corrupt(
            "registration",
            format!("no unfinished registration {id}"),
        )),
    }
}

/// Removes registrations that nobody has changed since a certain time, with the rows of their photos. Returns the
/// photos' files; [`crate::bike::photos::unnamed`] finds those that nothing else uses.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, untouched_since: Timestamp) -> Result<Vec<FileName>, StoreError> {
    let old = || {
        registration::Entity::find()
            .select_only()
            .column(registration::Column::Id)
            .filter(registration::Column::UpdatedAt.lt(millis(untouched_since)))
    };
    let ids: Vec<i64> = old().into_tuple().all(tx.connection()).await?;
    let mut files = Vec::new();
    for chunk in ids.chunks(2_000) {
        let photos = photo::Entity::find()
            .filter(photo::Column::RegistrationId.is_in(chunk.iter().copied()))
            .all(tx.connection())
            .await?;
        for photo in photos {
            for name in [&photo.file, &photo.thumbnail] {
                match FileName::stored(name) {
                    Ok(file) => files.push(file),
                    Err(error) => {
                        tracing::error!(
                            photo.id = photo.id,
                            "The row of a photo was removed, but not its file: {error}"
                        )
                    }
                }
            }
        }
        photo::Entity::delete_many()
            .filter(photo::Column::RegistrationId.is_in(chunk.iter().copied()))
            .exec(tx.connection())
            .await?;
        registration::Entity::delete_many()
            .filter(registration::Column::Id.is_in(chunk.iter().copied()))
            .exec(tx.connection())
            .await?;
    }
    Ok(files)
}

fn new_row(
    keys: &Keyring,
    key: &DraftKey,
    json: &[u8],
    now: Timestamp,
) -> Result<registration::ActiveModel, StoreError> {
    Ok(registration::ActiveModel {
        id: NotSet,
        token_hash: Set(token_hash(keys, key)),
        holder_hash: Set(Some(hash(keys, &key.holder))),
        name: Set(Some(key.name.clone())),
        draft: Set(keys.seal(COLUMN, json)?),
        bike_id: Set(None),
        created_at: Set(millis(now)),
        updated_at: Set(millis(now)),
        set_aside_at: Set(None),
    })
}

fn read(keys: &Keyring, row: registration::Model) -> Result<Draft, StoreError> {
    let json = match keys.open(COLUMN, &row.draft) {
        // Damaged answers count as no answers, and the person starts again.
        Err(SealError::Damaged) => {
            tracing::warn!(
                registration.id = row.id,
                "A registration's answers are damaged, so its owner has to start again"
            );
            NOTHING.to_vec()
        }
        opened => opened?,
    };
    Ok(Draft {
        id: DraftId(row.id),
        name: row.name.unwrap_or_default(),
        json,
        bike: row.bike_id.map(BikeId),
        updated_at: instant("registration", row.updated_at)?,
    })
}

/// Returns the hash that finds one registration. If the name is empty, it is the hash of the browser's secret.
fn token_hash(keys: &Keyring, key: &DraftKey) -> Vec<u8> {
    hash(keys, &[key.holder.as_slice(), key.name.as_bytes()].concat())
}

fn hash(keys: &Keyring, bytes: &[u8]) -> Vec<u8> {
    keys.hash("registration", bytes)
}

#[cfg(test)]
mod tests;
