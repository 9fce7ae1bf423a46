use super::*;
use crate::keyring::SealError;
use crate::testing::fresh;
use crate::{Keyring, MasterKey, Tuning};
use std::sync::Arc;
use testkit::Seeded;

testkit::on_each_database! {
    async fn a_setting_is_written_over(db: testkit::Database) {
        let store = fresh(&db).await;
        assert_eq!(get(&store, "colour").await.unwrap(), None);
        let tx = store.begin().await.unwrap();
        set(&tx, "colour", "red").await.unwrap();
        set(&tx, "colour", "blue").await.unwrap();
        set(&tx, "size", "large").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(get(&store, "colour").await.unwrap().as_deref(), Some("blue"));
        assert_eq!(get(&store, "size").await.unwrap().as_deref(), Some("large"));
    }

    async fn a_database_opens_only_with_the_key_it_was_made_with(db: testkit::Database) {
        let first = fresh(&db).await;
        first.close().await.unwrap();
        let chance = Arc::new(Seeded::new(99));
        let other = Keyring::new(&MasterKey::generate(&*chance), chance);
        let refused = Store::open(db.url(), other, Tuning::Serve).await;
        assert!(matches!(refused, Err(StoreError::Seal(SealError::OtherKey))), "{:?}", refused.err());
        let again = fresh(&db).await;
        again.ping().await.unwrap();
    }

    async fn a_feed_keeps_its_name_for_as_long_as_the_database_lives(db: testkit::Database) {
        let (first, second) = (fresh(&db).await, fresh(&db).await);
        assert_eq!(first.feed_epoch(), second.feed_epoch());
    }
}

#[test]
fn nodes_that_start_together_on_a_new_database_agree() {
    testkit::run(async {
        let db = testkit::Database::postgres().migrated();
        let key = MasterKey::generate(&Seeded::new(1));
        let open = |seed| {
            let keys = Keyring::new(&key, Arc::new(Seeded::new(seed)));
            Store::open(db.url(), keys, Tuning::Serve)
        };
        let nodes = tokio::join!(open(2), open(3), open(4), open(5));
        let epochs = [nodes.0, nodes.1, nodes.2, nodes.3].map(|node| node.unwrap().feed_epoch());
        let last = open(6).await.unwrap().feed_epoch();
        assert_eq!(epochs, [last; 4]);
    });
}
