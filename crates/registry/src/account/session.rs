//! Browser sessions, by the key in their cookie. Only the pages know what a session contains.

use crate::Registry;
use jiff::Timestamp;
use store::StoreError;

/// Keeps a session under a new key; tells whether it was new, and keeps nothing if not.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn create(
    registry: &Registry,
    key: &[u8],
    data: &[u8],
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    let tx = registry.store.begin().await?;
    let new = store::account::sessions::create(&tx, key, data, expires_at).await?;
    tx.commit().await?;
    Ok(new)
}

/// Keeps a session over what is there under its key; tells whether there was one. One that has ended stays ended.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn save(
    registry: &Registry,
    key: &[u8],
    data: &[u8],
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    let tx = registry.store.begin().await?;
    let saved = store::account::sessions::save(&tx, key, data, expires_at).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Reads a session that has not expired, and when it will.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn load(registry: &Registry, key: &[u8]) -> Result<Option<(Vec<u8>, Timestamp)>, StoreError> {
    store::account::sessions::load(&registry.store, key, registry.now()).await
}

/// Ends a session; one that is not there has ended already.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn delete(registry: &Registry, key: &[u8]) -> Result<(), StoreError> {
    let tx = registry.store.begin().await?;
    store::account::sessions::delete(&tx, key).await?;
    tx.commit().await
}
