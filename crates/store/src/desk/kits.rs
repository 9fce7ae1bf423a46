//! What a phone knows of an event's labels: a few bits of a keyed hash of each.

use crate::connection::Source;
use domain::MarkCode;
use domain::id::EventId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The bytes of a hint.
pub const HINT: usize = 2;

/// The key of an event's hints. It follows from the register's key, so that every phone of the event has the same, and
/// what is computed for one event is worth nothing for another.
#[derive(Clone, PartialEq, Eq)]
pub struct KitKey(Vec<u8>);

impl KitKey {
    /// Returns the key as the phone gets it.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the first bytes of HMAC-SHA-256 over a code; `web/src/desk/app/kit.ts` has the same.
    pub fn hint(&self, code: MarkCode) -> [u8; HINT] {
        self.hint_of(&code.compact())
    }

    fn hint_of(&self, compact: &str) -> [u8; HINT] {
        // HMAC takes a key of any length, so this cannot fail; a hint of noughts would be a hint like any other.
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
        // The same numbers stand in web/src/desk/app/kit.test.ts.
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
