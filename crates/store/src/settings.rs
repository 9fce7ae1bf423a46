//! Small facts about this register itself.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::setting;
use crate::keyring::SealError;
use crate::{Store, StoreError, Tx};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

const FEED_EPOCH: &str = "feed-epoch";
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

/// Writes a setting unless there is one, and returns the one that is there then: of several processes that
/// start on a new database at once, all get the same.
async fn keep_first(store: &Store, name: &str, value: String) -> Result<String, StoreError> {
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

/// Returns what tells this database's feed from any other's, and makes it up the first time.
pub(crate) async fn feed_epoch(store: &Store) -> Result<u64, StoreError> {
    let kept = match get(store, FEED_EPOCH).await? {
        Some(kept) => kept,
        None => {
            let mut bytes = [0; 8];
            store.keys().random().fill(&mut bytes);
            keep_first(store, FEED_EPOCH, u64::from_le_bytes(bytes).to_string()).await?
        }
    };
    kept.parse()
        .map_err(|_| StoreError::corrupt("setting", "a feed epoch that is not a number"))
}

/// Makes sure that this is the key that the database was first opened with. A wrong one would seal new
/// details so that they and the old ones could never be read together.
pub(crate) async fn check_key(store: &Store) -> Result<(), StoreError> {
    let ours = store.keys().key_id();
    let kept = match get(store, KEY_ID).await? {
        Some(kept) => kept,
        None => keep_first(store, KEY_ID, ours.clone()).await?,
    };
    if kept == ours {
        Ok(())
    } else {
        Err(SealError::OtherKey.into())
    }
}

#[cfg(test)]
mod tests;
