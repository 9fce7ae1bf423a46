//! A form that somebody sent while signed out waits until they have signed in.

use crate::Registry;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use store::StoreError;

/// How long a form waits.
pub const FORMS_LAST: SignedDuration = SignedDuration::from_hours(1);

/// Keeps a form and returns the secret that finds it.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn keep(registry: &Registry, form: &[u8]) -> Result<String, StoreError> {
    let token: [u8; 32] = registry.token();
    let tx = registry.store.begin().await?;
    store::account::kept_forms::keep(&tx, &token, form, registry.now() + FORMS_LAST).await?;
    tx.commit().await?;
    Ok(URL_SAFE_NO_PAD.encode(token))
}

/// Reads a form by its secret, or returns `None` if the form is no longer there.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn load(registry: &Registry, token: &str) -> Result<Option<Vec<u8>>, StoreError> {
    if token.len() > 64 {
        return Ok(None);
    }
    match URL_SAFE_NO_PAD.decode(token) {
        Ok(token) => store::account::kept_forms::load(&registry.store, &token, registry.now()).await,
        Err(_) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fresh;

    testkit::on_each_database! {
        async fn a_form_waits_for_an_hour(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            let token = keep(&registry, b"name=Robin").await.unwrap();
            assert_eq!(load(&registry, &token).await.unwrap().as_deref(), Some(b"name=Robin".as_slice()));
            for other in ["", "x", "<b>", &"A".repeat(43), &"A".repeat(1_000_000)] {
                assert_eq!(load(&registry, other).await.unwrap(), None);
            }
            clock.advance(FORMS_LAST);
            assert_eq!(load(&registry, &token).await.unwrap(), None);
        }
    }
}
