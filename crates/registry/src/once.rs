//! Makes sure that a form does its work only once. If it is sent again, the answer is the same as the first time.
//!
//! A verb that makes something asks [`Registry::made_before`] at the start of its transaction and calls
//! [`Registry::made`] at its end. Without a key both do nothing, so a command or another verb can make things as often
//! as it likes.

use crate::Registry;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use store::{StoreError, Tx};

/// Identifies one sending of a form: a digest of the random value in the form and of everything that was typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OnceKey([u8; 32]);

impl OnceKey {
    /// Makes the key of a form from its fields, in order.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self(store::digest(&together(texts)))
    }
}

/// Puts texts together, so that no two lists of texts give the same bytes.
pub(crate) fn together<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for text in texts {
        bytes.extend_from_slice(&text.len().to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

impl fmt::Debug for OnceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnceKey(***)")
    }
}

impl Registry {
    /// Returns the register for the verb that answers this form.
    #[must_use]
    pub fn answering(&self, form: Option<OnceKey>) -> Self {
        let mut registry = self.clone();
        registry.form = form;
        registry
    }

    /// Returns what this form made when it was sent before, and otherwise claims its key for the transaction.
    pub(crate) async fn made_before<T: DeserializeOwned>(&self, tx: &Tx) -> Result<Option<T>, StoreError> {
        let Some(OnceKey(key)) = self.form else {
            return Ok(None);
        };
        let Some(made) = store::once::claim(tx, &key, self.now()).await? else {
            return Ok(None);
        };
        let made = serde_json::from_slice(&made).map_err(|error| unreadable(&error))?;
        tracing::info!("A form was sent again and got the same answer");
        Ok(Some(made))
    }

    /// Writes down what this form makes, in the transaction that makes it.
    pub(crate) async fn made<T: Serialize + Sync>(&self, tx: &Tx, made: &T) -> Result<(), StoreError> {
        let Some(OnceKey(key)) = self.form else {
            return Ok(());
        };
        let made = serde_json::to_vec(made).map_err(|error| unreadable(&error))?;
        store::once::keep(tx, &key, &made).await
    }
}

fn unreadable(error: &serde_json::Error) -> StoreError {
    StoreError::Corrupt {
        table: "sent_form",
        what: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mark::batches::make_batch;
    use crate::testing::fresh;

    testkit::on_each_database! {
        async fn a_form_makes_one_batch_however_often_it_is_sent(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let form = |value: &str| registry.answering(Some(OnceKey::of(["once", value, "count", "3"])));
            let sendings: Vec<_> = (0..6)
                .map(|_| {
                    let registry = form("one");
                    tokio::spawn(async move { make_batch(&registry, None, None, None, 3).await.unwrap() })
                })
                .collect();
            let mut made = Vec::new();
            for sending in sendings {
                made.push(sending.await.unwrap());
            }
            assert!(made.iter().all(|batch| *batch == made[0]), "{made:?}");
            assert_eq!(make_batch(&form("one"), None, None, None, 3).await.unwrap(), made[0]);
            let other = make_batch(&form("two"), None, None, None, 3).await.unwrap();
            let without = make_batch(&registry, None, None, None, 3).await.unwrap();
            let again = make_batch(&registry, None, None, None, 3).await.unwrap();
            assert!(other != made[0] && without != other && again != without);
        }
    }

    #[test]
    fn no_two_lists_of_texts_have_one_key() {
        let key = |texts: &[&str]| OnceKey::of(texts.iter().copied());
        assert_eq!(key(&["a", "b"]), key(&["a", "b"]));
        for other in [&["ab"][..], &["", "ab"], &["a", "b", ""], &["b", "a"], &[]] {
            assert_ne!(key(other), key(&["a", "b"]), "{other:?}");
        }
    }
}
