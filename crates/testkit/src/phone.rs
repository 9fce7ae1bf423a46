//! Seals as a phone at a desk does, so that tests can check the server's half: HPKE, as in
//! `web/src/desk/app/sealing.ts`.

use crate::Seeded;
use domain::clock::Random;
use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeS, Serializable, single_shot_seal_with_rng};

/// Randomness for the ephemeral key.
struct Chance(Seeded);

impl hpke::rand_core::TryRng for Chance {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl hpke::rand_core::TryCryptoRng for Chance {}

/// Seals text with a server's public key, and authenticates additional data. Returns the encapsulated key and the
/// ciphertext. The ephemeral key is made from the seed.
///
/// # Panics
///
/// When the public key is not valid.
#[must_use]
pub fn seal(public: &[u8], words: &[u8], beside: &[u8], seed: u64) -> (Vec<u8>, Vec<u8>) {
    let sealed = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(public).and_then(|public| {
        single_shot_seal_with_rng::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &public,
            b"framemark desk entry v1",
            words,
            beside,
            &mut Chance(Seeded::new(seed)),
        )
    });
    match sealed {
        Ok((encapsulated, text)) => (encapsulated.to_bytes().to_vec(), text),
        Err(error) => panic!("cannot seal to this key: {error:?}"),
    }
}
