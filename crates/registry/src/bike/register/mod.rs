//! An owner puts a bike on the register.

use crate::Registry;
use crate::account::sign_in;
use crate::bike::doubles::flag_doubles;
use crate::context::one;
use crate::mail::letters;
use domain::MarkCode;
use domain::account::contact::Contact;
use domain::bike::{BikeReference, NewBike};
use domain::id::{BikeId, DraftId};
use domain::mark::{MarkStatus, MarkUnusable};
use store::bike::ownerships::{Acquired, Claim, Typed};
use store::bike::{Arrival, RegisteredBy};
use store::{Constraint, StoreError, Tx};
use thiserror::Error;

/// What an owner has filled in, all of it parsed.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The draft that it was filled in on; sending it twice registers once.
    pub id: DraftId,
    /// The bike.
    pub bike: NewBike,
    /// The owner; without an e-mail address there is nothing to confirm with.
    pub owner: Contact,
    /// The label that is fixed to the bike already, if any.
    pub mark: Option<MarkCode>,
}

/// A bike that is on the register now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The bike.
    pub bike: BikeId,
    /// What to tell the owner.
    pub reference: BikeReference,
}

/// Why a bike was not registered.
#[derive(Debug, Error)]
pub enum RegisterBikeError {
    /// There is no e-mail address to send the confirmation to.
    #[error("Enter your e-mail address")]
    NoEmail,
    /// The mark is not one of ours.
    #[error("This is not one of our codes. Check it, or leave it out")]
    UnknownMark,
    /// The mark cannot be used.
    #[error(transparent)]
    Mark(#[from] MarkUnusable),
    /// The store failed; nothing was registered.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Registers a bike and sends its owner a link that confirms it; an address that has been sent five of them within a day gets no
/// more. Until it is confirmed the registration counts for nothing in public, and what was typed about the owner stays with
/// it: who types an address has not shown that it is theirs.
///
/// If the number is already registered or reported stolen, the register accepts it silently and flags it for
/// the police, because the thief may be typing it.
///
/// # Errors
/// [`RegisterBikeError`]; then nothing was registered.
pub async fn register_bike(
    registry: &Registry,
    registration: &Registration,
) -> Result<Registered, RegisterBikeError> {
    let email = registration
        .owner
        .email
        .clone()
        .ok_or(RegisterBikeError::NoEmail)?;
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if let Some(bike) = store::bike::drafts::bike_of(&tx, registration.id).await? {
        return Ok(Registered {
            bike,
            reference: BikeReference::of(bike),
        });
    }
    let arrival = Arrival {
        bike: &registration.bike,
        via: RegisteredBy::Web,
        organisation: None,
        external_ref: None,
        import_digest: None,
    };
    let bike = one(store::bike::insert(&tx, &[arrival], now).await?)?;
    let account =
        one(store::account::find_or_create(&tx, std::slice::from_ref(&registration.owner), now).await?)?;
    let claim = Claim {
        bike,
        account,
        typed: Some(Typed::seal(registry.store.keys(), &registration.owner)?),
    };
    store::bike::ownerships::add(&tx, &[claim], Acquired::Registered, now).await?;
    if let Some(code) = registration.mark {
        take_mark(&tx, code, bike, now).await?;
    }
    store::bike::photos::move_to_bike(&tx, registration.id, bike).await?;
    store::bike::drafts::finish(&tx, registration.id, bike, now).await?;
    flag_doubles(registry, &tx, (bike, account), &registration.bike, now).await?;
    let reference = BikeReference::of(bike);
    if let Some(link) = sign_in::confirmation_link(registry, &tx, account, bike).await? {
        let letter = letters::confirm_registration(&email, reference, &link);
        store::mail::queue_about(&tx, &letter, bike, now).await?;
    }
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(bike.id = %bike, "Registered a bike on the web");
    Ok(Registered { bike, reference })
}

/// Issues a label that the owner already has: any allotted label that is still blank.
async fn take_mark(
    tx: &Tx,
    code: MarkCode,
    bike: BikeId,
    now: jiff::Timestamp,
) -> Result<(), RegisterBikeError> {
    let mark = store::mark::find(tx, code)
        .await?
        .ok_or(RegisterBikeError::UnknownMark)?;
    if mark.status == MarkStatus::Printed {
        return Err(MarkUnusable::NotYours.into());
    }
    if let Some(desk) = mark.organisation {
        mark.usable_by(desk)?;
    }
    match store::mark::issue(tx, code, bike, None, now).await {
        Ok(true) => Ok(()),
        Ok(false) | Err(StoreError::Taken(Constraint::LiveMark)) => Err(MarkUnusable::OnABike.into()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests;
