//! Browser sessions, each found by the key in its cookie. Only the pages know what a session contains.

use crate::Registry;
use domain::account::SignIn;
use domain::account::device::SeenFrom;
use domain::id::AccountId;
use jiff::{SignedDuration, Timestamp};
use store::StoreError;
use store::account::sessions;
use store::look_up::audit::{Action, AuditEntry};

pub use store::account::sessions::OpenSession;

/// How often we write down that a session is used.
const NOTED_EACH: SignedDuration = SignedDuration::from_mins(5);

/// Stores a session under a new key. Returns false, and stores nothing, if the key is not new.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn create(
    registry: &Registry,
    key: &[u8],
    data: &[u8],
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    let tx = registry.store.begin().await?;
    let new = sessions::create(&tx, key, data, expires_at).await?;
    tx.commit().await?;
    Ok(new)
}

/// Replaces the session that has this key, and tells whether there was one. A session that has ended stays ended.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn save(
    registry: &Registry,
    key: &[u8],
    data: &[u8],
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    let tx = registry.store.begin().await?;
    let saved = sessions::save(&tx, key, data, expires_at).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Reads a session that has not expired, and when it expires.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn load(registry: &Registry, key: &[u8]) -> Result<Option<(Vec<u8>, Timestamp)>, StoreError> {
    sessions::load(&registry.store, key, registry.now()).await
}

/// Ends a session. If it is not there, it has already ended.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn delete(registry: &Registry, key: &[u8]) -> Result<(), StoreError> {
    let tx = registry.store.begin().await?;
    sessions::delete(&tx, key).await?;
    tx.commit().await
}

/// Writes down whose a session is, and when and from where it was used, unless that was done a few minutes ago.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn note_use(
    registry: &Registry,
    key: &[u8],
    sign_in: &SignIn,
    from: &SeenFrom,
) -> Result<(), StoreError> {
    let now = registry.now();
    let noted = sessions::seen_at(&registry.store, key).await?;
    if noted.is_some_and(|at| now < at + NOTED_EACH) {
        return Ok(());
    }
    let tx = registry.store.begin().await?;
    sessions::note_use(&tx, key, sign_in, from, now).await?;
    tx.commit().await
}

/// Reads where an account is signed in, each with whether it is the session with this key, the last used first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn list(
    registry: &Registry,
    account: AccountId,
    key: &[u8],
) -> Result<Vec<(OpenSession, bool)>, StoreError> {
    let Some(person) = store::account::person(&registry.store, account).await? else {
        return Ok(Vec::new());
    };
    let here = sessions::name_of(&registry.store, key);
    let open = sessions::of_account(&registry.store, account, person.generation, registry.now()).await?;
    Ok(open
        .into_iter()
        .map(|session| {
            let is_here = session.id == here;
            (session, is_here)
        })
        .collect())
}

/// Ends one session of an account, and tells whether it was there. The log records it.
///
/// # Errors
/// [`StoreError`] when the store fails; then it goes on.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn end(registry: &Registry, account: AccountId, id: &str) -> Result<bool, StoreError> {
    let tx = registry.store.begin().await?;
    if !sessions::end_one(&tx, account, id).await? {
        return Ok(false);
    }
    let entry = AuditEntry {
        actor: Some(account),
        subject_account: Some(account),
        ..AuditEntry::of(Action::SessionEnded)
    };
    store::look_up::audit::record(&tx, &entry, registry.now()).await?;
    tx.commit().await?;
    Ok(true)
}
