//! What a phone knows about the labels of an event: a few bits of a keyed hash of each label.

use crate::connection::Source;
use domain::MarkCode;
use domain::id::EventId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How many bytes a hint has.
pub const HINT: usize = 2;

/// The key of an event's hints. It is derived from the register's key, so every phone at the event has the same one,
/// and hints for one event are useless for another.
#[derive(Clone, PartialEq, Eq)]
pub struct KitKey(Vec<u8>);

impl KitKey {
    /// Returns the key in the form that the phone gets.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the first bytes of HMAC-SHA-256 over a code; `web/src/desk/app/kit.ts` does the same.
    pub fn hint(&self, code: MarkCode) -> [u8; HINT] {
        self.hint_of(&code.compact())
    }

    fn hint_of(&self, compact: &str) -> [u8; HINT] {
        // HMAC takes a key of any length, so this cannot fail. A hint of zeros would be like any other hint.
        Hmac::<Sha256>::new_from_slice(&self.0).map_or([0; HINT], |mut mac| {
            mac.update(b"framemark desk kit v2 ");
            mac.update(compact.as_bytes());
            let digest = mac.finalize().into_bytes();
            [digest[0], digest[1]]
        })
    }
}

/// Returns the key of an event's hints.
pub fn key(source: &impl Source, event: EventId) -> KitKey {
    KitKey(source.keyring().hash("desk kit", &event.0.to_be_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_as_the_phone_makes_them() {
        // web/src/desk/app/kit.test.ts has the same numbers.
        let key = KitKey((0..32).collect());
        assert_eq!(key.hint_of("7KQ4M2X9TD"), [117, 213]);
        let other = KitKey(vec![0; 32]);
        assert_ne!(
            key.hint_of("7KQ4M2X9TD"),
            other.hint_of("7KQ4M2X9TD"),
            "another event, another hint"
        );
    }
}
