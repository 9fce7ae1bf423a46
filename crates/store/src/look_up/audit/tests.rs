use super::*;
use crate::look_up;
use crate::testing::{a_bike, an_account, fresh};
use testkit::time::{NOON, hours_after_noon};

testkit::on_each_database! {
    async fn what_was_done_to_a_bike_is_read_back(db: testkit::Database) {
        let store = fresh(&db).await;
        let (bike, other) = (a_bike(&store).await, a_bike(&store).await);
        let officer = an_account(&store, "officer@example.org").await;
        let owner = an_account(&store, "ada@example.org").await;
        let reason = Reason::parse("PS/2026/118").unwrap();
        let tx = store.begin().await.unwrap();
        let query = serde_json::json!({});
        let entry =
            look_up::Entry { account: Some(officer), organisation: None, reason: &reason, query: &query };
        let look_up = look_up::log(&tx, entry, None, NOON).await.unwrap();
        let opened = AuditEntry {
            actor: Some(officer),
            subject_account: Some(owner),
            bike: Some(bike),
            look_up: Some(look_up),
            reason: Some(reason),
            ..AuditEntry::of(Action::OwnerDetailsOpened)
        };
        record(&tx, &opened, NOON).await.unwrap();
        for action in Action::ALL {
            let entry = AuditEntry { bike: Some(other), ..AuditEntry::of(action) };
            record(&tx, &entry, hours_after_noon(1)).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(for_bike(&store, bike).await.unwrap(), [(NOON, opened)]);
        let actions: Vec<_> =
            for_bike(&store, other).await.unwrap().into_iter().map(|(_, entry)| entry.action).collect();
        assert_eq!(actions, Action::ALL, "each is read back as what it was");
    }

    async fn what_is_not_committed_is_not_logged_nor_done(db: testkit::Database) {
        let store = fresh(&db).await;
        let bike = a_bike(&store).await;
        let tx = store.begin().await.unwrap();
        let entry = AuditEntry { bike: Some(bike), ..AuditEntry::of(Action::RecoveryTied) };
        record(&tx, &entry, NOON).await.unwrap();
        drop(tx);
        assert_eq!(for_bike(&store, bike).await.unwrap(), []);
    }
}
