//! Changes the e-mail address of an account. The new address confirms the change, and the old one is told and can
//! object.
//!
//! Only a press of a button changes the address; opening a link does not. Somebody who has stolen a session must not be able
//! to take an account over unseen, so the reader of the old address can take the change back for a week.

use super::sign_in::{self, Purpose};
use crate::Registry;
use crate::account::letters;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::contact::EmailAddress;
use domain::id::AccountId;
use jiff::{SignedDuration, Timestamp};
use store::account::email_changes::{self, EmailChange, NewEmailChange};
use store::look_up::audit::{Action, AuditEntry};
use store::{StoreError, Tx};
use thiserror::Error;

/// How long the link to the new address works.
const LASTS: SignedDuration = SignedDuration::from_hours(24);

/// How long the reader of the old address can take a change back.
const OBJECTIONS_LAST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The most changes that an account can ask for in a day.
const MOST_A_DAY: u64 = 5;

/// Why an address was not changed.
#[derive(Debug, Error)]
pub enum ChangeEmailError {
    /// The account already has it.
    #[error("This is already your e-mail address. Enter the new one")]
    Same,
    /// The account has a role, which was given to its address.
    #[error("Your account has a role. Ask your administrator to give that role to your new address")]
    Staff,
    /// The account has asked for too many changes today.
    #[error("You have asked for several changes today. Try again tomorrow")]
    TooMany,
    /// The link is not one of ours, or it has expired, was used or was stopped.
    #[error("This link no longer works. Sign in to see your address or to change it")]
    Useless,
    /// The address now has an account of its own.
    #[error("This address already has its own account. Sign in with it instead")]
    Taken,
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Asks to change the address: sends a link to the new address, and a notice to the old one. The answer does not say
/// whether the new address is known.
///
/// # Errors
/// [`ChangeEmailError`]; then nothing was sent.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn ask(
    registry: &Registry,
    account: AccountId,
    new: &EmailAddress,
) -> Result<(), ChangeEmailError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if let Some(()) = registry.made_before(&tx).await? {
        return Ok(());
    }
    let contact = store::account::contact(&tx, account).await?;
    let old = contact.and_then(|contact| contact.email);
    let old = old.ok_or(ChangeEmailError::Useless)?;
    if old.comparison_key() == new.comparison_key() {
        return Err(ChangeEmailError::Same);
    }
    let roles = store::account::organisations::memberships_of(&tx, account).await?;
    if !roles.is_empty() {
        return Err(ChangeEmailError::Staff);
    }
    let a_day_ago = now - SignedDuration::from_hours(24);
    if email_changes::count_made_after(&tx, account, a_day_ago).await? >= MOST_A_DAY {
        return Err(ChangeEmailError::TooMany);
    }
    let (token, objection) = (sign_in::new_token(registry), sign_in::new_token(registry));
    email_changes::stop_waiting(&tx, account, now).await?;
    let change = NewEmailChange {
        account,
        token: &token,
        objection: &objection,
        old: &old,
        new,
        expires_at: now + LASTS,
    };
    email_changes::insert(&tx, &change, now).await?;
    let letter = if store::account::find_by_email(&tx, new).await?.is_some() {
        letters::address_has_account(new, &format!("{}/sign-in", registry.public_url))
    } else {
        letters::confirm_new_address(new, &link(registry, &token, ""))
    };
    store::mail::queue_first(&tx, &letter, now).await?;
    let told = letters::change_was_asked_for(&old, &link(registry, &objection, "/stop"));
    store::mail::queue_first(&tx, &told, now).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(account.id = %account, "An account asked for another e-mail address");
    Ok(())
}

/// Reads the new address that an account has asked for and not yet confirmed, if any.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn waiting(registry: &Registry, account: AccountId) -> Result<Option<EmailAddress>, StoreError> {
    let waits = email_changes::waiting_of(&registry.store, account, registry.now()).await?;
    Ok(waits.map(|change| change.new))
}

/// Calls off a change that the account itself has asked for.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn call_off(registry: &Registry, account: AccountId) -> Result<(), StoreError> {
    let tx = registry.store.begin().await?;
    email_changes::stop_waiting(&tx, account, registry.now()).await?;
    tx.commit().await
}

/// Reads the address that a link would confirm, without doing it.
///
/// # Errors
/// [`ChangeEmailError::Useless`] when it would do nothing.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn peek(registry: &Registry, token: &str) -> Result<EmailAddress, ChangeEmailError> {
    let change = email_changes::by_token(&registry.store, &parse(token)?).await?;
    let change = change.filter(|change| waits(change, registry.now()));
    Ok(change.ok_or(ChangeEmailError::Useless)?.new)
}

/// The result of confirming an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// The account that has the address now.
    pub account: AccountId,
    /// The generation that a session needs to go on. Every earlier session has ended.
    pub generation: i64,
}

/// Gives the account the address that the link was sent to. It ends every sign-in of the account, and tells the old
/// address.
///
/// # Errors
/// [`ChangeEmailError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn confirm(registry: &Registry, token: &str) -> Result<Confirmed, ChangeEmailError> {
    let now = registry.now();
    let secret = parse(token)?;
    let tx = registry.store.begin().await?;
    let change = email_changes::by_token(&tx, &secret).await?;
    let change = change.ok_or(ChangeEmailError::Useless)?;
    if !email_changes::confirm(&tx, change.id, now).await? {
        return Err(ChangeEmailError::Useless);
    }
    if store::account::find_by_email(&tx, &change.new).await?.is_some() {
        return Err(ChangeEmailError::Taken);
    }
    email_changes::set_email(&tx, change.account, &change.new).await?;
    let objection = renew_objection(registry, &tx, &change).await?;
    let told = letters::address_was_changed(&change.old, &link(registry, &objection, "/stop"));
    store::mail::queue_first(&tx, &told, now).await?;
    end_everything(&tx, change.account, Action::EmailChanged, now).await?;
    let person = store::account::person(&tx, change.account).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(account.id = %change.account, "The e-mail address of an account was changed");
    Ok(Confirmed {
        account: change.account,
        generation: person.map_or(0, |person| person.generation),
    })
}

/// Checks that the link to an old address would stop or take back a change, without doing it.
///
/// # Errors
/// [`ChangeEmailError::Useless`] when it would not.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn peek_objection(registry: &Registry, token: &str) -> Result<(), ChangeEmailError> {
    let change = email_changes::by_objection(&registry.store, &parse(token)?).await?;
    let change = change.filter(|change| can_be_stopped(change, registry.now()));
    change.map(drop).ok_or(ChangeEmailError::Useless)
}

/// Stops a change of address that the reader of the old address did not ask for, or takes it back if it was made. It
/// ends every sign-in of the account.
///
/// # Errors
/// [`ChangeEmailError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn object(registry: &Registry, token: &str) -> Result<(), ChangeEmailError> {
    let now = registry.now();
    let secret = parse(token)?;
    let tx = registry.store.begin().await?;
    let change = email_changes::by_objection(&tx, &secret).await?;
    let change = change.filter(|change| can_be_stopped(change, now));
    let change = change.ok_or(ChangeEmailError::Useless)?;
    if !email_changes::stop(&tx, change.id, now).await? {
        return Err(ChangeEmailError::Useless);
    }
    email_changes::stop_waiting(&tx, change.account, now).await?;
    if change.confirmed_at.is_some() {
        if store::account::find_by_email(&tx, &change.old).await?.is_some() {
            return Err(ChangeEmailError::Taken);
        }
        email_changes::set_email(&tx, change.account, &change.old).await?;
    }
    end_everything(&tx, change.account, Action::EmailChangeStopped, now).await?;
    tx.commit().await?;
    tracing::warn!(account.id = %change.account, "The reader of an old e-mail address stopped a change");
    Ok(())
}

/// Makes a new secret for the reader of the old address, because we only keep the hash of the first one. The link in
/// the earlier letter stops working.
async fn renew_objection(registry: &Registry, tx: &Tx, change: &EmailChange) -> Result<[u8; 32], StoreError> {
    let objection = sign_in::new_token(registry);
    email_changes::renew_objection(tx, change.id, &objection).await?;
    Ok(objection)
}

/// Ends every sign-in of the account and its unused links.
async fn end_everything(
    tx: &Tx,
    account: AccountId,
    action: Action,
    now: Timestamp,
) -> Result<(), StoreError> {
    store::account::raise_generation(tx, account).await?;
    store::account::links::end(tx, account, Purpose::SignIn, now).await?;
    let entry = AuditEntry {
        subject_account: Some(account),
        ..AuditEntry::of(action)
    };
    store::look_up::audit::record(tx, &entry, now).await
}

fn waits(change: &EmailChange, now: Timestamp) -> bool {
    change.confirmed_at.is_none() && change.stopped_at.is_none() && change.expires_at > now
}

fn can_be_stopped(change: &EmailChange, now: Timestamp) -> bool {
    let in_time = change.confirmed_at.is_none_or(|at| now < at + OBJECTIONS_LAST);
    change.stopped_at.is_none() && in_time
}

fn link(registry: &Registry, token: &[u8; 32], end: &str) -> String {
    format!(
        "{}/account/e-mail/{}{end}",
        registry.public_url,
        URL_SAFE_NO_PAD.encode(token)
    )
}

fn parse(token: &str) -> Result<[u8; 32], ChangeEmailError> {
    sign_in::parse(token).map_err(|_| ChangeEmailError::Useless)
}

#[cfg(test)]
mod tests;
