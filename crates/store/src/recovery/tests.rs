use super::row::identifiers_of;
use super::*;
use crate::testing::{a_bike, an_account, an_organisation, fresh};
use crate::{Constraint, Store};
use domain::bike::BikeKind;
use domain::place::{PlaceGiven, Point};
use domain::recovery::{NumberRead, Tie};
use testkit::NOON;
use testkit::time::hours_after_noon;

fn found(property_ref: &str) -> NewRecovery {
    NewRecovery {
        property_ref: property_ref.to_owned(),
        read: Some("WTU?8*".to_owned()),
        identifiers: vec![
            NumberRead::kept("battery:B-1?").unwrap(),
            NumberRead::kept("lock:L 22; \"left\"").unwrap(),
        ],
        make: Some("Trek".to_owned()),
        model: None,
        colours: vec!["red".to_owned(), "white".to_owned()],
        kind: BikeKind::parse("road"),
        found_at: NOON,
        found_by: Some("A warden of the station".to_owned()),
        place: Some("Behind 4 Station Road".to_owned()),
        given: Point::new(52.19, 0.137).ok().map(PlaceGiven::Pin),
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
        for same in ["PS/1", "ps/1", " p S / 1"] {
            let tx = store.begin().await.unwrap();
            let again = add(&tx, here, None, &found(same), NOON).await;
            assert!(matches!(again, Err(StoreError::Taken(Constraint::PropertyRef))), "{again:?}");
        }
        let named = async |key: &str| named(&store, &[key.to_owned()]).await.unwrap().len();
        assert_eq!((named("PS/1").await, named("PS/2").await), (2, 0));
    }

    async fn a_force_lists_its_own_newest_first(db: testkit::Database) {
        let store = fresh(&db).await;
        let (here, there) = (an_organisation(&store, "cambs").await, an_organisation(&store, "essex").await);
        let mut ids = [RecoveryId(0); 3];
        for (id, reference) in ids.iter_mut().zip(["PS/1", "PS/2", "PS/3"]) {
            *id = recorded(&store, here, reference).await;
        }
        recorded(&store, there, "4").await;
        let bike = a_bike(&store).await;
        assert!(tied(&store, ids[1], bike).await.unwrap());
        let listed = async |listing: Listing| {
            let listed = of_organisation(&store, here, &listing).await.unwrap();
            listed.into_iter().map(|(recovery, _)| recovery.id).collect::<Vec<_>>()
        };
        let list = async |status, offset, limit| {
            listed(Listing { status, descending: true, offset, limit, ..Listing::default() }).await
        };
        assert_eq!(list(None, 0, 9).await, [ids[2], ids[1], ids[0]]);
        assert_eq!(list(None, 1, 1).await, [ids[1]]);
        assert_eq!(list(Some(RecoveryStatus::Open), 0, 9).await, [ids[2], ids[0]]);
        assert_eq!(list(Some(RecoveryStatus::Tied), 0, 9).await, [ids[1]]);
        assert_eq!(list(Some(RecoveryStatus::Returned), 0, 9).await, []);
        for sorting in [Sorting::Recorded, Sorting::PropertyRef, Sorting::Found, Sorting::Best] {
            assert_eq!(listed(Listing { sorting, limit: 9, ..Listing::default() }).await, ids, "{sorting:?}");
        }
        let tied_last = Listing { sorting: Sorting::Status, limit: 9, ..Listing::default() };
        assert_eq!(listed(tied_last).await, [ids[0], ids[2], ids[1]]);
        for (search, found) in
            [("ps / 2", &ids[1..2]), ("wtu?", &ids[..]), ("trek", &ids[..]), ("b-1", &ids[..]), ("%", &[]), ("_", &[]), ("zz", &[])]
        {
            let listing = Listing { search: search.into(), limit: 9, ..Listing::default() };
            assert_eq!(listed(listing).await, found, "{search}");
        }
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
        let happened = entries::of_recovery(&store, first).await.unwrap();
        let matched = entries::Entry { step: Step::Matched(bike, 31.5), by: Some(officer), at: NOON };
        assert_eq!(happened[1..], [matched]);
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
        assert_eq!(take_back(3).await, Some(other));
        assert!(tied(&store, id, bike).await.unwrap(), "an officer may match it again");
        let steps: Vec<_> =
            entries::of_recovery(&store, id).await.unwrap().into_iter().map(|entry| entry.step).collect();
        assert_eq!(
            steps,
            [
                Step::Recorded,
                Step::Matched(bike, 31.5),
                Step::Undone(bike),
                Step::Matched(other, 31.5),
                Step::Undone(other),
                Step::Matched(bike, 31.5),
            ],
            "nothing is written over"
        );
    }

    async fn what_was_recorded_is_corrected_and_what_stood_there_is_kept_sealed(db: testkit::Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "cambs").await;
        let (id, other) = (recorded(&store, force, "PS/1").await, recorded(&store, force, "PS/2").await);
        let new = NewRecovery { place: Some("Behind 5 Mill Road".into()), ..found("ps / 1") };
        let change = Change { field: "Where".into(), before: "Behind 4 Station Road".into(), after: "Behind 5 Mill Road".into() };
        let tx = store.begin().await.unwrap();
        correct(&tx, id, &new, vec![change.clone()], None, NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(find(&store, id).await.unwrap().unwrap().recovery, new);
        let last = entries::of_recovery(&store, id).await.unwrap().pop().unwrap();
        assert_eq!(last.step, Step::Corrected(vec![change]));
        let row = crate::entity::recovery_entry::Entity::find()
            .order_by_desc(crate::entity::recovery_entry::Column::Id)
            .one(store.connection())
            .await
            .unwrap()
            .unwrap();
        assert!(!row.changes.unwrap().windows(7).any(|part| part == b"Station"));
        let tx = store.begin().await.unwrap();
        let taken = correct(&tx, other, &found("ps/1"), Vec::new(), None, NOON).await;
        assert!(matches!(taken, Err(StoreError::Taken(Constraint::PropertyRef))), "{taken:?}");
    }

    async fn only_a_held_bike_goes_back(db: testkit::Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "cambs").await;
        let id = recorded(&store, force, "1").await;
        let bike = a_bike(&store).await;
        let give_back = async || {
            let tx = store.begin().await.unwrap();
            let given = return_to_owner(&tx, id, None, NOON).await.unwrap();
            tx.commit().await.unwrap();
            given
        };
        assert_eq!(give_back().await, None);
        assert!(tied(&store, id, bike).await.unwrap());
        assert_eq!(give_back().await, Some(bike));
        assert_eq!(give_back().await, None, "it can only go back once");
        let back = find(&store, id).await.unwrap().unwrap();
        assert_eq!((back.status, back.bike), (RecoveryStatus::Returned, Some(bike)));
        assert_eq!(holding(&store, &[bike]).await.unwrap().get(&bike), None);
        let again = recorded(&store, force, "2").await;
        assert!(tied(&store, again, bike).await.unwrap(), "it may be stolen and found again");
    }

    async fn of_an_undoing_and_a_return_at_once_one_is_done(db: testkit::Database) {
        let store = fresh(&db).await;
        let second = fresh(&db).await;
        let force = an_organisation(&store, "cambs").await;
        for round in 0..5 {
            let id = recorded(&store, force, &format!("R{round}")).await;
            let bike = a_bike(&store).await;
            assert!(tied(&store, id, bike).await.unwrap());
            let undo = async {
                let tx = store.begin().await?;
                let done = untie(&tx, id, None, NOON).await?;
                tx.commit().await?;
                Ok::<_, StoreError>(done)
            };
            let give = async {
                let tx = second.begin().await?;
                let done = return_to_owner(&tx, id, None, NOON).await?;
                tx.commit().await?;
                Ok::<_, StoreError>(done)
            };
            let (undone, given) = tokio::join!(undo, give);
            let (undone, given) = (undone.unwrap(), given.unwrap());
            assert!(undone.is_some() != given.is_some(), "{undone:?} and {given:?}");
            let after = find(&store, id).await.unwrap().unwrap();
            let status = if given.is_some() { RecoveryStatus::Returned } else { RecoveryStatus::Open };
            assert_eq!((after.status, after.bike.is_some()), (status, given.is_some()));
        }
    }

    async fn undoing_and_giving_back_at_once_is_one_of_the_two(db: testkit::Database) {
        let (store, second) = (fresh(&db).await, fresh(&db).await);
        let force = an_organisation(&store, "cambs").await;
        for round in 0..8 {
            let id = recorded(&store, force, &format!("R{round}")).await;
            let bike = a_bike(&store).await;
            assert!(tied(&store, id, bike).await.unwrap());
            let undo = async {
                let tx = store.begin().await.unwrap();
                let undone = untie(&tx, id, None, NOON).await.unwrap();
                tx.commit().await.unwrap();
                undone
            };
            let give_back = async {
                let tx = second.begin().await.unwrap();
                let given = return_to_owner(&tx, id, None, NOON).await.unwrap();
                tx.commit().await.unwrap();
                given
            };
            let (undone, given) = tokio::join!(undo, give_back);
            assert!(undone.is_some() != given.is_some(), "{undone:?} and {given:?}");
            let now = find(&store, id).await.unwrap().unwrap();
            let expected = if undone.is_some() {
                (RecoveryStatus::Open, None)
            } else {
                (RecoveryStatus::Returned, Some(bike))
            };
            assert_eq!((now.status, now.bike), expected);
            let steps = entries::of_recovery(&store, id).await.unwrap();
            assert_eq!(steps.len(), 3, "recorded, matched, and one of the two: {steps:?}");
        }
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
        read.iter().map(NumberRead::to_string).collect()
    };
    assert_eq!(numbers("battery:B-1;lock:L 22"), ["battery:B-1", "lock:L 22"]);
    assert_eq!(numbers(""), Vec::<String>::new());
    assert_eq!(numbers(r#"["lock:L;22"]"#), ["lock:L;22"]);
    assert!(identifiers_of("[").is_err() && identifiers_of("horn:1").is_err());
}
