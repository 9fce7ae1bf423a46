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
fn a_ring_opens_under_both_keys_and_hashes_as_before() {
    let (old, new) = (keyring(1), keyring(2));
    let before = old.seal("a", b"x").unwrap();
    let (id, wrapped) = old.wrap_for(&MasterKey([2; 32])).unwrap();
    assert_eq!(id, new.key_id());
    for ring in [&old, &new] {
        ring.take(&wrapped, &id).unwrap();
        assert_eq!(ring.key_id(), id, "both seal under the new key");
        assert_eq!(ring.open("a", &before).unwrap(), b"x");
        assert_eq!(ring.hash("email", b"x"), keyring(1).hash("email", b"x"));
    }
    let after = old.seal("a", b"y").unwrap();
    assert_eq!(new.open("a", &after).unwrap(), b"y");
    let (next, wrapped) = new.wrap_for(&MasterKey([3; 32])).unwrap();
    let third = keyring(3);
    third.take(&wrapped, &next).unwrap();
    assert_eq!(third.key_ids().len(), 3);
    assert_eq!(
        third.open("a", &before).unwrap(),
        b"x",
        "the first key goes along"
    );
    assert_eq!(third.hash("email", b"x"), keyring(1).hash("email", b"x"));
    assert_eq!(
        third.signing_seed(),
        keyring(1).signing_seed(),
        "old checkpoints stay valid"
    );
    assert_eq!(keyring(4).take(&wrapped, &next), Err(SealError::OtherKey));
    assert!(
        !serde_json::to_string(&wrapped)
            .unwrap()
            .contains(&hex::encode(third.home.secret.0))
    );
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
