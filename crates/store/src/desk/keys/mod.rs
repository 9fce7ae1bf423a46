//! Keys with which the phones at a desk seal their entries: HPKE (RFC 9180) with DHKEM(X25519, HKDF-SHA256),
//! HKDF-SHA256 and AES-256-GCM. A phone only has the public half, so it cannot read its own queue. The private half is
//! stored here, sealed, and is deleted some time after its last use.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::desk_key;
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::clock::Random;
use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, Serializable, single_shot_open};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use zeroize::Zeroizing;

type Private = <X25519HkdfSha256 as Kem>::PrivateKey;
type Encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey;

const COLUMN: &str = "desk_key.private_key";
/// The context with which every entry is sealed. The phone has the same one in `web/src/desk/app/sealing.ts`.
const INFO: &[u8] = b"framemark desk entry v1";

/// The public half of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskKey {
    /// Its id: 16 hexadecimal digits.
    pub id: String,
    /// The 32 bytes of the X25519 key.
    pub public: Vec<u8>,
    /// When it was made.
    pub made_at: Timestamp,
}

/// Something that a phone has sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed<'a> {
    /// The id of the key to which it was sealed.
    pub key: &'a str,
    /// The encapsulated key, 32 bytes.
    pub encapsulated: &'a [u8],
    /// The ciphertext and the tag.
    pub text: &'a [u8],
    /// The additional data that is authenticated.
    pub beside: &'a [u8],
}

/// Makes and stores a key.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the key cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add(tx: &Tx, now: Timestamp) -> Result<DeskKey, StoreError> {
    let (mut seed, mut id) = (Zeroizing::new([0; 32]), [0; 8]);
    let random: &dyn Random = tx.keyring().random();
    random.fill(seed.as_mut());
    random.fill(&mut id);
    let (private, public) = X25519HkdfSha256::derive_keypair(seed.as_ref());
    let private = Zeroizing::new(private.to_bytes().to_vec());
    let key = DeskKey {
        id: hex::encode(id),
        public: public.to_bytes().to_vec(),
        made_at: now,
    };
    let row = desk_key::ActiveModel {
        id: Set(key.id.clone()),
        public_key: Set(key.public.clone()),
        private_key: Set(tx.keyring().seal(COLUMN, &private)?),
        made_at: Set(millis(now)),
    };
    desk_key::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(key)
}

/// Reads the newest key, if it was made after an instant.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn newest(source: &impl Source, after: Timestamp) -> Result<Option<DeskKey>, StoreError> {
    let row = desk_key::Entity::find()
        .filter(desk_key::Column::MadeAt.gt(millis(after)))
        .order_by_desc(desk_key::Column::MadeAt)
        .order_by_desc(desk_key::Column::Id)
        .one(source.connection())
        .await?;
    row.map(|row| {
        Ok(DeskKey {
            id: row.id,
            public: row.public_key,
            made_at: instant("desk_key", row.made_at)?,
        })
    })
    .transpose()
}

/// Opens what a phone has sealed. Returns `None` if the key is deleted, unknown or damaged, or if the data was changed
/// on the way.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn open(source: &impl Source, sealed: Sealed<'_>) -> Result<Option<Vec<u8>>, StoreError> {
    let row = desk_key::Entity::find_by_id(sealed.key)
        .one(source.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let private = source
        .keyring()
        .open(COLUMN, &row.private_key)
        .map(Zeroizing::new);
    let private = private.map(|bytes| Private::from_bytes(&bytes));
    let Ok(Ok(private)) = private else {
        // A person gets the entry, so that it does not hold up the entries behind it.
        tracing::error!(desk_key.id = row.id, "Our half of a desk's key cannot be opened");
        return Ok(None);
    };
    let Ok(encapsulated) = Encapsulated::from_bytes(sealed.encapsulated) else {
        return Ok(None);
    };
    let opened = single_shot_open::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &private,
        &encapsulated,
        INFO,
        sealed.text,
        sealed.beside,
    );
    Ok(opened.ok())
}

/// Deletes keys that were made before a certain time. After that, nobody can open what was sealed with them.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, before: Timestamp) -> Result<u64, StoreError> {
    let gone = desk_key::Entity::delete_many()
        .filter(desk_key::Column::MadeAt.lt(millis(before)))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

#[cfg(test)]
mod tests;
