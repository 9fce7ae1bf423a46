//! Passes a bike on to a new owner: its owner offers it by e-mail, and the reader of that address accepts it.
//!
//! The mark, the photos and the history go with it. The old owner's details do not, nor do messages and theft reports
//! from their time.

mod accept;

pub use accept::{Accepted, Offered, accept, peek, refuse};

use super::own::{self, NotYours};
use crate::Registry;
use crate::account::sign_in;
use crate::bike::letters;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::contact::EmailAddress;
use domain::bike::{Bike, BikeReference, Description, Standing};
use domain::id::{AccountId, BikeId};
use jiff::{SignedDuration, Timestamp};
use store::bike::changes;
use store::bike::transfers::{self, NewTransfer, Outcome, Transfer};
use store::{StoreError, Tx};
use thiserror::Error;

/// How long a new owner has to accept.
const LASTS: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The most times that one bike is offered in a day.
const MOST_A_DAY: u64 = 5;

/// How many offers are ended in one transaction.
const AT_A_TIME: u64 = 100;

/// Why a bike is not passed on.
#[derive(Debug, Error)]
pub enum TransferError {
    /// It is somebody else's, or not on the register.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// It is reported stolen.
    #[error("This bike is reported stolen, so it cannot be passed on")]
    Stolen,
    /// The police hold it.
    #[error("The police have this bike, so it cannot be passed on")]
    Held,
    /// Its owner no longer keeps it.
    #[error(
        "You have told us that you no longer have this bike. If you have it again, tell us first, then pass it on"
    )]
    Retired,
    /// Nobody has confirmed the registration.
    #[error("Confirm the registration first. Then you can pass the bike on")]
    NotConfirmed,
    /// The registration is being checked.
    #[error("We are checking this registration. You can pass the bike on when we have finished")]
    Disputed,
    /// The address is the owner's own.
    #[error("This is your own e-mail address. Enter the new owner’s")]
    Yourself,
    /// It is already offered to somebody.
    #[error("You are already passing this bike on. Stop that first")]
    Offered,
    /// It was offered too often today.
    #[error("You have offered this bike several times today. Try again tomorrow")]
    TooMany,
    /// The link is not one of ours, or its offer has ended.
    #[error("This link no longer works. Ask the person who offered you the bike to send a new one")]
    Useless,
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An open offer, as the bike's owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The new owner's address, if the old owner typed it.
    pub to: Option<EmailAddress>,
    /// When the offer expires.
    pub expires_at: Timestamp,
}

/// Offers a bike to the reader of an address, and writes to both.
///
/// # Errors
/// [`TransferError`]; then nothing was offered.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = id.0))]
pub async fn offer(
    registry: &Registry,
    owner: AccountId,
    id: BikeId,
    to: &EmailAddress,
) -> Result<(), TransferError> {
    let tx = registry.store.begin().await?;
    offer_in(registry, &tx, owner, id, to, None).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(bike.id = %id, "An owner offered a bike to somebody else");
    Ok(())
}

/// Does the work of [`offer`] inside the caller's transaction. `double` is the record of the same bike that the new
/// owner has already made.
pub(super) async fn offer_in(
    registry: &Registry,
    tx: &Tx,
    owner: AccountId,
    id: BikeId,
    to: &EmailAddress,
    double: Option<BikeId>,
) -> Result<(), TransferError> {
    let now = registry.now();
    changes::hold(tx, id).await?;
    own::must_own(tx, owner, id).await??;
    let bike = store::bike::find(tx, id).await?.ok_or(NotYours)?;
    may_be_offered(&bike)?;
    let contact = store::account::contact(tx, owner).await?.unwrap_or_default();
    let is_own = |own: &EmailAddress| own.comparison_key() == to.comparison_key();
    if contact.email.as_ref().is_some_and(is_own) {
        return Err(TransferError::Yourself);
    }
    if transfers::of_bike(tx, id).await?.is_some() {
        return Err(TransferError::Offered);
    }
    let a_day_ago = now - SignedDuration::from_hours(24);
    if transfers::count_made_after(tx, id, a_day_ago).await? >= MOST_A_DAY {
        return Err(TransferError::TooMany);
    }
    let token: [u8; 32] = registry.token();
    let new = NewTransfer {
        bike: id,
        from: owner,
        to,
        token: &token,
        expires_at: now + LASTS,
        double,
    };
    transfers::insert(tx, &new, now).await?;
    let reference = BikeReference::of(id);
    let link = format!(
        "{}/transfer/{}",
        registry.public_url,
        URL_SAFE_NO_PAD.encode(token)
    );
    let letter = letters::bike_is_offered(to, reference, &named(&bike.description), &link);
    store::mail::queue_about(tx, &letter, id, now).await?;
    if let Some(own) = &contact.email {
        let page = format!("{}/account/bikes/{id}/transfer", registry.public_url);
        let letter = letters::you_offered_a_bike(own, reference, &page);
        store::mail::queue_about(tx, &letter, id, now).await?;
    }
    Ok(())
}

/// Reads who an owner's bike is offered to, if anybody.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn waiting(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
) -> Result<Option<Waiting>, StoreError> {
    let found = transfers::of_bike(&registry.store, bike).await?;
    let found = found.filter(|found| found.from == owner && found.expires_at > registry.now());
    Ok(found.map(|found| Waiting {
        // If the new owner has registered the bike themselves, the first owner never typed their address.
        to: found.double.is_none().then_some(found.to),
        expires_at: found.expires_at,
    }))
}

/// Calls off an offer, if there still is one, and tells both sides.
///
/// # Errors
/// [`TransferError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = id.0))]
pub async fn call_off(registry: &Registry, owner: AccountId, id: BikeId) -> Result<(), TransferError> {
    let tx = registry.store.begin().await?;
    own::must_own(&tx, owner, id).await??;
    let found = transfers::of_bike(&tx, id).await?.ok_or(TransferError::Useless)?;
    let said = [
        "You have stopped passing your bike on.",
        "The owner of the bike has decided not to pass it on to you.",
    ];
    end(registry, &tx, &found, Outcome::CalledOff, said).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(bike.id = %id, "An owner called off the offer of a bike");
    Ok(())
}

/// Ends the offers that nobody accepted in time, tells both sides, and returns how many there were.
///
/// # Errors
/// [`StoreError`] when the store fails; what was ended before stays ended.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn expire(registry: &Registry) -> Result<u64, StoreError> {
    let mut ended = 0;
    loop {
        let tx = registry.store.begin().await?;
        let overdue = transfers::overdue(&tx, registry.now(), AT_A_TIME).await?;
        for one in &overdue {
            let said = [
                "The new owner did not accept your bike within 14 days.",
                "You did not accept the bike within 14 days.",
            ];
            end(registry, &tx, one, Outcome::Expired, said).await?;
        }
        tx.commit().await?;
        ended += overdue.len() as u64;
        if (overdue.len() as u64) < AT_A_TIME {
            break;
        }
    }
    if ended > 0 {
        registry.mail_waits();
        tracing::info!(
            "Ended {} that nobody accepted",
            domain::text::counted(ended, "offer of a bike", "offers of bikes")
        );
    }
    Ok(ended)
}

/// Ends an offer and tells the old owner and the new one, each in their own words.
async fn end(
    registry: &Registry,
    tx: &Tx,
    offer: &Transfer,
    outcome: Outcome,
    said: [&str; 2],
) -> Result<(), StoreError> {
    let now = registry.now();
    if !transfers::end(tx, offer.id, outcome, None, now).await? {
        return Ok(());
    }
    let reference = BikeReference::of(offer.bike);
    let from = store::account::contact(tx, offer.from).await?;
    if let Some(own) = from.and_then(|contact| contact.email) {
        let letter = letters::transfer_ended(&own, reference, said[0]);
        store::mail::queue_about(tx, &letter, offer.bike, now).await?;
    }
    let letter = letters::transfer_ended(&offer.to, reference, said[1]);
    store::mail::queue_about(tx, &letter, offer.bike, now).await?;
    Ok(())
}

/// Checks that an owner may offer their bike now.
///
/// # Errors
/// [`TransferError`] that says why not.
pub fn may_be_offered(bike: &Bike) -> Result<(), TransferError> {
    if !bike.confirmed {
        return Err(TransferError::NotConfirmed);
    }
    may_go(bike)
}

/// Checks that a bike may be passed on now.
fn may_go(bike: &Bike) -> Result<(), TransferError> {
    match bike.standing {
        Standing::ReportedStolen => Err(TransferError::Stolen),
        Standing::HeldByPolice => Err(TransferError::Held),
        Standing::Retired => Err(TransferError::Retired),
        Standing::WithOwner if bike.disputed => Err(TransferError::Disputed),
        Standing::WithOwner => Ok(()),
    }
}

/// Returns what to call a bike in a letter.
fn named(looks: &Description) -> String {
    let parts = [looks.make.as_deref(), looks.model.as_deref()];
    let named: Vec<&str> = parts.into_iter().flatten().collect();
    if named.is_empty() {
        "make not known".to_owned()
    } else {
        named.join(" ")
    }
}

fn parse(token: &str) -> Result<[u8; 32], TransferError> {
    sign_in::parse(token).map_err(|_| TransferError::Useless)
}

#[cfg(test)]
mod tests;
