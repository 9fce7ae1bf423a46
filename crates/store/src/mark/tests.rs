use super::*;
use crate::testing::{a_bike, an_account, an_organisation, fresh, mark_codes};
use crate::{Constraint, Store};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use testkit::NOON;
use testkit::time::hours_after_noon;

/// Gives an organisation new marks to fix.
async fn a_kit(store: &Store, slug: &str, seed: u64, size: usize) -> (OrganisationId, Vec<MarkCode>) {
    let organisation = an_organisation(store, slug).await;
    let codes = mark_codes(seed, size);
    let tx = store.begin().await.unwrap();
    let allotment = Allotment {
        organisation: Some(organisation),
        event: None,
        by: None,
    };
    add_batch(&tx, &codes, allotment, NOON).await.unwrap();
    tx.commit().await.unwrap();
    (organisation, codes)
}

async fn fixed(store: &Store, code: MarkCode, bike: BikeId) -> bool {
    let tx = store.begin().await.unwrap();
    let won = issue(&tx, code, bike, None, NOON).await.unwrap();
    tx.commit().await.unwrap();
    won
}

/// Writes a mark without using our code, as somebody might do by mistake with a query.
async fn by_hand(store: &Store, code: &str, status: &str, bike: Option<BikeId>) -> Result<(), StoreError> {
    let tx = store.begin().await?;
    let backend = tx.connection().get_database_backend();
    let sql = "INSERT INTO mark (code, status, bike_id, printed_at) VALUES ($1, $2, $3, 0)";
    let values = [code.into(), status.into(), bike.map(|bike| bike.0).into()];
    tx.connection()
        .execute_raw(Statement::from_sql_and_values(backend, sql, values))
        .await?;
    tx.commit().await
}

testkit::on_each_database! {
    async fn a_batch_is_allotted_or_only_printed(db: testkit::Database) {
        let store = fresh(&db).await;
        let (organisation, codes) = a_kit(&store, "camcycle", 1, 1_100).await;
        let loose = mark_codes(2, 3);
        let tx = store.begin().await.unwrap();
        add_batch(&tx, &loose, Allotment::default(), NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(count(&store, organisation, MarkStatus::Allotted).await.unwrap(), 1_100);
        assert_eq!(count(&store, organisation, MarkStatus::Printed).await.unwrap(), 0);
        let printed = find(&store, loose[0]).await.unwrap().unwrap();
        assert_eq!((printed.status, printed.organisation, printed.bike), (MarkStatus::Printed, None, None));
        let allotted = find(&store, codes[1_099]).await.unwrap().unwrap();
        assert_eq!((allotted.status, allotted.organisation), (MarkStatus::Allotted, Some(organisation)));
        assert_eq!(allotted_to(&store, organisation, 5).await.unwrap().len(), 5);
        assert_eq!(find(&store, mark_codes(3, 1)[0]).await.unwrap(), None);
        assert_eq!(find_many(&store, &codes).await.unwrap().len(), 1_100);
    }

    async fn a_code_is_one_label(db: testkit::Database) {
        let store = fresh(&db).await;
        let (_, codes) = a_kit(&store, "camcycle", 1, 2).await;
        let tx = store.begin().await.unwrap();
        let again = add_batch(&tx, &codes[1..], Allotment::default(), NOON).await;
        assert!(matches!(again, Err(StoreError::Taken(Constraint::MarkCode))), "{again:?}");
        drop(tx);
        let bike = a_bike(&store).await;
        let tx = store.begin().await.unwrap();
        let again = add_issued(&tx, &[(codes[0], bike)], NOON).await;
        assert!(matches!(again, Err(StoreError::Taken(Constraint::MarkCode))), "{again:?}");
    }

    async fn a_mark_goes_on_one_bike_and_a_bike_has_one_live_mark(db: testkit::Database) {
        let store = fresh(&db).await;
        let (_, codes) = a_kit(&store, "camcycle", 1, 3).await;
        let volunteer = an_account(&store, "val@example.org").await;
        let (bike, other) = (a_bike(&store).await, a_bike(&store).await);
        let tx = store.begin().await.unwrap();
        assert!(issue(&tx, codes[0], bike, Some(volunteer), NOON).await.unwrap());
        tx.commit().await.unwrap();
        let live = live_on(&store, bike).await.unwrap().unwrap();
        assert_eq!((live.code, live.status, live.issued_at), (codes[0], MarkStatus::Issued, Some(NOON)));
        assert!(!fixed(&store, codes[0], other).await, "the label is on another bike");
        assert_eq!(find(&store, codes[0]).await.unwrap().unwrap().bike, Some(bike));
        let tx = store.begin().await.unwrap();
        let second = issue(&tx, codes[1], bike, None, NOON).await;
        assert!(matches!(second, Err(StoreError::Taken(Constraint::LiveMark))), "{second:?}");
        drop(tx);
        assert_eq!(find(&store, codes[1]).await.unwrap().unwrap().status, MarkStatus::Allotted);
        assert!(!fixed(&store, mark_codes(9, 1)[0], other).await, "an unknown code is on no bike");
    }

    async fn only_an_allotted_mark_is_fixed(db: testkit::Database) {
        let store = fresh(&db).await;
        let (_, codes) = a_kit(&store, "camcycle", 1, 2).await;
        let printed = mark_codes(2, 1)[0];
        let tx = store.begin().await.unwrap();
        add_batch(&tx, &[printed], Allotment::default(), NOON).await.unwrap();
        void(&tx, codes[0], NOON).await.unwrap();
        tx.commit().await.unwrap();
        let bike = a_bike(&store).await;
        assert!(!fixed(&store, printed, bike).await);
        assert!(!fixed(&store, codes[0], bike).await);
        assert_eq!(live_on(&store, bike).await.unwrap(), None);
        assert!(fixed(&store, codes[1], bike).await);
    }

    async fn the_database_itself_keeps_the_rules(db: testkit::Database) {
        let store = fresh(&db).await;
        let (bike, other) = (a_bike(&store).await, a_bike(&store).await);
        by_hand(&store, "AAAAAAAAAA", "issued", Some(bike)).await.unwrap();
        let refused = [
            ("the same code again", by_hand(&store, "AAAAAAAAAA", "issued", Some(other)).await),
            ("a second live mark", by_hand(&store, "BBBBBBBBBB", "issued", Some(bike)).await),
            ("an invalid status", by_hand(&store, "CCCCCCCCCC", "lost", None).await),
            ("issued without a bike", by_hand(&store, "DDDDDDDDDD", "issued", None).await),
            ("replaced without a bike", by_hand(&store, "EEEEEEEEEE", "replaced", None).await),
            ("blank on a bike", by_hand(&store, "FFFFFFFFFF", "allotted", Some(other)).await),
            ("on a bike that does not exist", by_hand(&store, "GGGGGGGGGG", "issued", Some(BikeId(999))).await),
        ];
        for (what, done) in refused {
            assert!(done.is_err(), "the database let in {what}");
        }
        by_hand(&store, "HHHHHHHHHH", "void", None).await.unwrap();
        by_hand(&store, "JJJJJJJJJJ", "void", Some(bike)).await.unwrap();
        by_hand(&store, "KKKKKKKKKK", "replaced", Some(bike)).await.unwrap();
    }

    async fn a_mark_is_replaced_by_another(db: testkit::Database) {
        let store = fresh(&db).await;
        let (_, codes) = a_kit(&store, "camcycle", 1, 2).await;
        let bike = a_bike(&store).await;
        let tx = store.begin().await.unwrap();
        assert_eq!(replace(&tx, bike, codes[1], NOON).await.unwrap(), None, "there is no mark to replace");
        issue(&tx, codes[0], bike, None, NOON).await.unwrap();
        assert_eq!(replace(&tx, bike, codes[1], hours_after_noon(1)).await.unwrap(), Some(codes[0]));
        assert!(issue(&tx, codes[1], bike, None, hours_after_noon(1)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(live_on(&store, bike).await.unwrap().map(|mark| mark.code), Some(codes[1]));
        let old = find(&store, codes[0]).await.unwrap().unwrap();
        assert_eq!((old.status, old.bike), (MarkStatus::Replaced, Some(bike)));
    }

    async fn of_two_desks_that_try_one_mark_one_wins(db: testkit::Database) {
        let store = fresh(&db).await;
        // These are two processes on one database, like two `serve` nodes.
        let second = fresh(&db).await;
        let (_, codes) = a_kit(&store, "camcycle", 1, 12).await;
        for code in codes {
            let (bike, other) = (a_bike(&store).await, a_bike(&store).await);
            let (here, there) = tokio::join!(fixed(&store, code, bike), fixed(&second, code, other));
            assert!(here != there, "{code}: {here} and {there}");
            let winner = if here { bike } else { other };
            assert_eq!(find(&store, code).await.unwrap().unwrap().bike, Some(winner));
        }
    }

    async fn of_two_desks_that_mark_one_bike_one_wins(db: testkit::Database) {
        let store = fresh(&db).await;
        let second = fresh(&db).await;
        let (_, codes) = a_kit(&store, "camcycle", 1, 12).await;
        for pair in codes.chunks(2) {
            let bike = a_bike(&store).await;
            let desk = async |store: &Store, code| {
                let tx = store.begin().await.unwrap();
                match issue(&tx, code, bike, None, NOON).await {
                    Ok(won) => tx.commit().await.map(|()| won),
                    Err(error) => Err(error),
                }
            };
            let (here, there) = tokio::join!(desk(&store, pair[0]), desk(&second, pair[1]));
            let outcomes = [here, there];
            let won = outcomes.iter().filter(|outcome| matches!(outcome, Ok(true))).count();
            let told = |outcome: &Result<bool, StoreError>| {
                matches!(outcome, Err(StoreError::Taken(Constraint::LiveMark)))
            };
            assert_eq!((won, outcomes.iter().filter(|one| told(one)).count()), (1, 1), "{outcomes:?}");
            assert!(live_on(&store, bike).await.unwrap().is_some());
        }
    }
}

#[test]
fn a_desk_waits_for_another_that_has_the_mark_in_hand() {
    testkit::run(async {
        let db = testkit::Database::postgres().migrated();
        let store = fresh(&db).await;
        let (_, codes) = a_kit(&store, "camcycle", 1, 2).await;
        for (code, first_commits) in [(codes[0], true), (codes[1], false)] {
            let (bike, other) = (a_bike(&store).await, a_bike(&store).await);
            let first = store.begin().await.unwrap();
            assert!(issue(&first, code, bike, None, NOON).await.unwrap());
            let waiting = tokio::spawn({
                let store = store.clone();
                async move { fixed(&store, code, other).await }
            });
            until_somebody_waits(&store).await;
            if first_commits {
                first.commit().await.unwrap();
            } else {
                drop(first);
            }
            assert_eq!(waiting.await.unwrap(), !first_commits, "{code}");
        }
    });
}

/// Watches PostgreSQL's locks until one of this database's transactions waits for another.
async fn until_somebody_waits(store: &Store) {
    let sql =
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let waits = async {
        let statement = || Statement::from_string(DbBackend::Postgres, sql);
        while store
            .connection()
            .query_one_raw(statement())
            .await
            .unwrap()
            .is_none()
        {}
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), waits)
        .await
        .unwrap();
}
