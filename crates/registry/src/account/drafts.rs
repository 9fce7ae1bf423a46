//! The answers that somebody who is signed in has given so far, before they send them.

use crate::Registry;
use store::StoreError;

pub use store::account::drafts::DraftOf;

/// Reads the answers so far, as JSON.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn load(registry: &Registry, of: DraftOf) -> Result<Option<Vec<u8>>, StoreError> {
    store::account::drafts::load(&registry.store, of).await
}

/// Changes the answers; they begin as `{}`. If two requests change different answers at once, both changes are kept.
///
/// # Errors
/// [`StoreError`] when the store fails, or the error that `change` returns; then nothing is changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn change<E: From<StoreError>>(
    registry: &Registry,
    of: DraftOf,
    change: impl FnOnce(&[u8]) -> Result<Vec<u8>, E>,
) -> Result<(), E> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let held = store::account::drafts::hold(&tx, of, now).await?;
    let json = change(&held)?;
    store::account::drafts::save(&tx, of, &json, now).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{an_account, fresh};

    testkit::on_each_database! {
        async fn answers_are_changed_or_left_as_they_were(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let account = an_account(&registry, "ada@example.org").await;
            let of = DraftOf { account, kind: "theft", subject: 1 };
            let refuse = |_: &[u8]| Err(StoreError::Taken(store::Constraint::Other));
            assert!(change(&registry, of, refuse).await.is_err());
            assert_eq!(load(&registry, of).await.unwrap(), None);
            for letter in *b"ab" {
                let add = |json: &[u8]| Ok::<_, StoreError>([json, &[letter]].concat());
                change(&registry, of, add).await.unwrap();
            }
            assert_eq!(load(&registry, of).await.unwrap().as_deref(), Some(b"{}ab".as_slice()));
        }
    }
}
