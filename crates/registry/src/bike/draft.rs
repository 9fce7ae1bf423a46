//! Registrations that are being filled in. A browser has one secret, and each registration also has a name in its web
//! addresses, so that two tabs can fill in two registrations.

use crate::Registry;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::DraftId;
use store::StoreError;
use thiserror::Error;

pub use store::bike::drafts::{Draft, DraftKey};

/// The most characters in a registration's name.
const MOST: usize = 32;

/// The registration has been finished in the meantime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("This registration is no longer open. Start again")]
pub struct NotOpen;

/// Makes the secret by which a browser finds its registrations.
pub fn new_holder(registry: &Registry) -> String {
    URL_SAFE_NO_PAD.encode(registry.token::<32>())
}

/// Makes the name of a registration that has not begun.
pub fn new_name(registry: &Registry) -> String {
    URL_SAFE_NO_PAD.encode(registry.token::<9>())
}

/// Returns true if a text from an address can be a registration's name.
pub fn is_name(text: &str) -> bool {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
    text.len() <= MOST && text.chars().all(plain)
}

/// Makes a registration's key from the browser's secret and the name in an address, or returns `None` if they cannot
/// be a key.
pub fn key(holder: &str, name: &str) -> Option<DraftKey> {
    is_name(name).then_some(())?;
    Some(DraftKey {
        holder: parse(holder)?,
        name: name.to_owned(),
    })
}

/// Starts a registration under a new secret of its own, with some answers as JSON.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn start_draft(registry: &Registry, json: &[u8]) -> Result<(DraftKey, DraftId), StoreError> {
    let key = DraftKey {
        holder: registry.token(),
        name: String::new(),
    };
    let tx = registry.store.begin().await?;
    let id = store::bike::drafts::start(&tx, &key, json, registry.now()).await?;
    tx.commit().await?;
    Ok((key, id))
}

/// Reads a registration by its key; a key that was never used finds none.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn load_draft(registry: &Registry, key: &DraftKey) -> Result<Option<Draft>, StoreError> {
    store::bike::drafts::load(&registry.store, key).await
}

/// Reads the registrations of a browser, open or finished, the most recently changed first. It leaves out those that
/// were set aside.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn list_drafts(registry: &Registry, holder: &str) -> Result<Vec<Draft>, StoreError> {
    match parse(holder) {
        Some(holder) => store::bike::drafts::of_holder(&registry.store, &holder).await,
        None => Ok(Vec::new()),
    }
}

/// Sets the registrations of a browser aside, because somebody starts again. A tab that is open can still go on with
/// its own.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn set_drafts_aside(registry: &Registry, holder: &str) -> Result<(), StoreError> {
    let Some(holder) = parse(holder) else {
        return Ok(());
    };
    let tx = registry.store.begin().await?;
    store::bike::drafts::set_aside(&tx, &holder, registry.now()).await?;
    tx.commit().await
}

/// Gives registrations a new secret and returns it. The old secret no longer finds them. Returns `None` if there are
/// none.
///
/// # Errors
/// [`StoreError`] when the store fails; then they stay where they are.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn hand_over(registry: &Registry, drafts: &[Draft]) -> Result<Option<String>, StoreError> {
    if drafts.is_empty() {
        return Ok(None);
    }
    let holder: [u8; 32] = registry.token();
    let tx = registry.store.begin().await?;
    for draft in drafts {
        let key = DraftKey {
            holder,
            name: draft.name.clone(),
        };
        store::bike::drafts::rekey(&tx, draft.id, &key).await?;
    }
    tx.commit().await?;
    Ok(Some(URL_SAFE_NO_PAD.encode(holder)))
}

/// Changes the answers of a registration, and starts one if there is none. If two requests change different answers at
/// once, both changes are kept.
///
/// # Errors
/// [`StoreError`] when the store fails, or the error that `change` returns; then nothing is changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn change_draft<E: From<StoreError>>(
    registry: &Registry,
    key: &DraftKey,
    change: impl FnOnce(&[u8]) -> Result<Vec<u8>, E>,
) -> Result<Result<(), NotOpen>, E> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let draft = store::bike::drafts::hold(&tx, key, now).await?;
    if draft.bike.is_some() {
        return Ok(Err(NotOpen));
    }
    let json = change(&draft.json)?;
    let open = store::bike::drafts::save(&tx, draft.id, &json, now).await?;
    tx.commit().await?;
    Ok(if open { Ok(()) } else { Err(NotOpen) })
}

fn parse(holder: &str) -> Option<[u8; 32]> {
    if holder.len() > 64 {
        return None;
    }
    URL_SAFE_NO_PAD.decode(holder).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fresh;

    testkit::on_each_database! {
        async fn a_draft_is_found_by_its_own_key_alone(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let holder = new_holder(&registry);
            let new_key = || key(&holder, &new_name(&registry)).unwrap();
            let (one, two) = (new_key(), new_key());
            assert_ne!(one, two);
            let json = r#"{"make":"Ridgeback 🚲"}"#.as_bytes();
            let write = |_: &[u8]| Ok::<_, StoreError>(json.to_vec());
            assert_eq!(change_draft(&registry, &one, write).await.unwrap(), Ok(()));
            let draft = load_draft(&registry, &one).await.unwrap().unwrap();
            assert_eq!((draft.json.as_slice(), draft.bike), (json, None));
            assert!(load_draft(&registry, &two).await.unwrap().is_none());
            let read_again = key(&holder, &one.name).unwrap();
            assert_eq!(load_draft(&registry, &read_again).await.unwrap().unwrap().id, draft.id);
            assert_eq!(list_drafts(&registry, &holder).await.unwrap().len(), 1);
            assert_eq!(list_drafts(&registry, &new_holder(&registry)).await.unwrap(), []);
            set_drafts_aside(&registry, &holder).await.unwrap();
            assert_eq!(list_drafts(&registry, &holder).await.unwrap(), []);
        }

        async fn drafts_that_are_handed_over_are_found_by_the_new_secret_alone(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let holder = new_holder(&registry);
            let write = |_: &[u8]| Ok::<_, StoreError>(b"{}".to_vec());
            for name in ["one", "two"] {
                change_draft(&registry, &key(&holder, name).unwrap(), write).await.unwrap().unwrap();
            }
            let all = list_drafts(&registry, &holder).await.unwrap();
            let mine: Vec<Draft> = all.into_iter().filter(|draft| draft.name == "one").collect();
            assert_eq!(hand_over(&registry, &[]).await.unwrap(), None);
            let new = hand_over(&registry, &mine).await.unwrap().unwrap();
            let found = load_draft(&registry, &key(&new, "one").unwrap()).await.unwrap();
            assert_eq!(found.map(|draft| draft.id), Some(mine[0].id));
            assert_eq!(load_draft(&registry, &key(&holder, "one").unwrap()).await.unwrap(), None);
            assert_eq!(load_draft(&registry, &key(&new, "two").unwrap()).await.unwrap(), None);
            assert_eq!(list_drafts(&registry, &holder).await.unwrap().len(), 1, "the other stays");
        }

        async fn what_cannot_be_a_key_is_none(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let holder = new_holder(&registry);
            for bad in ["", "x", &"A".repeat(42), &"A".repeat(10_000_000)] {
                assert_eq!(key(bad, "one"), None, "{bad:.50}");
                assert_eq!(list_drafts(&registry, bad).await.unwrap(), []);
            }
            for bad in ["a b", "<b>", "ä", "?", &"a".repeat(33), &"a".repeat(10_000_000)] {
                assert_eq!(key(&holder, bad), None, "{bad:.50}");
            }
            assert!(key(&holder, "").is_some(), "one from before there were names");
        }

        async fn answers_that_are_given_at_once_are_all_kept(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let key = key(&new_holder(&registry), &new_name(&registry)).unwrap();
            let answers: Vec<_> = (b'a'..b'k')
                .map(|letter| {
                    let (registry, key) = (registry.clone(), key.clone());
                    tokio::spawn(async move {
                        let add = |json: &[u8]| Ok::<_, StoreError>([json, &[letter]].concat());
                        change_draft(&registry, &key, add).await.unwrap().unwrap();
                    })
                })
                .collect();
            for answer in answers {
                answer.await.unwrap();
            }
            let mut kept = load_draft(&registry, &key).await.unwrap().unwrap().json;
            kept.sort_unstable();
            assert_eq!(kept, b"abcdefghij{}");
        }
    }
}
