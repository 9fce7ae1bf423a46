use super::*;
use crate::testing::{an_account, fresh, keys};
use crate::tests::columns::SEALED;
use crate::{Keyring, Tuning, account};
use std::collections::BTreeSet;
use std::sync::Arc;
use testkit::Seeded;

#[test]
fn every_sealed_column_is_sealed_again_or_belongs_to_the_log() {
    let again = columns().into_iter().map(|column| (column.table, column.name));
    let known: Vec<String> = again
        .chain(LOG)
        .map(|(table, name)| format!("{table}.{name}"))
        .collect();
    let once: BTreeSet<&str> = known.iter().map(String::as_str).collect();
    assert_eq!(once.len(), known.len(), "a column is listed twice");
    let sealed: BTreeSet<&str> = SEALED.iter().copied().collect();
    assert_eq!(
        once, sealed,
        "store/src/keys/columns.rs lists the columns that a change of keys seals again"
    );
}

async fn all(store: &Store) -> Resealed {
    let (mut place, mut all) = (Place::default(), Resealed::default());
    while let Some(some) = reseal(store, &mut place).await.unwrap() {
        all.done += some.done;
        all.damaged += some.damaged;
    }
    all
}

testkit::on_each_database! {
    async fn a_key_is_changed_while_another_node_serves(db: testkit::Database) {
        let (store, node) = (fresh(&db).await, fresh(&db).await);
        let ada = an_account(&store, "ada@example.org").await;
        for number in 0..700 {
            an_account(&store, &format!("owner{number}@example.org")).await;
        }
        let key = MasterKey::generate(&Seeded::new(99));
        let new = || Keyring::new(&key, Arc::new(Seeded::new(99)));
        let id = begin(&store, &key).await.unwrap();
        assert_eq!(id, new().key_id());
        assert_eq!(changing_to(&store).await.unwrap(), Some(id.clone()));
        read_again(&node).await.unwrap();
        switch(&store, &id).await.unwrap();
        // The node has not noticed the change yet, so it seals under the old key. Both keys open the value.
        let late = an_account(&node, "late@example.org").await;
        assert!(account::contact(&store, late).await.unwrap().is_some());
        assert!(account::contact(&node, ada).await.unwrap().is_some());
        let done = all(&store).await;
        assert_eq!((done.done, done.damaged), (702, 0));
        assert_eq!(all(&store).await, Resealed::default(), "a second time there is nothing to do");
        assert!(account::contact(&node, ada).await.unwrap().is_some(), "the node opens new values");

        let other = Store::open(db.url(), new(), Tuning::Serve).await.unwrap();
        end(&other, &id).await.unwrap();
        assert_eq!(changing_to(&store).await.unwrap(), None);
        read_again(&node).await.unwrap();
        assert!(account::contact(&node, late).await.unwrap().is_some(), "a running node goes on");
        let old = Store::open(db.url(), keys(7), Tuning::Serve).await;
        assert!(old.is_err(), "the old key opens nothing any more");
        let again = Store::open(db.url(), new(), Tuning::Serve).await.unwrap();
        assert!(account::contact(&again, ada).await.unwrap().is_some());
        assert_eq!(an_account(&again, "ada@example.org").await, ada, "hashes are as they were");
    }
}
