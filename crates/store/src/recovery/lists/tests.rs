use super::*;
use crate::testing::{an_account, an_organisation, fresh};
use domain::recovery::listed::RowRecorded;
use jiff::SignedDuration;
use testkit::time::{NOON, days_after_noon, hours_after_noon};

async fn a_list(store: &crate::Store, rows: u64) -> (NewListIds, PropertyListId) {
    let organisation = an_organisation(store, "cambs").await;
    let by = an_account(store, "officer@example.org").await;
    let reason = Reason::parse("Store check").unwrap();
    let rows: Vec<(u64, String)> = (0..rows).map(|row| (row + 2, format!("bike {row}"))).collect();
    let new = NewList {
        organisation,
        by,
        reason: &reason,
        name: Some("Robin's list.xlsx"),
        left_out: 1,
        rows: &rows,
    };
    let tx = store.begin().await.unwrap();
    let id = add(&tx, &new, NOON).await.unwrap();
    tx.commit().await.unwrap();
    (NewListIds { organisation, by }, id)
}

struct NewListIds {
    organisation: OrganisationId,
    by: AccountId,
}

fn claim_of(by: &str, most: u64) -> Claim<'_> {
    Claim {
        by,
        lasts: SignedDuration::from_secs(60),
        most,
    }
}

const FOUND: Looked = Looked {
    band: "strong",
    likelihood: 0.9,
    likely: 2,
    best: None,
};

testkit::on_each_database! {
    async fn workers_share_rows_and_each_is_finished_once(db: testkit::Database) {
        let store = fresh(&db).await;
        let (_, list) = a_list(&store, 700).await;
        let mine = claim(&store, list, Task::Look, claim_of("one", 3), NOON).await.unwrap();
        let yours = claim(&store, list, Task::Look, claim_of("two", 3), NOON).await.unwrap();
        assert_eq!(mine.iter().map(|row| row.1.as_str()).collect::<Vec<_>>(), ["bike 0", "bike 1", "bike 2"]);
        assert_eq!(yours.len(), 3);
        assert!(mine.iter().all(|row| !yours.contains(row)));
        // The first worker is slow, and another takes over its rows.
        let taken = claim(&store, list, Task::Look, claim_of("three", 3), hours_after_noon(1)).await.unwrap();
        assert_eq!(taken, mine);
        let tx = store.begin().await.unwrap();
        assert!(!look_at(&tx, mine[0].0, Task::Look, "one").await.unwrap());
        assert!(look_at(&tx, mine[0].0, Task::Look, "three").await.unwrap());
        noted(&tx, mine[0].0, None, &FOUND).await.unwrap();
        assert!(!look_at(&tx, mine[0].0, Task::Look, "three").await.unwrap());
        tx.commit().await.unwrap();
        assert!(!settle(&store, list, Task::Look).await.unwrap());
        let shown = part(&store, list, Shown::ToDecide, (0, 9)).await.unwrap();
        assert_eq!(shown.iter().map(|row| row.id).collect::<Vec<_>>(), [mine[0].0]);
    }

    async fn a_list_goes_through_its_stages_and_is_deleted_after_its_time(db: testkit::Database) {
        let store = fresh(&db).await;
        let (ids, list) = a_list(&store, 2).await;
        let rows = claim(&store, list, Task::Look, claim_of("one", 9), NOON).await.unwrap();
        let tx = store.begin().await.unwrap();
        assert!(!begin_recording(&tx, list, ids.by, NOON, NOON).await.unwrap(), "not yet looked up");
        for (row, _) in &rows {
            noted(&tx, *row, None, &FOUND).await.unwrap();
        }
        decide(&tx, rows[0].0, Some(&Decided::Other), ids.by, NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert!(settle(&store, list, Task::Look).await.unwrap());
        let at = Placed { list, row: rows[0].0, likelihood: 0.9 };
        assert_eq!(beside(&store, at, Shown::All).await.unwrap(), (None, Some(rows[1].0)));
        assert_eq!(beside(&store, Placed { row: rows[1].0, ..at }, Shown::Decided).await.unwrap(), (Some(rows[0].0), None));
        let tx = store.begin().await.unwrap();
        assert!(begin_recording(&tx, list, ids.by, NOON, NOON).await.unwrap());
        assert!(!begin_recording(&tx, list, ids.by, NOON, NOON).await.unwrap(), "once");
        tx.commit().await.unwrap();
        assert_eq!(busy(&store, 9).await.unwrap().len(), 1);
        for (row, _) in claim(&store, list, Task::Record, claim_of("two", 9), NOON).await.unwrap() {
            let tx = store.begin().await.unwrap();
            record_as(&tx, row, RowRecorded::NoReference, None).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert!(settle(&store, list, Task::Record).await.unwrap());
        let found = of_organisation(&store, ids.organisation, 9).await.unwrap();
        assert_eq!(found[0].stage, ListStage::Recorded);
        assert_eq!(found[0].name.as_deref(), Some("Robin's list.xlsx"));
        let counted = counts(&store, list).await.unwrap();
        assert_eq!(counted.iter().map(|count| count.rows).sum::<u64>(), 2);
        let tx = store.begin().await.unwrap();
        assert_eq!(prune(&tx, NOON).await.unwrap(), 0);
        assert_eq!(prune(&tx, days_after_noon(1)).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(db.texts("SELECT CAST(COUNT(*) AS TEXT) FROM property_row"), ["0"]);
    }

    async fn columns_are_remembered_for_the_force_alone(db: testkit::Database) {
        let store = fresh(&db).await;
        let (force, other) = (an_organisation(&store, "cambs").await, an_organisation(&store, "beds").await);
        let tx = store.begin().await.unwrap();
        let columns = [("itemno".to_owned(), Some("property_ref")), ("owner".to_owned(), None)];
        columns::remember(&tx, force, &columns).await.unwrap();
        columns::remember(&tx, force, &[("itemno".to_owned(), Some("frame_number"))]).await.unwrap();
        tx.commit().await.unwrap();
        let asked = ["itemno".to_owned(), "owner".to_owned(), "new".to_owned()];
        let known = columns::remembered(&store, force, &asked).await.unwrap();
        assert_eq!(known, [Some(Some("frame_number".to_owned())), Some(None), None]);
        assert_eq!(columns::remembered(&store, other, &asked).await.unwrap(), [None, None, None]);
    }
}
