use crate::Registry;
use domain::account::factor::{Code, RecoveryCode, Tries};
use domain::id::AccountId;
use domain::london;
use jiff::{SignedDuration, Timestamp};
use store::account::factors::{self, Factor};
use store::look_up::audit::{Action, AuditEntry};
use store::{StoreError, Tx};
use thiserror::Error;

/// What somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A code from the app.
    Code(Code),
    /// A recovery code.
    Recovery(RecoveryCode),
}

/// A code was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// How many recovery codes are left, if one was used.
    pub codes_left: Option<u64>,
    /// True if a reset was waiting. The code has stopped it, because it shows that nothing is lost.
    pub stopped_reset: bool,
}

/// Why a code was not taken.
#[derive(Debug, Error)]
pub enum CheckError {
    /// It is wrong, or it was used before.
    #[error("This code is not right, or it has been used. Wait until the app shows the next one")]
    Wrong,
    /// It is not one of the account's recovery codes, or it was used before.
    #[error("This recovery code is not right, or it has been used")]
    WrongRecoveryCode,
    /// There were too many wrong ones. No code is read until this time.
    #[error("There were too many wrong codes. Try again after {}", london::clock_at(never_early(*.0)))]
    TooMany(Timestamp),
    /// The account has no second factor.
    #[error("Your account has no code app")]
    NoFactor,
    /// Its secret cannot be opened, so nothing can be compared with it.
    #[error("We cannot check codes for your account. Ask your administrator to reset your code app")]
    Unreadable,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Moves a time on, so that written without seconds it is never too early.
fn never_early(at: Timestamp) -> Timestamp {
    at + SignedDuration::from_secs(59)
}

/// Checks a code or a recovery code. Each works once. A few wrong ones stop all for a while; only somebody who has
/// followed a link to the account's mailbox gets as far as this, so no stranger can stop them for another person.
///
/// # Errors
/// [`CheckError`]; then nobody was let in.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn check(registry: &Registry, account: AccountId, proof: &Proof) -> Result<Accepted, CheckError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    store::account::hold(&tx, account).await?;
    let factor = factors::of_account(&tx, account).await?;
    let factor = factor
        .filter(|factor| !factor.is_reset(now))
        .ok_or(CheckError::NoFactor)?;
    if let Some(until) = factor.tries.wait(now) {
        return Err(CheckError::TooMany(until));
    }
    if !is_right(&tx, account, &factor, proof, now).await? {
        return Err(refuse(tx, account, &factor, proof, now).await?);
    }
    let accepted = accept(&tx, account, &factor, proof, now).await?;
    tx.commit().await?;
    Ok(accepted)
}

async fn is_right(
    tx: &Tx,
    account: AccountId,
    factor: &Factor,
    proof: &Proof,
    now: Timestamp,
) -> Result<bool, CheckError> {
    // If the secret cannot be opened, the door stays shut to recovery codes too.
    let secret = match factors::secret(tx, account).await {
        Ok(secret) => secret.ok_or(CheckError::NoFactor)?,
        Err(error @ (StoreError::Seal(_) | StoreError::Corrupt { .. })) => {
            tracing::error!(account.id = %account, "The secret of a second factor cannot be opened: {error}");
            return Err(CheckError::Unreadable);
        }
        Err(error) => return Err(error.into()),
    };
    Ok(match proof {
        Proof::Code(code) => match secret.step_of(*code, now, Some(factor.used_step)) {
            Some(step) => factors::take_step(tx, account, step).await?,
            None => false,
        },
        Proof::Recovery(code) => factors::spend_code(tx, account, code, now).await?,
    })
}

async fn accept(
    tx: &Tx,
    account: AccountId,
    factor: &Factor,
    proof: &Proof,
    now: Timestamp,
) -> Result<Accepted, StoreError> {
    factors::set_tries(tx, account, Tries::default()).await?;
    let codes_left = match proof {
        Proof::Code(_) => None,
        Proof::Recovery(_) => {
            note(tx, account, Action::RecoveryCodeUsed, now).await?;
            Some(factors::codes_left(tx, account).await?)
        }
    };
    if factor.reset_at.is_some() {
        factors::set_reset(tx, account, None).await?;
        note(tx, account, Action::FactorResetStopped, now).await?;
    }
    Ok(Accepted {
        codes_left,
        stopped_reset: factor.reset_at.is_some(),
    })
}

/// Counts a wrong code, and returns what to say about it.
async fn refuse(
    tx: Tx,
    account: AccountId,
    factor: &Factor,
    proof: &Proof,
    now: Timestamp,
) -> Result<CheckError, StoreError> {
    let tries = factor.tries.failed(now);
    factors::set_tries(&tx, account, tries).await?;
    let until = tries.wait(now);
    if until.is_some() {
        note(&tx, account, Action::CodesRefused, now).await?;
        tracing::warn!(account.id = %account, "Too many wrong codes were typed for an account");
    }
    tx.commit().await?;
    Ok(match (until, proof) {
        (Some(until), _) => CheckError::TooMany(until),
        (None, Proof::Code(_)) => CheckError::Wrong,
        (None, Proof::Recovery(_)) => CheckError::WrongRecoveryCode,
    })
}

async fn note(tx: &Tx, account: AccountId, action: Action, now: Timestamp) -> Result<(), StoreError> {
    let entry = AuditEntry {
        actor: Some(account),
        subject_account: Some(account),
        ..AuditEntry::of(action)
    };
    store::look_up::audit::record(tx, &entry, now).await
}
