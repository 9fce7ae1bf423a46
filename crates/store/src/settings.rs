//! Small facts about this register itself.

use crate::connection::Source;
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
    use crate::connection::sealed::Source as _;
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

/// Returns what tells this database's feed from any other's, and makes it up the first time.
pub(crate) async fn feed_epoch(store: &Store) -> Result<u64, StoreError> {
    let parse = |text: String| {
        text.parse::<u64>()
            .map_err(|_| StoreError::corrupt("setting", "a feed epoch that is no number"))
    };
    if let Some(text) = get(store, FEED_EPOCH).await? {
        return parse(text);
    }
    let tx = store.begin().await?;
    // Another process may have come first.
    let epoch = match get(&tx, FEED_EPOCH).await? {
        Some(text) => parse(text)?,
        None => {
            let mut bytes = [0; 8];
            store.keys().random().fill(&mut bytes);
            let epoch = u64::from_le_bytes(bytes);
            set(&tx, FEED_EPOCH, &epoch.to_string()).await?;
            epoch
        }
    };
    tx.commit().await?;
    Ok(epoch)
}

/// Makes sure that this is the key that the database was first opened with. A wrong one would seal new
/// details so that they and the old ones could never be read together.
pub(crate) async fn check_key(store: &Store) -> Result<(), StoreError> {
    let ours = store.keys().key_id();
    if get(store, KEY_ID).await?.is_none() {
        let tx = store.begin().await?;
        if get(&tx, KEY_ID).await?.is_none() {
            set(&tx, KEY_ID, &ours).await?;
            tx.commit().await?;
        }
    }
    match get(store, KEY_ID).await? {
        Some(theirs) if theirs == ours => Ok(()),
        _ => Err(SealError::OtherKey.into()),
    }
}

#[cfg(test)]
mod tests;
