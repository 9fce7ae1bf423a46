//! An owner has read what people wrote about a bike.

use crate::Registry;
use crate::bike::own::{self, NotYours};
use domain::id::{AccountId, BikeId};
use store::StoreError;

/// Notes that the owner of a bike has read every message about it.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn read_messages(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
) -> Result<Result<(), NotYours>, StoreError> {
    let tx = registry.store.begin().await?;
    if let Err(not_yours) = own::must_own(&tx, owner, bike).await? {
        return Ok(Err(not_yours));
    }
    store::message::mark_read(&tx, bike, registry.now()).await?;
    tx.commit().await?;
    Ok(Ok(()))
}
