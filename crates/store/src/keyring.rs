//! Sealing of personal details: AES-256-GCM-SIV (RFC 8452) under keys that are not in the database.
//!
//! One master key is stretched with HKDF-SHA-256 (RFC 5869) into a sealing key and a hashing key. A
//! sealed value is `version (1) | key id (4) | nonce (12) | ciphertext and tag`; the key id says which
//! key opens it, so that keys can be changed while old values are still there. The name of the column
//! is authenticated with it, so that a value cannot be moved to another column.

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Random;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

const VERSION: u8 = 1;
const HEADER: usize = 1 + 4 + 12;

/// 32 secret bytes from which all others are made.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MasterKey([u8; 32]);

/// A key that was not written as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the key must be 32 bytes in base64 (44 characters); `openssl rand -base64 32` makes one")]
pub struct KeyError;

impl MasterKey {
    /// Makes a new key from randomness.
    pub fn generate(random: &dyn Random) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        Self(bytes)
    }

    /// Reads a key from base64.
    ///
    /// # Errors
    /// [`KeyError`] when it is not 32 bytes of base64.
    pub fn from_base64(text: &str) -> Result<Self, KeyError> {
        let mut bytes = STANDARD.decode(text.trim()).map_err(|_| KeyError)?;
        let key = bytes.as_slice().try_into().map(Self).map_err(|_| KeyError);
        bytes.zeroize();
        key
    }

    /// Writes the key in base64, for the key file alone.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(***)")
    }
}

/// Why a sealed value could not be opened or made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SealError {
    /// It was sealed under a key that is not at hand.
    #[error(
        "a personal detail was sealed under another key; start with the key that this database was made with"
    )]
    OtherKey,
    /// It was changed, cut short, or moved from another column.
    #[error("a sealed personal detail is damaged")]
    Damaged,
}

/// Seals, opens and hashes personal details.
#[derive(Clone)]
pub struct Keyring {
    id: [u8; 4],
    cipher: Arc<Aes256GcmSiv>,
    hash_key: Arc<HashKey>,
    random: Arc<dyn Random>,
}

#[derive(Zeroize, ZeroizeOnDrop)]
struct HashKey([u8; 32]);

impl Keyring {
    /// Makes a keyring of one master key; nonces come from `random`.
    pub fn new(master: &MasterKey, random: Arc<dyn Random>) -> Self {
        let mut sealing = expand(master, b"framemark seal v1");
        let cipher = Arc::new(Aes256GcmSiv::new(&sealing.into()));
        sealing.zeroize();
        let digest = Sha256::digest(expand(master, b"framemark key id v1"));
        let id = [digest[0], digest[1], digest[2], digest[3]];
        Self {
            id,
            cipher,
            hash_key: Arc::new(HashKey(expand(master, b"framemark hash v1"))),
            random,
        }
    }

    /// Seals bytes for one column.
    ///
    /// # Errors
    /// [`SealError::Damaged`] when there is more than the cipher takes (2^36 bytes).
    pub fn seal(&self, column: &'static str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; 12];
        self.random.fill(&mut nonce);
        let payload = Payload {
            msg: plain,
            aad: column.as_bytes(),
        };
        let text = self
            .cipher
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| SealError::Damaged)?;
        let mut sealed = Vec::with_capacity(HEADER + text.len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&self.id);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&text);
        Ok(sealed)
    }

    /// Opens bytes that were sealed for the same column.
    ///
    /// # Errors
    /// [`SealError`] when the key is another one or the value is damaged.
    pub fn open(&self, column: &'static str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        if sealed.len() < HEADER || sealed[0] != VERSION {
            return Err(SealError::Damaged);
        }
        if sealed[1..5] != self.id {
            return Err(SealError::OtherKey);
        }
        let nonce: [u8; 12] = sealed[5..HEADER].try_into().map_err(|_| SealError::Damaged)?;
        let payload = Payload {
            msg: &sealed[HEADER..],
            aad: column.as_bytes(),
        };
        self.cipher
            .decrypt(&Nonce::from(nonce), payload)
            .map_err(|_| SealError::Damaged)
    }

    /// Hashes bytes under the secret key (HMAC-SHA-256), so that they can be looked up but not guessed.
    pub fn hash(&self, purpose: &'static str, bytes: &[u8]) -> Vec<u8> {
        // HMAC takes a key of any length, so this cannot fail; an empty hash would match nothing.
        Hmac::<Sha256>::new_from_slice(&self.hash_key.0).map_or_else(
            |_| Vec::new(),
            |mut mac| {
                mac.update(purpose.as_bytes());
                mac.update(&[0]);
                mac.update(bytes);
                mac.finalize().into_bytes().to_vec()
            },
        )
    }

    /// Returns the id of the key that seals now, as hexadecimal.
    pub fn key_id(&self) -> String {
        hex::encode(self.id)
    }

    /// Fills bytes with randomness, for tokens.
    pub fn random(&self) -> &dyn Random {
        self.random.as_ref()
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({})", self.key_id())
    }
}

/// Digests bytes with SHA-256, for what is no secret.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn expand(master: &MasterKey, label: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    // 32 bytes are within HKDF's 255 blocks, so this cannot fail; a test opens what it seals.
    if Hkdf::<Sha256>::new(None, &master.0)
        .expand(label, &mut key)
        .is_err()
    {
        key = master.0;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[derive(Default)]
    struct Counting(AtomicU64);

    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for chunk in bytes.chunks_mut(8) {
                let n = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
                chunk.copy_from_slice(&n[..chunk.len()]);
            }
        }
    }

    fn keyring(byte: u8) -> Keyring {
        Keyring::new(&MasterKey([byte; 32]), Arc::new(Counting::default()))
    }

    #[test]
    fn opens_what_it_sealed_and_nothing_else() {
        let keys = keyring(1);
        let sealed = keys.seal("account.contact", b"Ada").unwrap();
        assert_eq!(keys.open("account.contact", &sealed).unwrap(), b"Ada");
        assert!(!sealed.windows(3).any(|w| w == b"Ada"));
        assert_eq!(
            keys.open("message.body", &sealed),
            Err(SealError::Damaged),
            "moved to another column"
        );
        assert_eq!(
            keyring(2).open("account.contact", &sealed),
            Err(SealError::OtherKey)
        );
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(keys.open("account.contact", &changed).is_err(), "byte {at}");
            assert!(
                keys.open("account.contact", &sealed[..at]).is_err(),
                "cut at {at}"
            );
        }
    }

    #[test]
    fn the_same_words_are_sealed_differently_and_hashed_alike() {
        let keys = keyring(1);
        assert_ne!(keys.seal("a", b"x").unwrap(), keys.seal("a", b"x").unwrap());
        assert_eq!(keys.hash("email", b"x"), keys.hash("email", b"x"));
        assert_ne!(keys.hash("email", b"x"), keys.hash("token", b"x"));
        assert_ne!(keys.hash("email", b"x"), keyring(2).hash("email", b"x"));
        assert_eq!(keys.hash("email", b"x").len(), 32);
    }

    #[test]
    fn keys_are_read_from_base64_and_never_printed() {
        let key = MasterKey([7; 32]);
        assert_eq!(
            MasterKey::from_base64(&format!("{}\n", key.to_base64()))
                .unwrap()
                .0,
            [7; 32]
        );
        for bad in [
            "",
            "abc",
            "AAAA",
            &STANDARD.encode([7; 31]),
            &STANDARD.encode([7; 33]),
        ] {
            assert_eq!(MasterKey::from_base64(bad).err(), Some(KeyError), "{bad}");
        }
        assert_eq!(
            format!("{key:?} {:?}", Keyring::new(&key, Arc::new(Counting::default())))
                .matches("***")
                .count(),
            1
        );
    }
}
