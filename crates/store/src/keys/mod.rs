//! Changes the key that seals, while others are reading and writing.
//!
//! First the new key is wrapped under the old one, and the old keys under the new one, so that a process that was
//! started with either of them can open everything. Then the new key seals, and [`reseal`] goes through every sealed
//! column. At the end nothing is wrapped under the old key any more. If the change is cut off, it can be continued
//! later, and skips what has been done.
//!
//! The log is never sealed again, because its chain of hashes covers the sealed bytes. So its keys stay in the ring.
//! The hash key stays too, because without it we could not find people by their e-mail addresses.

mod columns;
mod reseal;

pub use columns::{LOG, all as columns};
pub use reseal::{Place, Resealed, reseal};

use crate::connection::{Source, sealed::Source as _};
use crate::keyring::Wrapped;
use crate::settings::{self, KEY_ID, KEY_RING};
use crate::{MasterKey, Store, StoreError};

/// The setting with the fingerprint of the new key, during a change.
const CHANGING: &str = "key-changes-to";

/// Returns the fingerprint of the key that the register is being changed to, if it is.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn changing_to(source: &impl Source) -> Result<Option<String>, StoreError> {
    let kept = settings::get(source, CHANGING).await?;
    Ok(kept.filter(|kept| !kept.is_empty()))
}

/// Reads the ring again, because another process may have changed the key.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or our key no longer opens the register.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn read_again(store: &Store) -> Result<(), StoreError> {
    settings::check_key(store).await
}

/// Adds a new key to the ring, and returns its fingerprint. The old key still seals everything.
///
/// # Errors
/// [`StoreError`]; if it fails, the keys are as they were.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn begin(store: &Store, new: &MasterKey) -> Result<String, StoreError> {
    let tx = store.begin().await?;
    let mut kept: Vec<Wrapped> = settings::get_json(&tx, KEY_RING).await?;
    let (id, wrapped) = tx.keyring().wrap_for(new)?;
    kept.retain(|one| {
        !wrapped
            .iter()
            .any(|new| new.key == one.key && new.under == one.under)
    });
    kept.extend(wrapped);
    settings::set_json(&tx, KEY_RING, &kept).await?;
    settings::set(&tx, CHANGING, &id).await?;
    tx.commit().await?;
    read_again(store).await?;
    Ok(id)
}

/// Seals with the new key from now on.
///
/// # Errors
/// [`StoreError`]; if it fails, the old key still seals.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn switch(store: &Store, to: &str) -> Result<(), StoreError> {
    let tx = store.begin().await?;
    settings::set(&tx, KEY_ID, to).await?;
    tx.commit().await?;
    read_again(store).await
}

/// Retires the old key. A process that is started with it can no longer open anything.
///
/// # Errors
/// [`StoreError`]; if it fails, both keys open the register.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn end(store: &Store, to: &str) -> Result<(), StoreError> {
    let tx = store.begin_to_erase().await?;
    let mut kept: Vec<Wrapped> = settings::get_json(&tx, KEY_RING).await?;
    kept.retain(|one| one.under == to);
    settings::set_json(&tx, KEY_RING, &kept).await?;
    settings::set(&tx, CHANGING, "").await?;
    tx.commit().await
}

#[cfg(test)]
mod tests;
