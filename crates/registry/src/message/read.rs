//! Notes that an owner has read their messages.

use crate::Registry;
use crate::bike::own::{self, NotYours};
use domain::id::{AccountId, BikeId};
use store::StoreError;

/// Notes that the owner of a bike has read every message about it.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
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
