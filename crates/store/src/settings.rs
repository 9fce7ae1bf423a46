//! Settings: small facts about this register itself.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::setting;
use crate::keyring::Wrapped;
use crate::{Store, StoreError, Tx};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait, QuerySelect};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The epoch of the change feed.
pub(crate) const FEED_EPOCH: &str = "feed-epoch";
/// The PostgreSQL cluster in which the epoch began.
pub(crate) const FEED_CLUSTER: &str = "feed-cluster";
/// The epoch whose changes have been pruned.
pub(crate) const FEED_PRUNED: &str = "feed-pruned";
/// The id of this register, for lists that are exported and imported again.
pub(crate) const REGISTER_ID: &str = "register-id";
/// This setting says that a restore has made the tables and has not filled them yet.
const RESTORING: &str = "restoring";
/// The fingerprint of the key that seals.
pub(crate) const KEY_ID: &str = "key-id";
/// The keys, each wrapped under another.
pub(crate) const KEY_RING: &str = "key-ring";

/// Reads a setting.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn get(source: &impl Source, name: &str) -> Result<Option<String>, StoreError> {
    Ok(setting::Entity::find_by_id(name)
        .one(source.connection())
        .await?
        .map(|row| row.value))
}

/// Writes a setting, replacing the old value.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn set(tx: &Tx, name: &str, value: &str) -> Result<(), StoreError> {
    let row = setting::ActiveModel {
        name: Set(name.to_owned()),
        value: Set(value.to_owned()),
    };
    let over = OnConflict::column(setting::Column::Name)
        .update_column(setting::Column::Value)
        .to_owned();
    setting::Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Reads a setting that is a JSON document, or returns the default if there is none.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the document cannot be read.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn get_json<T: DeserializeOwned + Default>(
    source: &impl Source,
    name: &str,
) -> Result<T, StoreError> {
    let Some(json) = get(source, name).await? else {
        return Ok(T::default());
    };
    serde_json::from_str(&json).map_err(|error| StoreError::corrupt("setting", format!("{name}: {error}")))
}

/// Reads a setting that is a JSON document and locks it until the transaction ends, so that nobody else changes it
/// meanwhile.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the document cannot be read.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn hold_json<T>(tx: &Tx, name: &str) -> Result<T, StoreError>
where
    T: Serialize + DeserializeOwned + Default,
{
    let row = setting::ActiveModel {
        name: Set(name.to_owned()),
        value: Set(json_of(name, &T::default())?),
    };
    let first = OnConflict::column(setting::Column::Name).do_nothing().to_owned();
    setting::Entity::insert(row)
        .on_conflict(first)
        .exec_without_returning(tx.connection())
        .await?;
    setting::Entity::find_by_id(name)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    get_json(tx, name).await
}

/// Writes a setting that is a JSON document, replacing the old value.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the document cannot be written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn set_json<T: Serialize>(tx: &Tx, name: &str, document: &T) -> Result<(), StoreError> {
    set(tx, name, &json_of(name, document)?).await
}

fn json_of<T: Serialize>(name: &str, document: &T) -> Result<String, StoreError> {
    serde_json::to_string(document)
        .map_err(|error| StoreError::corrupt("setting", format!("{name}: {error}")))
}

/// Writes a setting if there is none, and returns the stored one. If several processes start on a new
/// database at once, all get the same value.
pub(crate) async fn keep_first(store: &Store, name: &str, value: String) -> Result<String, StoreError> {
    if let Some(kept) = get(store, name).await? {
        return Ok(kept);
    }
    let row = setting::ActiveModel {
        name: Set(name.to_owned()),
        value: Set(value),
    };
    let first = OnConflict::column(setting::Column::Name).do_nothing().to_owned();
    let tx = store.begin().await?;
    setting::Entity::insert(row)
        .on_conflict(first)
        .exec_without_returning(tx.connection())
        .await?;
    let kept = get(&tx, name).await?;
    tx.commit().await?;
    kept.ok_or_else(|| StoreError::corrupt("setting", format!("no {name} after it was written")))
}

/// Reads a setting that is a number.
pub(crate) async fn number(source: &impl Source, name: &str) -> Result<Option<u64>, StoreError> {
    get(source, name)
        .await?
        .map(|kept| kept.parse())
        .transpose()
        .map_err(|_| StoreError::corrupt("setting", format!("a {name} that is not a number")))
}

/// Returns the epoch of the feed. The first time, it makes a new one.
pub(crate) async fn epoch_or_first(store: &Store) -> Result<u64, StoreError> {
    let mut bytes = [0; 8];
    store.keys().random().fill(&mut bytes);
    let kept = keep_first(store, FEED_EPOCH, u64::from_le_bytes(bytes).to_string()).await?;
    kept.parse()
        .map_err(|_| StoreError::corrupt("setting", format!("a {FEED_EPOCH} that is not a number")))
}

/// Returns the id of this register. No other register has it, and it stays the same even after a restore.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn register_id(source: &impl Source) -> Result<u64, StoreError> {
    number(source, REGISTER_ID)
        .await?
        .ok_or_else(|| StoreError::corrupt("setting", format!("no {REGISTER_ID}")))
}

/// Makes sure that no restore was cut off before it filled the tables.
pub(crate) async fn check_restored(store: &Store) -> Result<(), StoreError> {
    match get(store, RESTORING).await? {
        Some(_) => Err(StoreError::HalfRestored),
        None => Ok(()),
    }
}

/// Checks that our key is the one with which the database was first opened, or one to which it was changed later. Then
/// it takes the keys that are wrapped under ours. With a wrong key, nobody could read new details together with old
/// ones.
pub(crate) async fn check_key(store: &Store) -> Result<(), StoreError> {
    let seals = keep_first(store, KEY_ID, store.keys().key_id()).await?;
    let wrapped: Vec<Wrapped> = get_json(store, KEY_RING).await?;
    Ok(store.keys().take(&wrapped, &seals)?)
}

#[cfg(test)]
mod tests;
