//! Erases an owner's bikes and account, because the owner has asked for it. A bike that is reported stolen, or that the
//! police hold, cannot go: it would come home to nobody.

use super::unconfirmed::forget_files;
use crate::Registry;
use crate::account::letters;
use crate::account::members::AccountError;
use domain::account::contact::EmailAddress;
use domain::bike::{Bike, Standing};
use domain::id::AccountId;
use store::bike::changes;
use store::look_up::audit::{Action, AuditEntry};
use store::{Source, StoreError};
use thiserror::Error;

/// Why an account cannot be erased now.
#[derive(Debug, Error)]
pub enum EraseError {
    /// It has a role.
    #[error("Your account has a role. Ask your administrator to take the role away first")]
    Staff,
    /// One of its bikes is reported stolen.
    #[error(
        "Your bike {0} is reported stolen. If it is found, we must be able to reach you. First tell us that you have it \
         back, or that it was not stolen"
    )]
    Stolen(String),
    /// The police hold one of its bikes.
    #[error("The police have your bike {0}. Speak to them first")]
    Held(String),
    /// No account has that e-mail address.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The store failed; then nothing was erased.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How many bikes went with an account, and how many stay without it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Bikes of which nothing is left.
    pub gone: u64,
    /// Bikes whose numbers and looks stay, because the police have dealt with them or they were once stolen.
    pub kept: u64,
}

/// Tells why an account cannot be erased now: one reason for its role, and one for each bike. If there is none, it can be.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn what_stops_it(registry: &Registry, account: AccountId) -> Result<Vec<EraseError>, StoreError> {
    let (stops, _) = look(&registry.store, account).await?;
    Ok(stops)
}

/// Erases the account that asks, and its bikes. Whoever was signed in to it is signed out.
///
/// # Errors
/// [`EraseError`]; then nothing was erased.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn erase(registry: &Registry, account: AccountId) -> Result<Erased, EraseError> {
    erase_by(registry, account, Some(account)).await
}

/// Erases an account at the command line, for somebody who cannot sign in.
///
/// # Errors
/// [`EraseError`]; then nothing was erased.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn erase_from_command_line(
    registry: &Registry,
    email: &EmailAddress,
) -> Result<Erased, EraseError> {
    let account = store::account::find_by_email(&registry.store, email).await?;
    erase_by(registry, account.ok_or(AccountError::Unknown)?, None).await
}

async fn erase_by(
    registry: &Registry,
    account: AccountId,
    by: Option<AccountId>,
) -> Result<Erased, EraseError> {
    let now = registry.now();
    let hold = registry.photos.hold().await;
    let tx = registry.store.begin().await?;
    store::account::hold(&tx, account).await?;
    for bike in store::bike::ownerships::bikes_of(&tx, account).await? {
        changes::hold(&tx, bike).await?;
    }
    let (stops, bikes) = look(&tx, account).await?;
    if let Some(why) = stops.into_iter().next() {
        return Err(why);
    }
    let mut erased = Erased::default();
    let mut files = Vec::new();
    for bike in bikes {
        let mut left = store::bike::erase(&tx, bike.id, now).await?;
        files.append(&mut left.files);
        *(if left.gone {
            &mut erased.gone
        } else {
            &mut erased.kept
        }) += 1;
    }
    let contact = store::account::contact(&tx, account).await?;
    store::account::erase(&tx, account).await?;
    if let Some(to) = contact.and_then(|contact| contact.email) {
        store::mail::queue(&tx, &letters::erased(&to, erased.kept), now).await?;
    }
    let entry = AuditEntry {
        actor: by,
        subject_account: Some(account),
        ..AuditEntry::of(Action::AccountErased)
    };
    store::look_up::audit::record(&tx, &entry, now).await?;
    tx.commit().await?;
    forget_files(registry, &files).await?;
    drop(hold);
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(account.id = %account, gone = erased.gone, kept = erased.kept, "Erased an account");
    Ok(erased)
}

/// Reads what stops an account from being erased, and its bikes.
async fn look(source: &impl Source, account: AccountId) -> Result<(Vec<EraseError>, Vec<Bike>), StoreError> {
    let roles = store::account::organisations::memberships_of(source, account).await?;
    let ids = store::bike::ownerships::bikes_of(source, account).await?;
    let bikes = store::bike::load(source, &ids).await?;
    let mut stops = Vec::new();
    if !roles.is_empty() {
        stops.push(EraseError::Staff);
    }
    stops.extend(bikes.iter().filter_map(|bike| match bike.standing {
        Standing::ReportedStolen => Some(EraseError::Stolen(bike.reference().to_string())),
        Standing::HeldByPolice => Some(EraseError::Held(bike.reference().to_string())),
        Standing::WithOwner | Standing::Retired => None,
    }));
    Ok((stops, bikes))
}

#[cfg(test)]
mod tests;
