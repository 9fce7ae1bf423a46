//! Seals words that an earlier version kept in the clear.

use crate::Registry;
use store::StoreError;

/// Seals all words that are still in the clear, until there are none left or `go_on` returns false. Returns how many
/// rows it sealed; those that are left are sealed the next time.
///
/// # Errors
/// [`StoreError`] when the store fails; what was sealed before stays sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn seal_clear_words(registry: &Registry, go_on: impl Fn() -> bool) -> Result<u64, StoreError> {
    let mut all = 0;
    while go_on() {
        let some = store::words::seal_clear(&registry.store).await?;
        if some == 0 {
            break;
        }
        all += some;
    }
    if all > 0 {
        tracing::info!(
            rows = all,
            "Sealed words that an earlier version kept in the clear"
        );
    }
    Ok(all)
}

/// Removes what is left of those words in an SQLite file, by writing the file again. Returns whether it was needed.
///
/// # Errors
/// [`StoreError`] when the store fails; the words are sealed anyway.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn wipe_clear_words(registry: &Registry) -> Result<bool, StoreError> {
    store::words::wipe(&registry.store).await
}
