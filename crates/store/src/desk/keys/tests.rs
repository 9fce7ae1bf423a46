use super::*;
use crate::testing::fresh;
use testkit::time::{NOON, hours_after_noon};

fn seal(key: &DeskKey, words: &[u8], beside: &[u8]) -> (Vec<u8>, Vec<u8>) {
    testkit::phone::seal(&key.public, words, beside, 5)
}

testkit::on_each_database! {
    async fn what_was_sealed_to_a_key_is_opened_and_nothing_else(db: testkit::Database) {
        let store = fresh(&db).await;
        let tx = store.begin().await.unwrap();
        let (old, new) = (add(&tx, NOON).await.unwrap(), add(&tx, hours_after_noon(24)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(newest(&store, NOON).await.unwrap(), Some(new.clone()));
        assert_eq!(newest(&store, hours_after_noon(24)).await.unwrap(), None, "it is a day old");
        let (encapsulated, text) = seal(&old, b"Ada, WTU316C2137N", b"entry 1");
        let whole = Sealed { key: &old.id, encapsulated: &encapsulated, text: &text, beside: b"entry 1" };
        assert_eq!(open(&store, whole).await.unwrap().unwrap(), b"Ada, WTU316C2137N");
        let mut changed = text.clone();
        changed[3] ^= 1;
        for other in [
            Sealed { key: &new.id, ..whole },
            Sealed { key: "0000000000000000", ..whole },
            Sealed { beside: b"entry 2", ..whole },
            Sealed { text: &changed, ..whole },
            Sealed { text: &text[..text.len() - 1], ..whole },
            Sealed { text: b"", ..whole },
            Sealed { encapsulated: b"short", ..whole },
            // This is a point of low order, which would make every shared secret the same.
            Sealed { encapsulated: &[0; 32], ..whole },
        ] {
            assert_eq!(open(&store, other).await.unwrap(), None, "{other:?}");
        }
        for row in desk_key::Entity::find().all(store.connection()).await.unwrap() {
            assert!(row.private_key.len() > 32 + 16, "the private half is sealed");
        }
        let tx = store.begin().await.unwrap();
        assert_eq!(prune(&tx, hours_after_noon(1)).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(open(&store, whole).await.unwrap(), None, "a key that is gone opens nothing");
    }

    async fn a_damaged_key_opens_nothing_and_is_no_error(db: testkit::Database) {
        let store = fresh(&db).await;
        let tx = store.begin().await.unwrap();
        let (bad, good) = (add(&tx, NOON).await.unwrap(), add(&tx, NOON).await.unwrap());
        tx.commit().await.unwrap();
        db.damage(&format!(
            "UPDATE desk_key SET private_key = substr(private_key, 1, 20) WHERE id = '{}'",
            bad.id
        ));
        for (key, expected) in [(&bad, None), (&good, Some(b"Ada".to_vec()))] {
            let (encapsulated, text) = seal(key, b"Ada", b"entry");
            let sealed = Sealed { key: &key.id, encapsulated: &encapsulated, text: &text, beside: b"entry" };
            assert_eq!(open(&store, sealed).await.unwrap(), expected);
        }
    }
}
