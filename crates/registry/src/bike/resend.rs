//! Sends the link that confirms a registration again, or to a corrected address. Only the browser that made the
//! registration can ask for this.

use super::draft::{self, DraftKey};
use crate::Registry;
use crate::account::sign_in;
use crate::bike::letters;
use crate::context::one;
use domain::account::contact::{Contact, EmailAddress};
use domain::bike::BikeReference;
use domain::id::{AccountId, BikeId};
use jiff::SignedDuration;
use store::bike::ownerships::{Claim, Owner, Typed};
use store::{Source, StoreError, Tx};
use thiserror::Error;

/// The most links that we send for one registration in an hour, including the first.
const LINKS_AN_HOUR: u64 = 4;

/// Why no link was sent.
#[derive(Debug, Error)]
pub enum ResendError {
    /// The registration does not exist, or is no longer waiting to be confirmed.
    #[error("This registration has already been confirmed or deleted")]
    NotWaiting,
    /// Too many were sent within the last hour.
    #[error("We have sent several links for this registration. Wait an hour before you ask for another one")]
    TooMany,
    /// The store failed; nothing was sent.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A registration that is waiting to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waits {
    /// The bike that was registered.
    pub bike: BikeId,
    /// The address that the link went to.
    pub email: Option<EmailAddress>,
}

/// Reads the registration that a browser made from a draft, if it is still waiting to be confirmed.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn waiting(registry: &Registry, draft: &DraftKey) -> Result<Option<Waits>, StoreError> {
    let Some(bike) = bike_of(registry, draft).await? else {
        return Ok(None);
    };
    let Some((_, typed)) = find(&registry.store, bike).await? else {
        return Ok(None);
    };
    let email = typed.email;
    Ok(Some(Waits { bike, email }))
}

/// Sends the link again to the same address. Earlier links still work.
///
/// # Errors
/// [`ResendError`]; then nothing was sent.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn send_again(registry: &Registry, draft: &DraftKey) -> Result<(), ResendError> {
    let bike = bike_of(registry, draft).await?.ok_or(ResendError::NotWaiting)?;
    let tx = registry.store.begin().await?;
    let (owner, typed) = find(&tx, bike).await?.ok_or(ResendError::NotWaiting)?;
    let email = typed.email.ok_or(ResendError::NotWaiting)?;
    send(registry, &tx, owner.account, bike, &email).await?;
    tx.commit().await?;
    registry.mail_waits();
    Ok(())
}

/// Changes the address of a registration and sends the link there. Earlier links stop working.
///
/// # Errors
/// [`ResendError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn correct_address(
    registry: &Registry,
    draft: &DraftKey,
    email: &EmailAddress,
) -> Result<(), ResendError> {
    let now = registry.now();
    let bike = bike_of(registry, draft).await?.ok_or(ResendError::NotWaiting)?;
    let tx = registry.store.begin().await?;
    let (owner, typed) = find(&tx, bike).await?.ok_or(ResendError::NotWaiting)?;
    let contact = Contact {
        email: Some(email.clone()),
        ..typed
    };
    let account = one(
        store::account::find_or_create(&tx, std::slice::from_ref(&contact), now).await?,
        "account",
    )?;
    let claim = Claim {
        bike,
        account,
        typed: Some(Typed::seal(registry.store.keys(), &contact)?),
    };
    store::bike::ownerships::readdress(&tx, claim).await?;
    store::account::links::end_about(&tx, bike, now).await?;
    store::mail::withdraw(&tx, bike).await?;
    send(registry, &tx, account, bike, email).await?;
    if owner.account != account {
        store::account::links::readdress(&tx, bike, account).await?;
        store::account::remove_if_unused(&tx, owner.account).await?;
    }
    tx.commit().await?;
    registry.mail_waits();
    Ok(())
}

async fn bike_of(registry: &Registry, draft: &DraftKey) -> Result<Option<BikeId>, StoreError> {
    let draft = draft::load_draft(registry, draft).await?;
    Ok(draft.and_then(|draft| draft.bike))
}

/// The owner who has not confirmed yet, with what was typed.
async fn find(source: &impl Source, bike: BikeId) -> Result<Option<(Owner, Contact)>, StoreError> {
    let owner = store::bike::ownerships::owner_of(source, bike).await?;
    let Some(owner) = owner.filter(|owner| !owner.is_answered_for()) else {
        return Ok(None);
    };
    let mut typed = store::bike::ownerships::typed_of(source, &[bike]).await?;
    Ok(typed.remove(&bike).map(|typed| (owner, typed)))
}

async fn send(
    registry: &Registry,
    tx: &Tx,
    account: AccountId,
    bike: BikeId,
    email: &EmailAddress,
) -> Result<(), ResendError> {
    let now = registry.now();
    let an_hour_ago = now - SignedDuration::from_hours(1);
    if store::account::links::count_about(tx, bike, an_hour_ago).await? >= LINKS_AN_HOUR {
        return Err(ResendError::TooMany);
    }
    // A bike that was registered because it was stolen is reported next, whichever e-mail is opened.
    let next = store::account::links::next_about(tx, bike).await?;
    let link = sign_in::confirmation_link_to(registry, tx, account, bike, next.as_deref()).await?;
    let link = link.ok_or(ResendError::TooMany)?;
    let letter = letters::confirm_registration(email, BikeReference::of(bike), &link);
    store::mail::queue_about(tx, &letter, bike, now).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
