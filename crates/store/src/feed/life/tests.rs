use super::*;
use crate::feed::{after, last, record, record_all};
use crate::testing::fresh;
use domain::feed::Subject;
use domain::id::{BikeId, RecoveryId};
use jiff::SignedDuration;
use std::time::Duration;
use testkit::NOON;

async fn write(store: &Store, bikes: &[i64], at: Timestamp) {
    let bikes: Vec<BikeId> = bikes.iter().copied().map(BikeId).collect();
    let tx = store.begin().await.unwrap();
    record(&tx, &bikes, at).await.unwrap();
    tx.commit().await.unwrap();
}

async fn run(store: &Store, sql: &str) {
    let tx = store.begin().await.unwrap();
    tx.connection().execute_unprepared(sql).await.unwrap();
    tx.commit().await.unwrap();
}

/// Reads until this many changes can be seen. Another test's transaction in the same cluster may hold them up.
async fn read(
    store: &Store,
    from: Option<FeedPosition>,
    count: usize,
) -> Vec<(FeedPosition, Option<Subject>)> {
    let reading = async {
        loop {
            let changes = after(store, from, 100).await.unwrap();
            if changes.len() >= count {
                return changes;
            }
        }
    };
    let changes = tokio::time::timeout(Duration::from_secs(30), reading)
        .await
        .unwrap();
    changes
        .iter()
        .map(|change| (change.position, change.subject))
        .collect()
}

testkit::on_each_database! {
    async fn a_change_names_its_subject(db: testkit::Database) {
        let store = fresh(&db).await;
        let subjects = [Subject::Recovery(RecoveryId(4)), Subject::Bike(BikeId(9))];
        let tx = store.begin().await.unwrap();
        record_all(&tx, &subjects, NOON).await.unwrap();
        tx.commit().await.unwrap();
        // The first row looks as if a newer version had written it, and the second as if an earlier version had.
        run(&store, "INSERT INTO change (subject, bike_id, made_at) VALUES ('meeting', 1, 0)").await;
        run(&store, "INSERT INTO change (bike_id, made_at) VALUES (7, 0)").await;
        let seen: Vec<_> = read(&store, None, 4).await.into_iter().map(|(_, subject)| subject).collect();
        let expected = [Some(subjects[0]), Some(subjects[1]), None, Some(Subject::Bike(BikeId(7)))];
        assert_eq!(seen, expected);
    }

    async fn a_position_is_known_until_its_change_is_gone(db: testkit::Database) {
        let store = fresh(&db).await;
        let start = FeedPosition::start(store.feed_epoch());
        assert_eq!(place(&store, start).await.unwrap(), Place::Known);
        write(&store, &[1, 2, 3], NOON).await;
        write(&store, &[4], NOON + SignedDuration::from_hours(1)).await;
        let at: Vec<FeedPosition> = read(&store, None, 4).await.into_iter().map(|(at, _)| at).collect();
        assert_eq!(last(&store).await.unwrap(), at[3]);
        for position in &at {
            assert_eq!(place(&store, *position).await.unwrap(), Place::Known);
        }
        let elsewhere = FeedPosition { epoch: at[0].epoch ^ 1, ..at[0] };
        assert_eq!(place(&store, elsewhere).await.unwrap(), Place::OtherLife);

        let later = NOON + SignedDuration::from_mins(1);
        assert_eq!(prune(&store, NOON).await.unwrap(), 0);
        assert_eq!(prune(&store, later).await.unwrap(), 2, "the last of the old ones stays");
        assert_eq!(prune(&store, later).await.unwrap(), 0);
        let places = [start, at[0], at[1], at[2], at[3]];
        let mut found = Vec::new();
        for position in places {
            found.push(place(&store, position).await.unwrap());
        }
        assert_eq!(found, [Place::Pruned, Place::Pruned, Place::Pruned, Place::Known, Place::Known]);
        assert_eq!(prune(&store, NOON + SignedDuration::from_hours(9)).await.unwrap(), 1);
        assert_eq!(place(&store, at[3]).await.unwrap(), Place::Known, "a reader that has seen everything goes on");
    }

    async fn a_follower_that_is_ahead_of_a_restored_feed_is_told(db: testkit::Database) {
        let store = fresh(&db).await;
        write(&store, &[1], NOON).await;
        write(&store, &[2], NOON + SignedDuration::from_hours(1)).await;
        let at = read(&store, None, 2).await[1].0;
        // Yesterday's database does not have the last change.
        run(&store, &format!("DELETE FROM change WHERE position = {}", at.position)).await;
        assert_eq!(place(&store, at).await.unwrap(), Place::Ahead);
        // Since then, another change has been given its position.
        let again = format!("({}, {}, 3, 77)", at.position, at.transaction);
        let overriding = if db.engine() == testkit::Engine::Postgres { "OVERRIDING SYSTEM VALUE" } else { "" };
        run(&store, &format!(
            "INSERT INTO change (position, writer, bike_id, made_at) {overriding} VALUES {again}"
        )).await;
        assert_eq!(place(&store, at).await.unwrap(), Place::Ahead);
    }

    async fn a_new_life_is_begun_once(db: testkit::Database) {
        let (first, second) = (fresh(&db).await, fresh(&db).await);
        let (was, register) = (first.feed_epoch(), first.register_id());
        write(&first, &[1, 2], NOON).await;
        let at = read(&first, None, 2).await[1].0;
        let now = renew(&first, was).await.unwrap();
        assert_ne!(now, was);
        assert_eq!(first.feed_epoch(), now);
        assert_eq!(after(&first, None, 9).await.unwrap(), [], "the old rows are deleted");
        assert_eq!(renew(&second, was).await.unwrap(), now, "the other process takes what it finds");
        assert_eq!(place(&second, at).await.unwrap(), Place::OtherLife);
        let again = fresh(&db).await;
        assert_eq!((again.feed_epoch(), again.register_id()), (now, register));
    }
}

#[test]
fn a_database_restored_into_another_cluster_begins_a_new_life() {
    testkit::run(async {
        let db = testkit::Database::postgres().migrated();
        let store = fresh(&db).await;
        let was = store.feed_epoch();
        write(&store, &[1], NOON).await;
        assert_eq!(fresh(&db).await.feed_epoch(), was, "nothing has happened");
        // The dump includes the name of the cluster from which it was taken.
        run(
            &store,
            "UPDATE setting SET value = '6012345678901234567' WHERE name = 'feed-cluster'",
        )
        .await;
        let restored = fresh(&db).await;
        assert_ne!(restored.feed_epoch(), was);
        assert_eq!(fresh(&db).await.feed_epoch(), restored.feed_epoch(), "once");
        write(&restored, &[2], NOON).await;
        assert_eq!(
            read(&restored, None, 1).await[0].1,
            Some(Subject::Bike(BikeId(2)))
        );
    });
}

#[test]
fn a_change_from_a_transaction_to_come_begins_a_new_life_also_where_the_cluster_has_no_name() {
    testkit::run(async {
        let db = testkit::Database::postgres().migrated();
        let store = fresh(&db).await;
        let was = store.feed_epoch();
        run(&store, "DELETE FROM setting WHERE name = 'feed-cluster'").await;
        run(
            &store,
            "INSERT INTO change (writer, bike_id, made_at) VALUES (4000000000, 1, 0)",
        )
        .await;
        let restored = fresh(&db).await;
        assert_ne!(restored.feed_epoch(), was);
        assert_eq!(after(&restored, None, 9).await.unwrap(), []);
    });
}

#[test]
fn an_account_that_may_not_ask_for_the_clusters_name_opens_the_register_all_the_same() {
    testkit::run(async {
        let db = testkit::Database::postgres().migrated();
        let store = fresh(&db).await;
        // Each database has its own rights to functions, so no other test notices.
        run(
            &store,
            "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC",
        )
        .await;
        let role = format!("plain_{}", std::process::id());
        run(&store, &format!("CREATE ROLE {role} LOGIN")).await;
        run(
            &store,
            &format!("GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}"),
        )
        .await;
        run(
            &store,
            &format!("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}"),
        )
        .await;
        let url = db.url().replacen("framemark@", &format!("{role}@"), 1);
        let keys = crate::testing::keys(7);
        let plain = Store::open(&url, keys, crate::Tuning::Serve).await.unwrap();
        assert_eq!(plain.feed_epoch(), store.feed_epoch());
        plain.close().await.unwrap();
        run(&store, &format!("DROP OWNED BY {role}")).await;
        run(&store, &format!("DROP ROLE {role}")).await;
    });
}
