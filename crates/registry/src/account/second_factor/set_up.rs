use super::super::letters;
use crate::Registry;
use domain::account::factor::{Code, RECOVERY_CODES, RecoveryCode, Secret};
use domain::id::AccountId;
use store::account::factors;
use store::look_up::audit::{Action, AuditEntry};
use store::{StoreError, Tx};
use thiserror::Error;

/// Why a second factor was not set up.
#[derive(Debug, Error)]
pub enum SetUpError {
    /// The code is not the one that the app shows now.
    #[error(
        "This code is not right. Check that the phone’s clock is right, and enter the code that it shows now"
    )]
    WrongCode,
    /// The account has a second factor, and the session did not prove it.
    #[error("Your account already has a code app")]
    AlreadySetUp,
    /// There is no second factor to make recovery codes for.
    #[error("Your account has no code app")]
    NoFactor,
    /// The QR code cannot be drawn.
    #[error("the QR code cannot be drawn")]
    Picture,
    /// The store failed; nothing was set up.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The QR code of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The data of an SVG path. A module is one unit wide.
    pub path: String,
    /// How many modules there are on a side.
    pub side: usize,
}

/// Makes a secret for an app. Nothing is stored.
pub fn new_secret(registry: &Registry) -> Secret {
    Secret::new(registry.token())
}

/// Draws the QR code that an app reads a secret from. The app shows the account's e-mail address beside its codes.
///
/// # Errors
/// [`SetUpError`] when the store fails or the code cannot be drawn.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn draw(registry: &Registry, account: AccountId, secret: &Secret) -> Result<Picture, SetUpError> {
    let contact = store::account::contact(&registry.store, account).await?;
    let address = contact.and_then(|contact| contact.email).map(String::from);
    let link = secret.link(&address.unwrap_or_default());
    let modules = marks::qr::modules_of(&link).map_err(|_| SetUpError::Picture)?;
    Ok(Picture {
        path: modules.path(),
        side: modules.side(),
    })
}

/// Sets up a second factor, once the app has shown that it has the secret, and returns the recovery codes. If the account
/// has one already, `replaces` must be true: the session has just proved it. A letter tells the account, and the log
/// records it.
///
/// # Errors
/// [`SetUpError`]; then nothing was set up.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn set_up(
    registry: &Registry,
    account: AccountId,
    secret: &Secret,
    code: Code,
    replaces: bool,
) -> Result<Vec<RecoveryCode>, SetUpError> {
    let now = registry.now();
    let step = secret.step_of(code, now, None).ok_or(SetUpError::WrongCode)?;
    let tx = registry.store.begin().await?;
    store::account::hold(&tx, account).await?;
    let factor = factors::of_account(&tx, account).await?;
    if !replaces && factor.is_some_and(|factor| !factor.is_reset(now)) {
        return Err(SetUpError::AlreadySetUp);
    }
    factors::put(&tx, account, secret, step, now).await?;
    let codes = make_codes(registry, &tx, account).await?;
    note(registry, &tx, account, Action::FactorSetUp).await?;
    let contact = store::account::contact(&tx, account).await?;
    if let Some(to) = contact.and_then(|contact| contact.email) {
        let letter = letters::second_factor_set_up(&to, now);
        store::mail::queue_first(&tx, &letter, now).await?;
    }
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(account.id = %account, "An account has a second factor");
    Ok(codes)
}

/// Makes new recovery codes. The old ones no longer work. The log records it.
///
/// # Errors
/// [`SetUpError`]; then the old ones still work.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn new_recovery_codes(
    registry: &Registry,
    account: AccountId,
) -> Result<Vec<RecoveryCode>, SetUpError> {
    let tx = registry.store.begin().await?;
    store::account::hold(&tx, account).await?;
    let factor = factors::of_account(&tx, account).await?;
    if factor.is_none_or(|factor| factor.is_reset(registry.now())) {
        return Err(SetUpError::NoFactor);
    }
    let codes = make_codes(registry, &tx, account).await?;
    note(registry, &tx, account, Action::RecoveryCodesMade).await?;
    tx.commit().await?;
    Ok(codes)
}

async fn make_codes(
    registry: &Registry,
    tx: &Tx,
    account: AccountId,
) -> Result<Vec<RecoveryCode>, StoreError> {
    let codes: Vec<RecoveryCode> = (0..RECOVERY_CODES)
        .map(|_| RecoveryCode::new(registry.token()))
        .collect();
    factors::replace_codes(tx, account, &codes).await?;
    Ok(codes)
}

async fn note(registry: &Registry, tx: &Tx, account: AccountId, action: Action) -> Result<(), StoreError> {
    let entry = AuditEntry {
        actor: Some(account),
        subject_account: Some(account),
        ..AuditEntry::of(action)
    };
    store::look_up::audit::record(tx, &entry, registry.now()).await
}
