//! The owner of an e-mail address confirms a registration that was made with it, or says that somebody else made it.
//!
//! Until then, the details that were typed stay with the registration, because typing an address does not show that it
//! is yours. These functions only run when somebody presses a button; opening a link changes nothing.

use super::disputes::ask_first_owners;
use super::letters;
use super::own::NotYours;
use super::unconfirmed;
use crate::Registry;
use crate::account::sign_in::{self, Followed, SpendLinkError};
use domain::account::contact::{Contact, EmailAddress};
use domain::bike::Bike;
use domain::id::{AccountId, BikeId};
use jiff::Timestamp;
use store::account::Known;
use store::bike::ownerships::Owner;
use store::bike::photos::FileName;
use store::look_up::audit::{Action, AuditEntry};
use store::{Source, StoreError, Tx};

/// A registration that is waiting for its owner to confirm it, with the details.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The bike that is being registered.
    pub bike: Bike,
    /// The details that were typed with it.
    pub typed: Contact,
    /// The details that the account has, if its owner has agreed to any.
    pub known: Option<Contact>,
}

impl Proposal {
    /// Returns true if the details that were typed would change something that the account has.
    pub fn would_change(&self) -> bool {
        self.known
            .as_ref()
            .is_some_and(|known| used(&self.typed, Some(known)) != *known)
    }
}

/// What to do with the details that were typed with a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Details {
    /// The account keeps what it has.
    Keep,
    /// They replace what the account has.
    Use,
}

/// Reads a registration of the account that is waiting to be confirmed. Returns `None` if it is not waiting, or
/// belongs to somebody else.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0, bike = bike.0))]
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

/// Uses up the link of a registration and confirms the registration. If no choice was made, the account keeps its
/// details, or takes those of the registration if it has none.
///
/// # Errors
/// [`SpendLinkError`]; then nothing was done.
#[tracing::instrument(level = "debug", skip_all)]
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

/// Confirms a registration for a signed-in account, as [`confirm_by_link`] does.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing was done.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0, bike = bike.0))]
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

/// What became of a registration that the owner of its address did not make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The registration was deleted.
    Deleted,
    /// It stays, without the address.
    TakenOff,
}

/// Uses up the link of a registration that the owner of the address did not make, and deletes the registration. If
/// somebody else answers for it, it stays, but without the address.
///
/// # Errors
/// [`SpendLinkError`]; then nothing was done.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn refuse_by_link(registry: &Registry, token: &str) -> Result<Refused, SpendLinkError> {
    let hold = registry.photos.hold().await;
    let tx = registry.store.begin().await?;
    // This signs nobody in and does not show whose address it is, so an account that was made only for this
    // registration is deleted too.
    let link = store::account::links::spend(&tx, &sign_in::parse(token)?, registry.now()).await?;
    let (refused, files) = match link.bike {
        Some(bike) => refuse(registry, &tx, link.account, bike).await?,
        None => (Refused::TakenOff, Vec::new()),
    };
    tx.commit().await?;
    unconfirmed::forget_files(registry, &files).await?;
    drop(hold);
    registry.bikes_changed();
    Ok(refused)
}

/// Deletes a registration that a signed-in account did not make, as [`refuse_by_link`] does.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing was done.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0, bike = bike.0))]
pub async fn refuse_own(
    registry: &Registry,
    account: AccountId,
    bike: BikeId,
) -> Result<Result<Refused, NotYours>, StoreError> {
    let hold = registry.photos.hold().await;
    let tx = registry.store.begin().await?;
    if waiting(&tx, account, bike).await?.is_none() {
        return Ok(Err(NotYours));
    }
    let (refused, files) = refuse(registry, &tx, account, bike).await?;
    tx.commit().await?;
    unconfirmed::forget_files(registry, &files).await?;
    drop(hold);
    registry.bikes_changed();
    Ok(Ok(refused))
}

/// Finds the ownership of a bike that this account has yet to confirm.
async fn waiting(
    source: &impl Source,
    account: AccountId,
    bike: BikeId,
) -> Result<Option<Owner>, StoreError> {
    let owner = store::bike::ownerships::owner_of(source, bike).await?;
    Ok(owner.filter(|owner| owner.account == account && owner.confirmed_at.is_none()))
}

/// The details that were typed with a registration. Earlier versions of the program put them in the account.
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

/// The details of an account after it takes those of a registration. Fields that were left empty do not change.
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
        ask_first_owners(registry, tx, bike).await?;
    }
    tracing::info!(bike.id = %bike, "An owner confirmed a registration");
    Ok(())
}

/// Sends the messages that came before the registration was confirmed.
async fn pass_on(
    registry: &Registry,
    tx: &Tx,
    bike: BikeId,
    to: Option<&EmailAddress>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(to) = to else { return Ok(()) };
    let threads = store::message::threads::of_bike(tx, bike).await?;
    for message in store::message::for_bike(tx, bike).await?.into_iter().rev() {
        let thread = threads.iter().find(|thread| Some(thread.id) == message.thread);
        let link = thread.map(|thread| letters::conversation(&registry.public_url, &thread.kept.owner));
        let letter = letters::somebody_wrote(to, bike, &message.body, link.as_deref(), &registry.public_url);
        store::mail::queue_about(tx, &letter, bike, now).await?;
    }
    Ok(())
}

/// Deletes a registration. If a volunteer or the police know the bike, it only takes the address off. Returns the files
/// of its photos.
async fn refuse(
    registry: &Registry,
    tx: &Tx,
    account: AccountId,
    bike: BikeId,
) -> Result<(Refused, Vec<FileName>), StoreError> {
    let now = registry.now();
    let Some(owner) = waiting(tx, account, bike).await? else {
        return Ok((Refused::TakenOff, Vec::new()));
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
    Ok(match removed {
        Some(files) => (Refused::Deleted, files),
        None => (Refused::TakenOff, Vec::new()),
    })
}

#[cfg(test)]
mod tests;
