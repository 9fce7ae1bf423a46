//! Small facts about this register itself.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::setting;
use crate::keyring::SealError;
use crate::{Store, StoreError, Tx};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

/// Which life the change feed leads.
pub(crate) const FEED_EPOCH: &str = "feed-epoch";
/// The PostgreSQL cluster in which that life began.
pub(crate) const FEED_CLUSTER: &str = "feed-cluster";
/// The life of which changes have been pruned.
pub(crate) const FEED_PRUNED: &str = "feed-pruned";
/// What tells this register from any other, in lists that leave it and come back.
pub(crate) const REGISTER_ID: &str = "register-id";
const KEY_ID: &str = "key-id";

/// Reads a setting.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn get(source: &impl Source, name: &str) -> Result<Option<String>, StoreError> {
    Ok(setting::Entity::find_by_id(name)
        .one(source.connection())
        .await?
        .map(|row| row.value))
}

/// Writes a setting over what was there.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
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

/// Returns which life the feed leads, and makes its name up the first time.
pub(crate) async fn epoch_or_first(store: &Store) -> Result<u64, StoreError> {
    let mut bytes = [0; 8];
    store.keys().random().fill(&mut bytes);
    let kept = keep_first(store, FEED_EPOCH, u64::from_le_bytes(bytes).to_string()).await?;
    kept.parse()
        .map_err(|_| StoreError::corrupt("setting", format!("a {FEED_EPOCH} that is not a number")))
}

/// Returns what tells this register from any other, for as long as it lives: also after a restore.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn register_id(source: &impl Source) -> Result<u64, StoreError> {
    number(source, REGISTER_ID)
        .await?
        .ok_or_else(|| StoreError::corrupt("setting", format!("no {REGISTER_ID}")))
}

/// Makes sure that this is the key that the database was first opened with. A wrong one would seal new
/// details so that they and the old ones could never be read together.
pub(crate) async fn check_key(store: &Store) -> Result<(), StoreError> {
    let ours = store.keys().key_id();
    let kept = keep_first(store, KEY_ID, ours.clone()).await?;
    if kept == ours {
        Ok(())
    } else {
        Err(SealError::OtherKey.into())
    }
}

#[cfg(test)]
mod tests;
