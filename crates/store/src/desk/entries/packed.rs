//! Writes bytes in JSON as base64. Older rows have lists of numbers, which take up more than twice the room.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Packed(String),
    Listed(Vec<u8>),
}

pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&STANDARD.encode(bytes))
}

pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Vec<u8>, D::Error> {
    match Written::deserialize(from)? {
        Written::Packed(text) => STANDARD.decode(text).map_err(D::Error::custom),
        Written::Listed(bytes) => Ok(bytes),
    }
}
