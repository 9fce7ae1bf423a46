use super::super::{letters, sign_out};
use crate::Registry;
use domain::account::contact::EmailAddress;
use domain::account::factor::RESET_WAITS;
use domain::id::AccountId;
use jiff::Timestamp;
use store::account::factors;
use store::look_up::audit::{Action, AuditEntry};
use store::{StoreError, Tx};
use thiserror::Error;

/// Why a second factor is not reset, or a reset not stopped.
#[derive(Debug, Error)]
pub enum ResetError {
    /// No account has that e-mail address.
    #[error("no account has this e-mail address")]
    Unknown,
    /// The account has no second factor.
    #[error("this account has no second factor; it can set one up when it signs in")]
    NoFactor,
    /// Nobody has asked for a reset that could be stopped.
    #[error("no reset of this account's second factor is waiting")]
    NotWaiting,
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Asks at the command line for an account's second factor to be taken away, after a waiting time, and returns when that
/// will be. It ends every sign-in of the account, and a letter tells the account, whose owner can stop it with a code
/// until then. If a reset is already waiting, it stays as it is. The log records it.
///
/// # Errors
/// [`ResetError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn reset_from_command_line(
    registry: &Registry,
    email: &EmailAddress,
) -> Result<Timestamp, ResetError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let account = found(&tx, email).await?;
    let factor = factors::of_account(&tx, account).await?;
    let factor = factor
        .filter(|factor| !factor.is_reset(now))
        .ok_or(ResetError::NoFactor)?;
    if let Some(at) = factor.reset_at {
        return Ok(at);
    }
    let at = now + RESET_WAITS;
    factors::set_reset(&tx, account, Some(at)).await?;
    sign_out::end_all(registry, &tx, account, None).await?;
    note(&tx, account, Action::FactorResetAsked, now).await?;
    let contact = store::account::contact(&tx, account).await?;
    if let Some(to) = contact.and_then(|contact| contact.email) {
        let sign_in = format!("{}/sign-in", registry.public_url);
        let letter = letters::second_factor_reset(&to, at, &sign_in);
        store::mail::queue_first(&tx, &letter, now).await?;
    }
    tx.commit().await?;
    registry.mail_waits();
    Ok(at)
}

/// Stops a reset at the command line before it takes effect. The log records it.
///
/// # Errors
/// [`ResetError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn stop_from_command_line(registry: &Registry, email: &EmailAddress) -> Result<(), ResetError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let account = found(&tx, email).await?;
    let factor = factors::of_account(&tx, account).await?;
    let waits = factor.is_some_and(|factor| factor.reset_at.is_some() && !factor.is_reset(now));
    if !waits {
        return Err(ResetError::NotWaiting);
    }
    factors::set_reset(&tx, account, None).await?;
    note(&tx, account, Action::FactorResetStopped, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Finds the account, and locks it until the transaction ends.
async fn found(tx: &Tx, email: &EmailAddress) -> Result<AccountId, ResetError> {
    let account = store::account::find_by_email(tx, email).await?;
    let account = account.ok_or(ResetError::Unknown)?;
    store::account::hold(tx, account).await?;
    Ok(account)
}

async fn note(tx: &Tx, account: AccountId, action: Action, now: Timestamp) -> Result<(), StoreError> {
    let entry = AuditEntry {
        subject_account: Some(account),
        ..AuditEntry::of(action)
    };
    store::look_up::audit::record(tx, &entry, now).await
}
