use super::*;
use crate::testing::{a_bike, an_account, an_organisation, fresh};
use crate::{Constraint, Store};
use testkit::NOON;
use testkit::time::hours_after_noon;

fn found(property_ref: &str) -> NewRecovery {
    NewRecovery {
        property_ref: property_ref.to_owned(),
        read: Some("WTU?8*".to_owned()),
        identifiers: vec![
            Identifier::parse("battery:B-1").unwrap(),
            Identifier::parse("lock:L 22; \"left\"").unwrap(),
        ],
        make: Some("Trek".to_owned()),
        model: None,
        colours: vec!["red".to_owned(), "white".to_owned()],
        kind: BikeKind::parse("road"),
        found_at: NOON,
        place: Some("Behind 4 Station Road".to_owned()),
        point: Point::new(52.19, 0.137).ok(),
    }
}

async fn recorded(store: &Store, force: OrganisationId, property_ref: &str) -> RecoveryId {
    let tx = store.begin().await.unwrap();
    let id = add(&tx, force, None, &found(property_ref), NOON).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn a_tie(recovery: RecoveryId, bike: BikeId) -> Tie {
    Tie {
        recovery,
        bike,
        look_up: None,
        bits: 31.5,
        evidence: serde_json::json!([{"field": "number"}]),
    }
}

async fn tied(store: &Store, recovery: RecoveryId, bike: BikeId) -> Result<bool, StoreError> {
    let tx = store.begin().await?;
    let won = tie(&tx, &a_tie(recovery, bike), None, NOON).await?;
    tx.commit().await?;
    Ok(won)
}

testkit::on_each_database! {
    async fn a_recovery_is_read_back_and_its_place_is_sealed(db: testkit::Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "cambs-police").await;
        let id = recorded(&store, force, "PS/1").await;
        let recovery = find(&store, id).await.unwrap().unwrap();
        assert_eq!((&recovery.recovery, recovery.organisation), (&found("PS/1"), force));
        assert_eq!((recovery.status, recovery.bike, recovery.recorded_at), (RecoveryStatus::Open, None, NOON));
        let row = recovery::Entity::find().one(store.connection()).await.unwrap().unwrap();
        assert!(!row.place.unwrap().windows(7).any(|part| part == b"Station"));
        assert_eq!(find(&store, RecoveryId(999)).await.unwrap(), None);
    }

    async fn a_property_reference_is_one_recovery_of_its_force(db: testkit::Database) {
        let store = fresh(&db).await;
        let (here, there) = (an_organisation(&store, "cambs").await, an_organisation(&store, "essex").await);
        recorded(&store, here, "PS/1").await;
        recorded(&store, there, "PS/1").await;
        let tx = store.begin().await.unwrap();
        let again = add(&tx, here, None, &found("PS/1"), NOON).await;
        assert!(matches!(again, Err(StoreError::Taken(Constraint::PropertyRef))), "{again:?}");
    }

    async fn a_force_lists_its_own_newest_first(db: testkit::Database) {
        let store = fresh(&db).await;
        let (here, there) = (an_organisation(&store, "cambs").await, an_organisation(&store, "essex").await);
        let ids = [recorded(&store, here, "1").await, recorded(&store, here, "2").await, recorded(&store, here, "3").await];
        recorded(&store, there, "4").await;
        let bike = a_bike(&store).await;
        assert!(tied(&store, ids[1], bike).await.unwrap());
        let list = async |status, offset, limit| {
            let listed = of_organisation(&store, here, status, offset, limit).await.unwrap();
            listed.into_iter().map(|recovery| recovery.id).collect::<Vec<_>>()
        };
        assert_eq!(list(None, 0, 9).await, [ids[2], ids[1], ids[0]]);
        assert_eq!(list(None, 1, 1).await, [ids[1]]);
        assert_eq!(list(Some(RecoveryStatus::Open), 0, 9).await, [ids[2], ids[0]]);
        assert_eq!(list(Some(RecoveryStatus::Tied), 0, 9).await, [ids[1]]);
        assert_eq!(list(Some(RecoveryStatus::Returned), 0, 9).await, []);
    }

    async fn an_open_recovery_is_tied_to_one_bike(db: testkit::Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "cambs").await;
        let officer = an_account(&store, "officer@example.org").await;
        let (first, second) = (recorded(&store, force, "1").await, recorded(&store, force, "2").await);
        let (bike, other) = (a_bike(&store).await, a_bike(&store).await);
        let tx = store.begin().await.unwrap();
        assert!(tie(&tx, &a_tie(first, bike), Some(officer), NOON).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(holding(&store, &[bike]).await.unwrap().get(&bike).map(|held| held.id), Some(first));
        assert!(!tied(&store, first, other).await.unwrap(), "it is not open any more");
        assert_eq!(holding(&store, &[other]).await.unwrap().get(&other), None);
        let elsewhere = tied(&store, second, bike).await;
        assert!(matches!(elsewhere, Err(StoreError::Taken(Constraint::Held))), "{elsewhere:?}");
        assert_eq!(find(&store, second).await.unwrap().unwrap().status, RecoveryStatus::Open);
        assert!(!tied(&store, RecoveryId(999), other).await.unwrap());
        let decided = decisions(&store, first).await.unwrap();
        assert_eq!(decided, [Decision { bike, same: true, bits: 31.5, by: Some(officer), at: NOON }]);
    }

    async fn a_wrong_tie_is_taken_back_and_may_be_made_again(db: testkit::Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "cambs").await;
        let id = recorded(&store, force, "1").await;
        let (bike, other) = (a_bike(&store).await, a_bike(&store).await);
        let take_back = async |hours| {
            let tx = store.begin().await.unwrap();
            let done = untie(&tx, id, None, hours_after_noon(hours)).await.unwrap();
            tx.commit().await.unwrap();
            done
        };
        assert_eq!(take_back(0).await, None, "it was not tied");
        assert!(tied(&store, id, bike).await.unwrap());
        assert_eq!(take_back(1).await, Some(bike));
        assert_eq!(take_back(2).await, None);
        let open = find(&store, id).await.unwrap().unwrap();
        assert_eq!((open.status, open.bike), (RecoveryStatus::Open, None));
        assert!(tied(&store, id, other).await.unwrap());
        let decided: Vec<_> =
            decisions(&store, id).await.unwrap().into_iter().map(|one| (one.bike, one.same)).collect();
        assert_eq!(decided, [(other, true), (bike, false)], "in the order of the clock");
        assert_eq!(take_back(3).await, Some(other));
        assert!(tied(&store, id, bike).await.unwrap(), "an officer may think again");
        let same: Vec<_> = decisions(&store, id).await.unwrap().into_iter().filter(|one| one.same).collect();
        assert_eq!(same.len(), 1);
        assert_eq!(same[0].bike, bike);
    }

    async fn only_a_held_bike_goes_back(db: testkit::Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "cambs").await;
        let id = recorded(&store, force, "1").await;
        let bike = a_bike(&store).await;
        let give_back = async || {
            let tx = store.begin().await.unwrap();
            let given = return_to_owner(&tx, id, NOON).await.unwrap();
            tx.commit().await.unwrap();
            given
        };
        assert_eq!(give_back().await, None);
        assert!(tied(&store, id, bike).await.unwrap());
        assert_eq!(give_back().await, Some(bike));
        assert_eq!(give_back().await, None, "once is enough");
        let back = find(&store, id).await.unwrap().unwrap();
        assert_eq!((back.status, back.bike), (RecoveryStatus::Returned, Some(bike)));
        assert_eq!(holding(&store, &[bike]).await.unwrap().get(&bike), None);
        let again = recorded(&store, force, "2").await;
        assert!(tied(&store, again, bike).await.unwrap(), "it may be stolen and found again");
    }

    async fn of_two_officers_who_tie_at_once_one_wins(db: testkit::Database) {
        let store = fresh(&db).await;
        let second = fresh(&db).await;
        let force = an_organisation(&store, "cambs").await;
        for round in 0..5 {
            let id = recorded(&store, force, &format!("A{round}")).await;
            let (bike, other) = (a_bike(&store).await, a_bike(&store).await);
            let (here, there) = tokio::join!(tied(&store, id, bike), tied(&second, id, other));
            assert!(here.unwrap() != there.unwrap());

            let (one, two) = (recorded(&store, force, &format!("B{round}")).await, recorded(&store, force, &format!("C{round}")).await);
            let bike = a_bike(&store).await;
            let (here, there) = tokio::join!(tied(&store, one, bike), tied(&second, two, bike));
            let held = |outcome: &Result<bool, StoreError>| {
                matches!(outcome, Err(StoreError::Taken(Constraint::Held)))
            };
            assert!(held(&here) != held(&there), "{here:?} and {there:?}");
        }
    }
}

#[test]
fn numbers_written_before_are_read_still() {
    let numbers = |column: &str| -> Vec<String> {
        let read = identifiers_of(column).unwrap();
        read.iter().map(Identifier::to_string).collect()
    };
    assert_eq!(numbers("battery:B-1;lock:L 22"), ["battery:B-1", "lock:L 22"]);
    assert_eq!(numbers(""), Vec::<String>::new());
    assert_eq!(numbers(r#"["lock:L;22"]"#), ["lock:L;22"]);
    assert!(identifiers_of("[").is_err() && identifiers_of("horn:1").is_err());
}
