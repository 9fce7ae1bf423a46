use super::*;
use crate::Constraint;
use crate::testing::{a_bike, an_account, fresh};
use testkit::NOON;
use testkit::time::hours_after_noon;

testkit::on_each_database! {
    async fn a_bike_has_one_owner_at_a_time(db: testkit::Database) {
        let store = fresh(&db).await;
        let bike = a_bike(&store).await;
        let (ada, ben) = (an_account(&store, "ada@example.org").await, an_account(&store, "ben@example.org").await);
        assert_eq!(owner_of(&store, bike).await.unwrap(), None);
        let tx = store.begin().await.unwrap();
        add(&tx, &[(bike, ada)], Acquired::Registered, NOON).await.unwrap();
        tx.commit().await.unwrap();
        let tx = store.begin().await.unwrap();
        let second = add(&tx, &[(bike, ben)], Acquired::Imported, NOON).await;
        assert!(matches!(second, Err(StoreError::Taken(Constraint::Owner))), "{second:?}");
        drop(tx);
        assert_eq!(owner_of(&store, bike).await.unwrap(), Some(Owner { account: ada, confirmed_at: None }));
    }

    async fn the_old_ownership_ends_when_the_new_one_starts(db: testkit::Database) {
        let store = fresh(&db).await;
        let bike = a_bike(&store).await;
        let (ada, ben) = (an_account(&store, "ada@example.org").await, an_account(&store, "ben@example.org").await);
        let tx = store.begin().await.unwrap();
        add(&tx, &[(bike, ada)], Acquired::Registered, NOON).await.unwrap();
        confirm(&tx, bike, ada, NOON).await.unwrap();
        replace(&tx, bike, ada, Acquired::Imported, hours_after_noon(1)).await.unwrap();
        tx.commit().await.unwrap();
        let still = Owner { account: ada, confirmed_at: Some(NOON) };
        assert_eq!(owner_of(&store, bike).await.unwrap(), Some(still), "the same owner again changes nothing");
        let tx = store.begin().await.unwrap();
        replace(&tx, bike, ben, Acquired::Imported, hours_after_noon(2)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(owner_of(&store, bike).await.unwrap(), Some(Owner { account: ben, confirmed_at: None }));
        assert_eq!(bikes_of(&store, ada).await.unwrap(), []);
        assert_eq!(bikes_of(&store, ben).await.unwrap(), [bike]);
    }

    async fn only_the_owner_confirms_and_the_first_time_counts(db: testkit::Database) {
        let store = fresh(&db).await;
        let (bike, newer) = (a_bike(&store).await, a_bike(&store).await);
        let (ada, ben) = (an_account(&store, "ada@example.org").await, an_account(&store, "ben@example.org").await);
        let tx = store.begin().await.unwrap();
        add(&tx, &[(bike, ada), (newer, ada)], Acquired::AtDesk, NOON).await.unwrap();
        confirm(&tx, bike, ben, NOON).await.unwrap();
        assert_eq!(owner_of(&tx, bike).await.unwrap().unwrap().confirmed_at, None);
        confirm(&tx, bike, ada, hours_after_noon(1)).await.unwrap();
        confirm(&tx, bike, ada, hours_after_noon(9)).await.unwrap();
        tx.commit().await.unwrap();
        let owners = owners_of(&store, &[bike, newer, BikeId(999)]).await.unwrap();
        assert_eq!(owners.len(), 2);
        assert_eq!(owners[&bike].confirmed_at, Some(hours_after_noon(1)));
        assert_eq!(owners[&newer].confirmed_at, None);
        assert_eq!(bikes_of(&store, ada).await.unwrap(), [newer, bike], "newest first");
    }
}
