//! The owner of an e-mail address confirms a registration that was made with it, or says that it was somebody else.
//!
//! What was typed with a registration stays with it until then: who types an address into a form has not shown that it
//! is theirs. Only a press of a button comes here; that a link was opened changes nothing.

use super::own::NotYours;
use super::unconfirmed;
use crate::Registry;
use crate::account::sign_in::{self, Followed, SpendLinkError};
use crate::mail::letters;
use domain::account::contact::{Contact, EmailAddress};
use domain::bike::{Bike, BikeReference};
use domain::id::{AccountId, BikeId};
use jiff::Timestamp;
use store::account::Known;
use store::bike::ownerships::Owner;
use store::bike::photos::FileName;
use store::look_up::audit::{Action, AuditEntry};
use store::{Source, StoreError, Tx};

/// A registration that waits for its owner, with what it says.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The bike.
    pub bike: Bike,
    /// The details that were typed with it.
    pub typed: Contact,
    /// The details that the account has, if its owner has agreed to any.
    pub known: Option<Contact>,
}

impl Proposal {
    /// Tells whether the details that were typed would change something that the account has.
    pub fn would_change(&self) -> bool {
        self.known
            .as_ref()
            .is_some_and(|known| used(&self.typed, Some(known)) != *known)
    }
}

/// What becomes of the details that were typed with a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Details {
    /// The account keeps what it has.
    Keep,
    /// They take the place of what the account has.
    Use,
}

/// Reads what a registration of an account's says while it waits to be confirmed; none when it does not wait or is
/// somebody else's.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn proposed(
    registry: &Registry,
    account: AccountId,
    bike: BikeId,
) -> Result<Option<Proposal>, StoreError> {
    let source = &registry.store;
    if waiting(source, account, bike).await?.is_none() {
        return Ok(None);
    }
    let Some(found) = store::bike::find(source, bike).await? else {
        return Ok(None);
    };
    let person = store::account::known(source, account).await?;
    Ok(Some(Proposal {
        bike: found,
        typed: typed(source, bike, person.as_ref()).await?,
        known: person.as_ref().and_then(Known::agreed).cloned(),
    }))
}

/// Spends the link of a registration and confirms it. Without a choice the account keeps the details that it has, and
/// takes those of the registration if it has none.
///
/// # Errors
/// [`SpendLinkError`]; then nothing was done.
pub async fn confirm_by_link(
    registry: &Registry,
    token: &str,
    details: Option<Details>,
) -> Result<Followed, SpendLinkError> {
    let tx = registry.store.begin().await?;
    let link = sign_in::spend_in(registry, &tx, token).await?;
    if let Some(bike) = link.bike {
        settle(registry, &tx, link.account, bike, details).await?;
    }
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    Ok(link)
}

/// Confirms a registration of a signed-in account, as [`confirm_by_link`] does.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing was done.
pub async fn confirm_own(
    registry: &Registry,
    account: AccountId,
    bike: BikeId,
    details: Option<Details>,
) -> Result<Result<(), NotYours>, StoreError> {
    let tx = registry.store.begin().await?;
    if waiting(&tx, account, bike).await?.is_none() {
        return Ok(Err(NotYours));
    }
    settle(registry, &tx, account, bike, details).await?;
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    Ok(Ok(()))
}

/// Spends the link of a registration that the owner of the address did not make, and drops it.
///
/// # Errors
/// [`SpendLinkError`]; then nothing was done.
pub async fn refuse_by_link(registry: &Registry, token: &str) -> Result<(), SpendLinkError> {
    let hold = registry.photos.hold().await;
    let tx = registry.store.begin().await?;
    // It signs nobody in, and the address is not shown to be anybody's: an account that was made for it goes, too.
    let link = store::account::links::spend(&tx, &sign_in::parse(token)?, registry.now()).await?;
    let files = match link.bike {
        Some(bike) => refuse(registry, &tx, link.account, bike).await?,
        None => Vec::new(),
    };
    tx.commit().await?;
    unconfirmed::forget_files(registry, &files).await?;
    drop(hold);
    registry.bikes_changed();
    Ok(())
}

/// Drops a registration that a signed-in account did not make, as [`refuse_by_link`] does.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing was done.
pub async fn refuse_own(
    registry: &Registry,
    account: AccountId,
    bike: BikeId,
) -> Result<Result<(), NotYours>, StoreError> {
    let hold = registry.photos.hold().await;
    let tx = registry.store.begin().await?;
    if waiting(&tx, account, bike).await?.is_none() {
        return Ok(Err(NotYours));
    }
    let files = refuse(registry, &tx, account, bike).await?;
    tx.commit().await?;
    unconfirmed::forget_files(registry, &files).await?;
    drop(hold);
    registry.bikes_changed();
    Ok(Ok(()))
}

/// The ownership of a bike that waits for this account to confirm it.
async fn waiting(
    source: &impl Source,
    account: AccountId,
    bike: BikeId,
) -> Result<Option<Owner>, StoreError> {
    let owner = store::bike::ownerships::owner_of(source, bike).await?;
    Ok(owner.filter(|owner| owner.account == account && owner.confirmed_at.is_none()))
}

/// What was typed with a registration. Those of earlier versions of the program are in the account.
pub(crate) async fn typed(
    source: &impl Source,
    bike: BikeId,
    person: Option<&Known>,
) -> Result<Contact, StoreError> {
    let typed = store::bike::ownerships::typed_of(source, &[bike])
        .await?
        .remove(&bike);
    let before = || {
        person
            .filter(|person| person.agreed().is_none())
            .map(|person| person.contact.clone())
    };
    Ok(typed.or_else(before).unwrap_or_default())
}

/// The details of an account that uses those of a registration: what was left empty stays as it is.
fn used(typed: &Contact, known: Option<&Contact>) -> Contact {
    let known = known.cloned().unwrap_or_default();
    Contact {
        name: typed.name.clone().or(known.name),
        phone: typed.phone.clone().or(known.phone),
        postcode: typed.postcode.clone().or(known.postcode),
        email: known.email,
    }
}

async fn settle(
    registry: &Registry,
    tx: &Tx,
    account: AccountId,
    bike: BikeId,
    details: Option<Details>,
) -> Result<(), StoreError> {
    let now = registry.now();
    let Some(owner) = waiting(tx, account, bike).await? else {
        return Ok(());
    };
    let person = store::account::known(tx, account).await?;
    let known = person.as_ref().and_then(Known::agreed);
    let details = details.unwrap_or(if known.is_some() {
        Details::Keep
    } else {
        Details::Use
    });
    if details == Details::Use {
        let typed = typed(tx, bike, person.as_ref()).await?;
        store::account::agree(tx, account, &used(&typed, known), now).await?;
    }
    store::bike::ownerships::confirm(tx, bike, account, now).await?;
    if !owner.is_answered_for() {
        let to = person.and_then(|person| person.contact.email);
        pass_on(registry, tx, bike, to.as_ref(), now).await?;
    }
    tracing::info!(bike.id = %bike, "An owner confirmed a registration");
    Ok(())
}

/// Sends the messages that came while nobody answered for the registration.
async fn pass_on(
    registry: &Registry,
    tx: &Tx,
    bike: BikeId,
    to: Option<&EmailAddress>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(to) = to else { return Ok(()) };
    let account = format!("{}/account/bikes/{bike}", registry.public_url);
    for message in store::message::for_bike(tx, bike).await?.into_iter().rev() {
        let letter = letters::message_about_bike(to, BikeReference::of(bike), &message.body, &account);
        store::mail::queue_about(tx, &letter, bike, now).await?;
    }
    Ok(())
}

/// Drops a registration, or takes the address off one that a volunteer or the police know the bike of; returns the files of
/// its photos.
async fn refuse(
    registry: &Registry,
    tx: &Tx,
    account: AccountId,
    bike: BikeId,
) -> Result<Vec<FileName>, StoreError> {
    let now = registry.now();
    let Some(owner) = waiting(tx, account, bike).await? else {
        return Ok(Vec::new());
    };
    let removed = if owner.is_answered_for() {
        None
    } else {
        store::bike::remove(tx, bike, now).await?
    };
    if removed.is_none() {
        unconfirmed::take_address_off(registry, tx, account, bike, now).await?;
    }
    let entry = AuditEntry {
        subject_account: Some(account),
        bike: Some(bike),
        ..AuditEntry::of(Action::RegistrationRefused)
    };
    store::look_up::audit::record(tx, &entry, now).await?;
    store::account::remove_if_unused(tx, account).await?;
    tracing::info!(bike.id = %bike, "The owner of an address refused a registration");
    Ok(removed.unwrap_or_default())
}

#[cfg(test)]
mod tests;
