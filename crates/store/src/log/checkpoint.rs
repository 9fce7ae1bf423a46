//! Signed notes of the end of the chain. Keep them where the people who can change the register cannot change them.

use super::link::last;
use crate::connection::Source;
use crate::{Keyring, StoreError};
use jiff::Timestamp;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde_json::json;
use thiserror::Error;

/// A link of the chain, signed with Ed25519 (RFC 8032). The key is derived from the register's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The place of the link.
    pub sequence: i64,
    /// The hash of that link.
    pub hash: Vec<u8>,
    /// When it was signed.
    pub at: Timestamp,
    /// The signature, 64 bytes.
    pub signature: Vec<u8>,
}

/// A checkpoint could not be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no signing key can be made from this register's key")]
pub struct SignatureError;

impl Checkpoint {
    /// Returns the text that is signed: a JSON array without spaces.
    fn text(&self) -> String {
        json!([
            "framemark log checkpoint 1",
            self.sequence,
            hex::encode(&self.hash),
            self.at.to_string()
        ])
        .to_string()
    }

    /// Tells whether this register's key signed it.
    pub fn is_signed_by(&self, keys: &Keyring) -> bool {
        signer(keys).is_ok_and(|pair| {
            UnparsedPublicKey::new(&ED25519, pair.public_key().as_ref())
                .verify(self.text().as_bytes(), &self.signature)
                .is_ok()
        })
    }
}

/// Signs the last link of the chain. Returns `None` if the chain is empty.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the last link is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn checkpoint(source: &impl Source, now: Timestamp) -> Result<Option<Checkpoint>, StoreError> {
    let Some(link) = last(source).await? else {
        return Ok(None);
    };
    let mut checkpoint = Checkpoint {
        sequence: link.sequence,
        hash: link.hash,
        at: now,
        signature: Vec::new(),
    };
    let keys = crate::connection::sealed::Source::keyring(source);
    let pair = signer(keys).map_err(|error| StoreError::corrupt("key", error.to_string()))?;
    checkpoint.signature = pair.sign(checkpoint.text().as_bytes()).as_ref().to_vec();
    Ok(Some(checkpoint))
}

/// Returns the public key with which anybody can check checkpoints: 32 bytes.
///
/// # Errors
/// [`SignatureError`] when it cannot be made from the register's key.
pub fn public_key(keys: &Keyring) -> Result<Vec<u8>, SignatureError> {
    Ok(signer(keys)?.public_key().as_ref().to_vec())
}

fn signer(keys: &Keyring) -> Result<Ed25519KeyPair, SignatureError> {
    Ed25519KeyPair::from_seed_unchecked(keys.signing_seed().as_ref()).map_err(|_| SignatureError)
}
