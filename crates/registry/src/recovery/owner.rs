//! Tells the owner of a bike when an officer has said that the police hold it, and when that was wrong.

use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::recovery::letters;
use domain::bike::BikeReference;
use domain::id::BikeId;
use jiff::Timestamp;
use store::mail::Letter;
use store::{StoreError, Tx};

/// Queues the letter that says that the police hold a bike, with their reference.
pub(super) async fn tell_held(
    registry: &Registry,
    tx: &Tx,
    officer: OfficerOf,
    (bike, property_ref): (BikeId, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let force = store::account::organisations::find(tx, officer.organisation).await?;
    let force = force.map_or_else(|| "the police".to_owned(), |force| force.name);
    let page = format!("{}/account/bikes/{bike}/home", registry.public_url());
    let reference = BikeReference::of(bike);
    tell(tx, bike, now, |to| {
        letters::police_hold_your_bike(to, reference, (&force, property_ref), &page)
    })
    .await
}

/// Queues the letter that says that it was another bike.
pub(super) async fn tell_not_held(
    registry: &Registry,
    tx: &Tx,
    bike: BikeId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let page = format!("{}/account/bikes/{bike}", registry.public_url());
    let reference = BikeReference::of(bike);
    tell(tx, bike, now, |to| {
        letters::police_held_another_bike(to, reference, &page)
    })
    .await
}

/// Queues a letter to a bike's owner. It never writes to an address that nobody has confirmed.
pub(super) async fn tell(
    tx: &Tx,
    bike: BikeId,
    now: Timestamp,
    letter: impl FnOnce(&domain::account::contact::EmailAddress) -> Letter,
) -> Result<(), StoreError> {
    let owner = store::bike::ownerships::owner_of(tx, bike).await?;
    let Some(owner) = owner.filter(|owner| owner.confirmed_at.is_some()) else {
        return Ok(());
    };
    let contact = store::account::contact(tx, owner.account).await?;
    if let Some(email) = contact.and_then(|contact| contact.email) {
        store::mail::queue(tx, &letter(&email), now).await?;
    }
    Ok(())
}
