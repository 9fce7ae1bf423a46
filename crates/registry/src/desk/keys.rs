//! The key that phones seal to: a new one every day, so that one that leaks opens one day's queue.

use crate::Registry;
use jiff::SignedDuration;
use store::StoreError;
pub use store::desk::keys::DeskKey;

/// A phone is given a key for no longer than this.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// Returns today's key, and makes it if there is none. Two servers that make one at once make two, which does no
/// harm: both are kept.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn current(registry: &Registry) -> Result<DeskKey, StoreError> {
    let now = registry.now();
    if let Some(key) = store::desk::keys::newest(&registry.store, now - A_DAY).await? {
        return Ok(key);
    }
    let tx = registry.store.begin().await?;
    // Another request of this server may have made it while this one waited for its turn to write.
    let key = match store::desk::keys::newest(&tx, now - A_DAY).await? {
        Some(key) => key,
        None => store::desk::keys::add(&tx, now).await?,
    };
    tx.commit().await?;
    Ok(key)
}
