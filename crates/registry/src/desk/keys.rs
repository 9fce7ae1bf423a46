//! The key that phones seal entries with. There is a new one every day, so that a stolen key only opens the entries of
//! one day.

use crate::Registry;
use jiff::SignedDuration;
use store::StoreError;
pub use store::desk::keys::DeskKey;

/// The longest time for which phones get the same key.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// Returns today's key, and makes one if there is none. If two servers make one at once, there are two, which does no
/// harm: both are kept.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
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
