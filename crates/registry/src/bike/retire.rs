//! Lets an owner say that they no longer keep a bike, take that back, or delete a registration that was never
//! confirmed.

use super::change::Edited;
use super::doubles::flag_doubles;
use super::own::{self, NotYours};
use super::unconfirmed::forget_files;
use crate::Registry;
use domain::bike::{Bike, Changed, Difference, Retirement, Standing};
use domain::id::{AccountId, BikeId};
use store::bike::changes::{self, By};
use store::bike::ownerships::Owner;
use store::{StoreError, Tx};
use thiserror::Error;

/// Why a bike stays as it is.
#[derive(Debug, Error)]
pub enum RetireError {
    /// It is somebody else's, or not on the register.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// It is reported stolen.
    #[error("This bike is reported stolen. First tell us that you have it back, or that it was not stolen")]
    Stolen,
    /// The police hold it.
    #[error("The police have this bike. Speak to them first")]
    Held,
    /// Nobody has confirmed the registration.
    #[error("This registration is not confirmed. Delete it instead")]
    NotConfirmed,
    /// It is confirmed, or a volunteer or the police have dealt with it.
    #[error("This registration cannot be deleted. You can tell us that you no longer have the bike")]
    Stays,
    /// Somebody other than its owner ended the registration.
    #[error(
        "This registration has ended, so you cannot take it back. If it is yours, register the bike again"
    )]
    Ended,
    /// It is already as they want it.
    #[error("There is nothing to change")]
    Already,
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Notes that an owner no longer keeps a bike. From then on, the public check and the label's page say so.
///
/// # Errors
/// [`RetireError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = id.0))]
pub async fn retire_bike(
    registry: &Registry,
    owner: AccountId,
    id: BikeId,
    why: Retirement,
) -> Result<(), RetireError> {
    let tx = registry.store.begin().await?;
    let (bike, theirs) = held(&tx, owner, id).await?;
    match bike.standing {
        Standing::ReportedStolen => return Err(RetireError::Stolen),
        Standing::HeldByPolice => return Err(RetireError::Held),
        Standing::Retired => return Err(RetireError::Already),
        Standing::WithOwner => {}
    }
    if !theirs.is_answered_for() {
        return Err(RetireError::NotConfirmed);
    }
    store::bike::retire(&tx, id, why, registry.now()).await?;
    note(registry, &tx, owner, id, why.label()).await?;
    tx.commit().await?;
    registry.bikes_changed();
    tracing::info!(bike.id = %id, "An owner no longer keeps a bike: {}", why.slug());
    Ok(())
}

/// Puts a bike back on the register after its owner had said that they no longer keep it.
///
/// # Errors
/// [`RetireError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = id.0))]
pub async fn take_bike_back(registry: &Registry, owner: AccountId, id: BikeId) -> Result<(), RetireError> {
    let tx = registry.store.begin().await?;
    let (bike, _) = held(&tx, owner, id).await?;
    if bike.standing != Standing::Retired {
        return Err(RetireError::Already);
    }
    let why = store::bike::retired_why(&tx, id).await?;
    if why.is_none_or(|why| !Retirement::of_owners().contains(&why)) {
        return Err(RetireError::Ended);
    }
    store::bike::take_back(&tx, id, registry.now()).await?;
    note(registry, &tx, owner, id, "Kept again").await?;
    // A new owner may have registered it in the meantime.
    flag_doubles(
        registry,
        &tx,
        (id, owner),
        &Edited::of(&bike).bike,
        registry.now(),
    )
    .await?;
    tx.commit().await?;
    registry.bikes_changed();
    tracing::info!(bike.id = %id, "An owner took a bike back");
    Ok(())
}

/// Deletes an owner's registration that nobody has confirmed, with its photos. Its label becomes blank again.
///
/// # Errors
/// [`RetireError`]; then nothing was deleted.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = id.0))]
pub async fn delete_unconfirmed(
    registry: &Registry,
    owner: AccountId,
    id: BikeId,
) -> Result<(), RetireError> {
    let hold = registry.photos.hold().await;
    let tx = registry.store.begin().await?;
    let (_, theirs) = held(&tx, owner, id).await?;
    if theirs.is_answered_for() {
        return Err(RetireError::Stays);
    }
    let files = store::bike::remove(&tx, id, registry.now()).await?;
    let files = files.ok_or(RetireError::Stays)?;
    tx.commit().await?;
    forget_files(registry, &files).await?;
    drop(hold);
    registry.bikes_changed();
    tracing::info!(bike.id = %id, "An owner deleted a registration that was not confirmed");
    Ok(())
}

/// Reads an owner's bike, and keeps others from changing it until the transaction ends.
async fn held(tx: &Tx, owner: AccountId, id: BikeId) -> Result<(Bike, Owner), RetireError> {
    changes::hold(tx, id).await?;
    let theirs = own::must_own(tx, owner, id).await??;
    let bike = store::bike::find(tx, id).await?.ok_or(NotYours)?;
    Ok((bike, theirs))
}

async fn note(
    registry: &Registry,
    tx: &Tx,
    owner: AccountId,
    id: BikeId,
    after: &str,
) -> Result<(), StoreError> {
    let told = Difference {
        what: Changed::Kept,
        before: None,
        after: Some(after.to_owned()),
    };
    let by = By {
        account: owner,
        while_gone: false,
    };
    changes::note(tx, id, by, &[told], registry.now()).await
}

#[cfg(test)]
mod tests;
