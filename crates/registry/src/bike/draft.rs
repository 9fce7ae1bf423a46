//! A registration that is being filled in, found by a secret that its owner's browser keeps.

use crate::Registry;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::DraftId;
use store::StoreError;
use thiserror::Error;

pub use store::bike::drafts::Draft;

/// The random bytes in the secret.
const TOKEN: usize = 32;

/// The registration is not there: it was never begun, is finished, or was deleted after 90 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("This registration is no longer open. Start again")]
pub struct NotOpen;

/// Starts a registration with some answers, as JSON, and returns the secret that finds it again.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn start_draft(registry: &Registry, json: &[u8]) -> Result<(String, DraftId), StoreError> {
    let token: [u8; TOKEN] = registry.token();
    let tx = registry.store.begin().await?;
    let id = store::bike::drafts::start(&tx, &token, json, registry.now()).await?;
    tx.commit().await?;
    Ok((URL_SAFE_NO_PAD.encode(token), id))
}

/// Reads a registration by its secret; a secret that was never made finds none.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn load_draft(registry: &Registry, token: &str) -> Result<Option<Draft>, StoreError> {
    match parse(token) {
        Some(token) => store::bike::drafts::load(&registry.store, &token).await,
        None => Ok(None),
    }
}

/// Writes the answers so far over the earlier ones, or says that the registration is not open.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn save_draft(
    registry: &Registry,
    token: &str,
    json: &[u8],
) -> Result<Result<(), NotOpen>, StoreError> {
    let Some(token) = parse(token) else {
        return Ok(Err(NotOpen));
    };
    let tx = registry.store.begin().await?;
    let open = store::bike::drafts::save(&tx, &token, json, registry.now()).await?;
    tx.commit().await?;
    Ok(if open { Ok(()) } else { Err(NotOpen) })
}

fn parse(token: &str) -> Option<[u8; TOKEN]> {
    if token.len() > 64 {
        return None;
    }
    URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fresh;

    testkit::on_each_database! {
        async fn a_draft_is_found_by_its_secret_alone(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let (token, id) = start_draft(&registry, b"{}").await.unwrap();
            let (other, _) = start_draft(&registry, b"{}").await.unwrap();
            assert_ne!(token, other);
            let json = r#"{"make":"Ridgeback 🚲"}"#.as_bytes();
            assert_eq!(save_draft(&registry, &token, json).await.unwrap(), Ok(()));
            let draft = load_draft(&registry, &token).await.unwrap().unwrap();
            assert_eq!((draft.id, draft.json.as_slice(), draft.bike), (id, json, None));
            assert_eq!(load_draft(&registry, &other).await.unwrap().unwrap().json, b"{}");
            for bad in ["", "x", &"A".repeat(43), &"A".repeat(10_000_000)] {
                assert!(load_draft(&registry, bad).await.unwrap().is_none());
                assert_eq!(save_draft(&registry, bad, json).await.unwrap(), Err(NotOpen));
            }
        }
    }
}
