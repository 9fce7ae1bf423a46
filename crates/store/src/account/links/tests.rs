use super::*;
use crate::testing::{an_account, fresh};
use testkit::time::{NOON, days_after_noon, hours_after_noon, hours_before_noon};

async fn make(store: &crate::Store, token: &[u8], account: AccountId, purpose: Purpose) {
    let tx = store.begin().await.unwrap();
    let link = NewLink {
        token,
        account,
        purpose,
        bike: None,
        next: Some("/police/look-up"),
        expires_at: hours_after_noon(1),
    };
    insert(&tx, &link, NOON).await.unwrap();
    tx.commit().await.unwrap();
}

testkit::on_each_database! {
    async fn a_link_works_once_and_in_its_time(db: testkit::Database) {
        let store = fresh(&db).await;
        let ada = an_account(&store, "ada@example.org").await;
        make(&store, b"t1", ada, Purpose::SignIn).await;
        let meant = Spent {
            account: ada,
            purpose: Purpose::SignIn,
            bike: None,
            next: Some("/police/look-up".into()),
        };
        assert_eq!(peek(&store, b"t1", NOON).await.unwrap(), meant);
        assert_eq!(peek(&store, b"t1", NOON).await.unwrap(), meant, "looking does not use it up");
        assert!(matches!(peek(&store, b"t2", NOON).await, Err(SpendError::Unknown)));
        assert!(matches!(peek(&store, b"t1", hours_after_noon(1)).await, Err(SpendError::Expired)));

        let tx = store.begin().await.unwrap();
        assert!(matches!(spend(&tx, b"t2", NOON).await, Err(SpendError::Unknown)));
        assert!(matches!(spend(&tx, b"t1", hours_after_noon(1)).await, Err(SpendError::Expired)));
        assert_eq!(spend(&tx, b"t1", NOON).await.unwrap(), meant);
        assert!(matches!(spend(&tx, b"t1", NOON).await, Err(SpendError::AlreadySpent)));
        tx.commit().await.unwrap();
        assert!(matches!(peek(&store, b"t1", NOON).await, Err(SpendError::AlreadySpent)));
    }

    async fn of_many_who_spend_at_once_one_gets_it(db: testkit::Database) {
        let store = fresh(&db).await;
        let ada = an_account(&store, "ada@example.org").await;
        make(&store, b"t1", ada, Purpose::SignIn).await;
        let tries: Vec<_> = (0..8)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let tx = store.begin().await.unwrap();
                    let spent = spend(&tx, b"t1", NOON).await;
                    tx.commit().await.unwrap();
                    spent.is_ok()
                })
            })
            .collect();
        let mut won = 0;
        for attempt in tries {
            won += u32::from(attempt.await.unwrap());
        }
        assert_eq!(won, 1);
    }

    async fn links_of_one_purpose_can_be_ended_together(db: testkit::Database) {
        let store = fresh(&db).await;
        let ada = an_account(&store, "ada@example.org").await;
        let bob = an_account(&store, "bob@example.org").await;
        make(&store, b"old", ada, Purpose::SignIn).await;
        make(&store, b"other purpose", ada, Purpose::ConfirmRegistration).await;
        make(&store, b"other account", bob, Purpose::SignIn).await;
        assert!(works_at(&store, ada, Purpose::SignIn, NOON).await.unwrap());
        assert!(!works_at(&store, ada, Purpose::SignIn, hours_after_noon(1)).await.unwrap(), "expired");
        let tx = store.begin().await.unwrap();
        end(&tx, ada, Purpose::SignIn, NOON).await.unwrap();
        assert_eq!(count_made_after(&tx, ada, Purpose::SignIn, hours_before_noon(1)).await.unwrap(), 1);
        assert_eq!(count_made_after(&tx, ada, Purpose::SignIn, NOON).await.unwrap(), 0);
        tx.commit().await.unwrap();
        assert!(!works_at(&store, ada, Purpose::SignIn, NOON).await.unwrap(), "ended");
        assert!(works_at(&store, bob, Purpose::SignIn, NOON).await.unwrap());
        assert_eq!(account_of(&store, b"old").await.unwrap(), Some(ada), "ended, but known");
        assert_eq!(account_of(&store, b"never").await.unwrap(), None);
        assert!(matches!(peek(&store, b"old", NOON).await, Err(SpendError::AlreadySpent)));
        assert!(peek(&store, b"other purpose", NOON).await.is_ok());
        assert!(peek(&store, b"other account", NOON).await.is_ok());
        let tx = store.begin().await.unwrap();
        assert_eq!(prune(&tx, NOON).await.unwrap(), 0);
        assert_eq!(prune(&tx, days_after_noon(1)).await.unwrap(), 3);
    }
}
