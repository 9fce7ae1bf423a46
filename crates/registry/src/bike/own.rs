//! What owners see of their own bikes, and of no others.

use crate::Registry;
use domain::bike::Bike;
use domain::id::{AccountId, BikeId};
use domain::theft::TheftReport;
use jiff::Timestamp;
use store::bike::ownerships::Owner;
use store::bike::photos::Photo;
use store::message::Message;
use store::{Source, StoreError};
use thiserror::Error;

/// The bike is somebody else's, or not on the register: the asker is not told which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("This bike is not on your account")]
pub struct NotYours;

/// A bike as its owner sees it.
#[derive(Clone, Debug)]
pub struct MyBike {
    /// The bike.
    pub bike: Bike,
    /// When the registration was confirmed by e-mail, if it was.
    pub confirmed_at: Option<Timestamp>,
    /// Its photos, oldest first.
    pub photos: Vec<Photo>,
    /// Its theft reports, newest first.
    pub reports: Vec<TheftReport>,
    /// Messages about it, newest first.
    pub messages: Vec<Message>,
}

/// Reads an account's bikes, newest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn list(registry: &Registry, owner: AccountId) -> Result<Vec<Bike>, StoreError> {
    let ids = store::bike::ownerships::bikes_of(&registry.store, owner).await?;
    store::bike::load(&registry.store, &ids).await
}

/// Reads one bike of an account, or says that it is not on it.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn find(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
) -> Result<Result<MyBike, NotYours>, StoreError> {
    let source = &registry.store;
    let Ok(ownership) = must_own(source, owner, bike).await? else {
        return Ok(Err(NotYours));
    };
    let Some(found) = store::bike::find(source, bike).await? else {
        return Ok(Err(NotYours));
    };
    Ok(Ok(MyBike {
        bike: found,
        confirmed_at: ownership.confirmed_at,
        photos: store::bike::photos::for_bike(source, bike).await?,
        reports: store::theft::of_bike(source, bike).await?,
        messages: store::message::for_bike(source, bike).await?,
    }))
}

/// Reads one bike of an account without all that is kept of it, or says that it is not on it.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn bike(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
) -> Result<Result<Bike, NotYours>, StoreError> {
    let source = &registry.store;
    if must_own(source, owner, bike).await?.is_err() {
        return Ok(Err(NotYours));
    }
    Ok(store::bike::find(source, bike).await?.ok_or(NotYours))
}

/// Tells whether the owner of a bike that was registered just now was sent a letter to confirm it.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn was_written_to(registry: &Registry, bike: BikeId) -> Result<bool, StoreError> {
    match store::bike::ownerships::owner_of(&registry.store, bike).await? {
        Some(owner) => store::account::links::confirms(&registry.store, owner.account, bike).await,
        None => Ok(false),
    }
}

/// Returns the ownership if the account owns the bike now.
pub(crate) async fn must_own(
    source: &impl Source,
    account: AccountId,
    bike: BikeId,
) -> Result<Result<Owner, NotYours>, StoreError> {
    let owner = store::bike::ownerships::owner_of(source, bike).await?;
    Ok(owner.filter(|owner| owner.account == account).ok_or(NotYours))
}
