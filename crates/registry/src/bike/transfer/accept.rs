//! The new owner's side of a transfer: they see what is offered, and accept or refuse it.

use super::{NotYours, Outcome, Timestamp, TransferError, end, may_go, parse};
use crate::Registry;
use crate::account::sign_in;
use crate::bike::letters;
use crate::context::one;
use domain::account::SignIn;
use domain::account::contact::{Contact, EmailAddress};
use domain::bike::{Bike, BikeReference, Changed, Difference, DisputeOutcome};
use domain::id::{AccountId, BikeId};
use store::account::Known;
use store::bike::changes::{self, By};
use store::bike::ownerships::{Acquired, Claim};
use store::bike::transfers::{self, Transfer};
use store::{Source, StoreError, Tx};

/// What is offered to the reader of a link.
#[derive(Clone, Debug)]
pub struct Offered {
    /// The bike that is offered.
    pub bike: Bike,
    /// The address that it is offered to.
    pub to: EmailAddress,
    /// The details that the account of that address has agreed to, if any.
    pub known: Option<Contact>,
    /// When the offer expires.
    pub expires_at: Timestamp,
}

/// The result of accepting a bike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The bike that was accepted.
    pub bike: BikeId,
    /// The account of its new owner.
    pub account: AccountId,
    /// The sign-in that it began, or `None` for an account with a role.
    pub sign_in: Option<SignIn>,
}

/// Reads what a link offers, without accepting it.
///
/// # Errors
/// [`TransferError`] when it offers nothing.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn peek(registry: &Registry, token: &str) -> Result<Offered, TransferError> {
    let source = &registry.store;
    let offer = find(source, token, registry.now()).await?;
    let bike = store::bike::find(source, offer.bike).await?.ok_or(NotYours)?;
    let known = match store::account::find_by_email(source, &offer.to).await? {
        Some(account) => store::account::known(source, account).await?,
        None => None,
    };
    Ok(Offered {
        bike,
        known: known.as_ref().and_then(Known::agreed).cloned(),
        to: offer.to,
        expires_at: offer.expires_at,
    })
}

/// Makes the reader of a link the owner of the bike, with the name, phone number and postcode that they agree to. The link
/// shows that they read the address, so it signs them in, unless the account has a role.
///
/// # Errors
/// [`TransferError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn accept(registry: &Registry, token: &str, details: &Contact) -> Result<Accepted, TransferError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let offer = find(&tx, token, now).await?;
    changes::hold(&tx, offer.bike).await?;
    let bike = store::bike::find(&tx, offer.bike).await?.ok_or(NotYours)?;
    may_go(&bike)?;
    let address = Contact {
        email: Some(offer.to.clone()),
        ..Contact::default()
    };
    let account = one(
        store::account::find_or_create(&tx, &[address], now).await?,
        "account",
    )?;
    if !transfers::end(&tx, offer.id, Outcome::Accepted, Some(account), now).await? {
        return Err(TransferError::Useless);
    }
    store::account::confirm(&tx, account, now).await?;
    store::account::agree(&tx, account, details, now).await?;
    go_over(&tx, &offer, account, now).await?;
    if let Some(double) = offer.double {
        join(registry, &tx, offer.bike, double, account).await?;
    }
    write_to_both(registry, &tx, &offer).await?;
    let sign_in = sign_in::begin_for_owner(registry, &tx, account).await?;
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(bike.id = %offer.bike, "A bike was passed on to a new owner");
    Ok(Accepted {
        bike: offer.bike,
        account,
        sign_in,
    })
}

/// Refuses what a link offers, and tells both sides.
///
/// # Errors
/// [`TransferError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn refuse(registry: &Registry, token: &str) -> Result<(), TransferError> {
    let tx = registry.store.begin().await?;
    let offer = find(&tx, token, registry.now()).await?;
    let said = [
        "The new owner did not want your bike.",
        "You said no to the bike.",
    ];
    end(registry, &tx, &offer, Outcome::Refused, said).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(bike.id = %offer.bike, "The offer of a bike was refused");
    Ok(())
}

async fn find(source: &impl Source, token: &str, now: Timestamp) -> Result<Transfer, TransferError> {
    let offer = transfers::by_token(source, &parse(token)?).await?;
    let offer = offer.filter(|offer| offer.expires_at > now);
    let offer = offer.ok_or(TransferError::Useless)?;
    // If the bike has changed hands in another way, its old owner can no longer offer it.
    let owner = store::bike::ownerships::owner_of(source, offer.bike).await?;
    owner
        .filter(|owner| owner.account == offer.from)
        .map(|_| offer)
        .ok_or(TransferError::Useless)
}

async fn go_over(tx: &Tx, offer: &Transfer, account: AccountId, now: Timestamp) -> Result<(), StoreError> {
    let claim = Claim::untyped(offer.bike, account);
    store::bike::ownerships::replace(tx, claim, Acquired::Transferred, now).await?;
    store::bike::ownerships::confirm(tx, offer.bike, account, now).await?;
    let told = Difference {
        what: Changed::Owner,
        before: Some("One owner".to_owned()),
        after: Some("another, who accepted it".to_owned()),
    };
    let by = By {
        account,
        while_gone: false,
    };
    changes::note(tx, offer.bike, by, &[told], now).await?;
    // Messages to the old owner are not for the new one to read.
    store::message::mark_read(tx, offer.bike, now).await?;
    store::bike::noted(tx, offer.bike, now).await
}

/// Joins two records of the same bike. The new owner's own record goes, and what belongs to it stays with the bike.
async fn join(
    registry: &Registry,
    tx: &Tx,
    bike: BikeId,
    double: BikeId,
    account: AccountId,
) -> Result<(), StoreError> {
    let owner = store::bike::ownerships::owner_of(tx, double).await?;
    if owner.is_none_or(|owner| owner.account != account) {
        return Ok(());
    }
    store::bike::flags::settle(tx, double, None, DisputeOutcome::PassedOn, registry.now()).await?;
    store::bike::join(tx, double, bike, registry.now()).await
}

async fn write_to_both(registry: &Registry, tx: &Tx, offer: &Transfer) -> Result<(), StoreError> {
    let now = registry.now();
    let reference = BikeReference::of(offer.bike);
    let from = store::account::contact(tx, offer.from).await?;
    if let Some(own) = from.and_then(|contact| contact.email) {
        let letter = letters::your_bike_went_over(&own, reference);
        store::mail::queue_about(tx, &letter, offer.bike, now).await?;
    }
    let page = format!("{}/account/bikes/{}", registry.public_url, offer.bike);
    let letter = letters::the_bike_is_yours(&offer.to, reference, &page);
    store::mail::queue_about(tx, &letter, offer.bike, now).await?;
    Ok(())
}
