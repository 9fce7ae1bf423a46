//! Seals personal details with AES-256-GCM-SIV (RFC 8452), under keys that are not in the database.
//!
//! One master key is expanded with HKDF-SHA-256 (RFC 5869) into a sealing key and a hashing key. A sealed value is
//! `version (1) | key id (4) | nonce (12) | ciphertext and tag`. The key id says which key opens the value, so that
//! keys can be changed while old values exist. The column's name is authenticated with the value, so that a value
//! cannot be moved to another column.

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Random;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const VERSION: u8 = 1;
const HEADER: usize = 1 + 4 + 12;

/// 32 secret bytes that all other keys are derived from.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MasterKey([u8; 32]);

/// The text is not a valid key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the key must be 32 bytes in base64 (44 characters); `openssl rand -base64 32` makes one")]
pub struct KeyError;

impl MasterKey {
    /// Makes a new random key.
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

    /// Writes the key in base64. Only the key file needs this.
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
    /// It was sealed under a key that we do not have.
    #[error(
        "a personal detail was sealed under another key; start with the key that this database was made with"
    )]
    OtherKey,
    /// It was changed, cut short, or moved from another column.
    #[error("a sealed personal detail is damaged")]
    Damaged,
}

/// Seals, opens and hashes personal details.
///
/// A process starts with one master key. This key opens the ring in the database, which holds other keys that are
/// wrapped under it. So keys can be changed while old values exist. Clones share the ring.
#[derive(Clone)]
pub struct Keyring {
    home: Arc<Key>,
    /// The key that hashes the manifests of backups.
    tags: Arc<HashKey>,
    ring: Arc<RwLock<Ring>>,
    random: Arc<dyn Random>,
}

/// The keys of a ring, and what each is for.
#[derive(Clone)]
struct Ring {
    seals: Arc<Key>,
    all: Vec<Arc<Key>>,
    hash: Arc<HashKey>,
    sign: Arc<HashKey>,
}

/// A key that seals and opens.
struct Key {
    id: [u8; 4],
    secret: HashKey,
    cipher: Aes256GcmSiv,
}

impl Key {
    fn of(id: [u8; 4], secret: [u8; 32]) -> Self {
        let cipher = Aes256GcmSiv::new(&secret.into());
        Self {
            id,
            secret: HashKey(secret),
            cipher,
        }
    }

    fn of_master(master: &MasterKey) -> Self {
        let digest = Sha256::digest(expand(master, b"framemark key id v1"));
        let id = [digest[0], digest[1], digest[2], digest[3]];
        Self::of(id, expand(master, b"framemark seal v1"))
    }

    fn seal(&self, random: &dyn Random, column: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; 12];
        random.fill(&mut nonce);
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

    fn open(&self, column: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; 12] = sealed[5..HEADER].try_into().map_err(|_| SealError::Damaged)?;
        let payload = Payload {
            msg: &sealed[HEADER..],
            aad: column.as_bytes(),
        };
        self.cipher
            .decrypt(&Nonce::from(nonce), payload)
            .map_err(|_| SealError::Damaged)
    }
}

#[derive(Zeroize, ZeroizeOnDrop)]
struct HashKey([u8; 32]);

/// The name of the column for which keys are wrapped.
const WRAPPED: &str = "setting.key-ring";
const HASH: &str = "hash";
/// The name of the seed that signs checkpoints.
const SIGN: &str = "sign";

/// A key that is wrapped under another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wrapped {
    /// The wrapped key's fingerprint, or `hash` or `sign` for the keys that never change.
    pub(crate) key: String,
    /// The fingerprint of the key that it is wrapped under.
    pub(crate) under: String,
    sealed: String,
}

impl Keyring {
    /// Makes a keyring from one master key. Nonces come from `random`.
    pub fn new(master: &MasterKey, random: Arc<dyn Random>) -> Self {
        let home = Arc::new(Key::of_master(master));
        let ring = Ring {
            seals: Arc::clone(&home),
            all: vec![Arc::clone(&home)],
            hash: Arc::new(HashKey(expand(master, b"framemark hash v1"))),
            sign: Arc::new(HashKey(expand(master, b"framemark log checkpoint v1"))),
        };
        Self {
            home,
            tags: Arc::new(HashKey(expand(master, b"framemark manifest v1"))),
            ring: Arc::new(RwLock::new(ring)),
            random,
        }
    }

    fn ring(&self) -> Ring {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes the keys that are wrapped under ours into the ring. From now on, the key with this fingerprint seals.
    pub(crate) fn take(&self, wrapped: &[Wrapped], seals: &str) -> Result<(), SealError> {
        let mut ring = Ring {
            seals: Arc::clone(&self.home),
            all: vec![Arc::clone(&self.home)],
            hash: self.ring().hash,
            sign: self.ring().sign,
        };
        let ours = hex::encode(self.home.id);
        for one in wrapped.iter().filter(|one| one.under == ours) {
            let sealed = hex::decode(&one.sealed).map_err(|_| SealError::Damaged)?;
            if sealed.len() < HEADER {
                return Err(SealError::Damaged);
            }
            let mut plain = self.home.open(WRAPPED, &sealed)?;
            let secret: [u8; 32] = plain.as_slice().try_into().map_err(|_| SealError::Damaged)?;
            plain.zeroize();
            if one.key == HASH {
                ring.hash = Arc::new(HashKey(secret));
            } else if one.key == SIGN {
                ring.sign = Arc::new(HashKey(secret));
            } else {
                let mut id = [0; 4];
                hex::decode_to_slice(&one.key, &mut id).map_err(|_| SealError::Damaged)?;
                ring.all.push(Arc::new(Key::of(id, secret)));
            }
        }
        let named = |ring: &Ring| ring.all.iter().find(|key| hex::encode(key.id) == seals).cloned();
        if named(&ring).is_none() {
            // Our master key no longer opens the ring. Until we are restarted, we use the keys that the ring held
            // earlier.
            ring = self.ring();
        }
        let Some(found) = named(&ring) else {
            return Err(SealError::OtherKey);
        };
        ring.seals = found;
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
        Ok(())
    }

    /// Wraps the whole ring under a new key, and the new key under ours, so that a process with either of them can open
    /// everything.
    pub(crate) fn wrap_for(&self, new: &MasterKey) -> Result<(String, Vec<Wrapped>), SealError> {
        let new = Key::of_master(new);
        let ring = self.ring();
        let wrap = |name: String, secret: &HashKey, under: &Key| {
            let sealed = under.seal(self.random.as_ref(), WRAPPED, &secret.0)?;
            Ok(Wrapped {
                key: name,
                under: hex::encode(under.id),
                sealed: hex::encode(sealed),
            })
        };
        let mut wrapped = vec![
            wrap(hex::encode(new.id), &new.secret, &self.home)?,
            wrap(HASH.to_owned(), &ring.hash, &self.home)?,
            wrap(HASH.to_owned(), &ring.hash, &new)?,
            wrap(SIGN.to_owned(), &ring.sign, &self.home)?,
            wrap(SIGN.to_owned(), &ring.sign, &new)?,
        ];
        for key in ring.all.iter().filter(|key| key.id != new.id) {
            wrapped.push(wrap(hex::encode(key.id), &key.secret, &new)?);
        }
        Ok((hex::encode(new.id), wrapped))
    }

    /// Seals bytes for one column.
    ///
    /// # Errors
    /// [`SealError::Damaged`] when there is more than the cipher takes (2^36 bytes).
    pub fn seal(&self, column: &'static str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        self.ring().seals.seal(self.random.as_ref(), column, plain)
    }

    /// Opens bytes that were sealed for the same column.
    ///
    /// # Errors
    /// [`SealError`] when we do not have the key or the value is damaged.
    pub fn open(&self, column: &'static str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        if sealed.len() < HEADER || sealed[0] != VERSION {
            return Err(SealError::Damaged);
        }
        let ring = self.ring();
        let key = ring.all.iter().find(|key| sealed[1..5] == key.id);
        key.ok_or(SealError::OtherKey)?.open(column, sealed)
    }

    /// Seals text for one column.
    ///
    /// # Errors
    /// [`SealError::Damaged`] when there is more than the cipher takes.
    pub fn seal_text(&self, column: &'static str, text: &str) -> Result<Vec<u8>, SealError> {
        self.seal(column, text.as_bytes())
    }

    /// Opens text that was sealed for the same column.
    ///
    /// # Errors
    /// [`SealError`] when we do not have the key or the value is damaged.
    pub fn open_text(&self, column: &'static str, sealed: &[u8]) -> Result<String, SealError> {
        String::from_utf8(self.open(column, sealed)?).map_err(|_| SealError::Damaged)
    }

    /// Hashes bytes under the secret key (HMAC-SHA-256). We can find the bytes by their hash, but nobody can guess them
    /// from it. This key never changes.
    pub fn hash(&self, purpose: &'static str, bytes: &[u8]) -> Vec<u8> {
        mac(&self.ring().hash, purpose, bytes)
    }

    /// Returns the seed of the key that signs checkpoints of the log. Like the hash key, it never changes.
    pub(crate) fn signing_seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.ring().sign.0)
    }

    /// Hashes the manifest of a backup under this process's master key, because a restore has no ring yet.
    pub(crate) fn tag(&self, purpose: &'static str, bytes: &[u8]) -> Vec<u8> {
        mac(&self.tags, purpose, bytes)
    }

    /// Returns the fingerprint of the key that seals now, as hexadecimal.
    pub fn key_id(&self) -> String {
        hex::encode(self.ring().seals.id)
    }

    /// Returns the fingerprint of the key that this process was given.
    pub fn home_id(&self) -> String {
        hex::encode(self.home.id)
    }

    /// Returns the fingerprints of the keys with which this ring can open values.
    pub fn key_ids(&self) -> Vec<String> {
        self.ring().all.iter().map(|key| hex::encode(key.id)).collect()
    }

    /// Returns the source of random bytes, for tokens.
    pub fn random(&self) -> &dyn Random {
        self.random.as_ref()
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({})", self.key_id())
    }
}

fn mac(key: &HashKey, purpose: &str, bytes: &[u8]) -> Vec<u8> {
    // HMAC takes a key of any length, so this cannot fail. An empty hash would match nothing.
    Hmac::<Sha256>::new_from_slice(&key.0).map_or_else(
        |_| Vec::new(),
        |mut mac| {
            mac.update(purpose.as_bytes());
            mac.update(&[0]);
            mac.update(bytes);
            mac.finalize().into_bytes().to_vec()
        },
    )
}

/// Hashes bytes that are not secret, with SHA-256.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn expand(master: &MasterKey, label: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    // HKDF can make 255 blocks, so 32 bytes cannot fail. A test opens what it seals.
    if Hkdf::<Sha256>::new(None, &master.0)
        .expand(label, &mut key)
        .is_err()
    {
        key = master.0;
    }
    key
}

#[cfg(test)]
mod tests;
