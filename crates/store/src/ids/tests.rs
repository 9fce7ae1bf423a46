use super::*;
use crate::testing::{a_bike, fresh};
use std::collections::BTreeSet;

testkit::on_each_database! {
    async fn identities_are_handed_out_once_in_order(db: testkit::Database) {
        let store = fresh(&db).await;
        let before = a_bike(&store).await;
        let tx = store.begin().await.unwrap();
        let reserved = reserve(&tx, "bike", 3).await.unwrap();
        assert_eq!(reserved, [before.0 + 1, before.0 + 2, before.0 + 3]);
        assert_eq!(reserve(&tx, "bike", 0).await.unwrap(), [0; 0]);
    }

    async fn writers_at_once_never_get_the_same_one(db: testkit::Database) {
        let store = fresh(&db).await;
        let second = fresh(&db).await;
        let writers: Vec<_> = (0..12)
            .map(|at| {
                let store = if at % 2 == 0 { store.clone() } else { second.clone() };
                tokio::spawn(async move { a_bike(&store).await.0 })
            })
            .collect();
        let mut seen = BTreeSet::new();
        for writer in writers {
            assert!(seen.insert(writer.await.unwrap()), "handed out twice");
        }
        assert_eq!(seen.len(), 12);
    }
}
