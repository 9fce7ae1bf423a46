use super::*;
use crate::Store;
use crate::recovery::{Listing, custody, falling_due, find as find_recovery, tie, to_match, untie};
use crate::testing::{a_bike, an_account, an_organisation, fresh};
use domain::recovery::{Custody, CustodyKind, NewRecovery, RecoveryStatus, Tie};
use testkit::time::{NOON, days_after_noon, hours_after_noon};

async fn recorded(store: &Store, force: OrganisationId, property_ref: &str) -> RecoveryId {
    let new = NewRecovery {
        property_ref: property_ref.to_owned(),
        read: Some("WTU?8*".to_owned()),
        identifiers: Vec::new(),
        make: None,
        model: None,
        colours: Vec::new(),
        kind: None,
        found_at: NOON,
        found_by: None,
        place: None,
        given: None,
        point: None,
    };
    let tx = store.begin().await.unwrap();
    let id = crate::recovery::add(&tx, force, None, &new, NOON).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn found(bike: BikeId, bits: f64) -> Found {
    Found {
        bike,
        bits,
        likelihood: 1.0 - 1.0 / bits,
        kept: Kept {
            version: 1,
            answer: format!("{bits}"),
            best_likelihood: Some(1.0 - 1.0 / bits),
        },
    }
}

async fn settled(store: &Store, id: RecoveryId, force: OrganisationId, all: &[Found]) -> u64 {
    let tx = store.begin().await.unwrap();
    let new = settle(&tx, id, force, all, NOON).await.unwrap();
    tx.commit().await.unwrap();
    new
}

async fn waiting(store: &Store, force: OrganisationId) -> Vec<(BikeId, f64)> {
    let listed = list(store, force, PairStatus::Waiting, (0, 9)).await.unwrap();
    listed
        .into_iter()
        .map(|pair| (pair.found.bike, pair.found.bits))
        .collect()
}

testkit::on_each_database! {
    async fn pairs_wait_once_the_likeliest_first_and_lapse_when_they_are_not_found_again(db: testkit::Database) {
        let store = fresh(&db).await;
        let (force, other) = (an_organisation(&store, "cambs").await, an_organisation(&store, "essex").await);
        let id = recorded(&store, force, "PS/1").await;
        let (one, two) = (a_bike(&store).await, a_bike(&store).await);
        let both = [found(one, 20.0), found(two, 30.0)];
        assert_eq!(settled(&store, id, force, &both).await, 2);
        assert_eq!(settled(&store, id, force, &both).await, 0, "finding the same pairs again adds nothing");
        assert_eq!(waiting(&store, force).await, [(two, 30.0), (one, 20.0)]);
        assert_eq!((waiting(&store, other).await, count(&store, force, PairStatus::Waiting).await.unwrap()), (Vec::new(), 2));
        assert_eq!(recoveries_with(&store, &[two]).await.unwrap(), [id]);
        assert_eq!(settled(&store, id, force, &[found(two, 31.0)]).await, 0, "better evidence for a pair that waits already");
        assert_eq!(waiting(&store, force).await, [(two, 31.0)]);
        assert_eq!(settled(&store, id, force, &both).await, 1, "it is found again");
        let first = &list(&store, force, PairStatus::Waiting, (0, 1)).await.unwrap()[0];
        assert_eq!(find(&store, first.id).await.unwrap().as_ref(), Some(first));
        assert_eq!((first.found.kept.answer.as_str(), first.recovery, first.organisation), ("30", id, force));
    }

    async fn a_rejected_pair_stays_so_until_the_evidence_is_better(db: testkit::Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "cambs").await;
        let officer = an_account(&store, "officer@example.org").await;
        let (id, bike) = (recorded(&store, force, "PS/1").await, a_bike(&store).await);
        settled(&store, id, force, &[found(bike, 20.0)]).await;
        let pair = list(&store, force, PairStatus::Waiting, (0, 1)).await.unwrap().remove(0);
        let tx = store.begin().await.unwrap();
        let read = find_to_change(&tx, pair.id).await.unwrap().unwrap();
        reject(&tx, pair.id, "Mr Smith's bike", Some(officer), NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(read.version, pair.version);
        let rejected = find(&store, pair.id).await.unwrap().unwrap();
        assert_eq!((rejected.status, rejected.reason.as_deref()), (PairStatus::Rejected, Some("Mr Smith's bike")));
        assert_eq!((rejected.decided_by, rejected.decided_at), (Some(officer), Some(NOON)));
        assert!(rejected.version > pair.version);
        let row = standing_match::Entity::find().one(store.connection()).await.unwrap().unwrap();
        assert!(!row.reason.unwrap().windows(5).any(|part| part == b"Smith"));
        assert_eq!(settled(&store, id, force, &[found(bike, 22.0)]).await, 0);
        assert_eq!(settled(&store, id, force, &[]).await, 0);
        assert_eq!(find(&store, pair.id).await.unwrap().unwrap().status, PairStatus::Rejected);
        assert_eq!(settled(&store, id, force, &[found(bike, 23.0)]).await, 1);
        assert_eq!(waiting(&store, force).await, [(bike, 23.0)]);
    }

    async fn a_parked_pair_waits_again_when_its_time_has_come(db: testkit::Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "cambs").await;
        let (id, bike) = (recorded(&store, force, "PS/1").await, a_bike(&store).await);
        settled(&store, id, force, &[found(bike, 20.0)]).await;
        let pair = list(&store, force, PairStatus::Waiting, (0, 1)).await.unwrap().remove(0);
        let tx = store.begin().await.unwrap();
        park(&tx, pair.id, hours_after_noon(24), None, NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(settled(&store, id, force, &[found(bike, 20.0)]).await, 0);
        let wake = async |hours| {
            let tx = store.begin().await.unwrap();
            let woken = wake(&tx, hours_after_noon(hours)).await.unwrap();
            tx.commit().await.unwrap();
            woken
        };
        assert_eq!((wake(23).await, waiting(&store, force).await.len()), (0, 0));
        assert_eq!((wake(24).await, waiting(&store, force).await.len()), (1, 1));
        assert_eq!(wake(25).await, 0);
    }

    async fn a_match_settles_what_waited_and_its_undoing_rejects_the_pair(db: testkit::Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "cambs").await;
        let (id, bike, other) = (recorded(&store, force, "PS/1").await, a_bike(&store).await, a_bike(&store).await);
        settled(&store, id, force, &[found(bike, 20.0), found(other, 19.0)]).await;
        let standing = async || {
            let pairs = of_recovery(&store, id).await.unwrap();
            pairs.iter().map(|pair| (pair.found.bike, pair.status)).collect::<Vec<_>>()
        };
        let of = Tie { recovery: id, bike, look_up: None, bits: 20.0, evidence: serde_json::json!([]) };
        let tx = store.begin().await.unwrap();
        assert!(tie(&tx, &of, None, NOON).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(standing().await, [(bike, PairStatus::Confirmed), (other, PairStatus::Lapsed)]);
        assert_eq!(find_recovery(&store, id).await.unwrap().unwrap().tied_at, Some(NOON));
        let tx = store.begin().await.unwrap();
        untie(&tx, id, None, NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(standing().await, [(bike, PairStatus::Rejected), (other, PairStatus::Lapsed)]);
        assert_eq!(crate::recovery::undone_of(&store, id).await.unwrap(), [(bike, 20.0)]);
        assert_eq!(find_recovery(&store, id).await.unwrap().unwrap().tied_at, None);
    }

    async fn a_force_is_told_once_a_day(db: testkit::Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "cambs").await;
        let id = recorded(&store, force, "PS/1").await;
        let untold = async |day| notices::not_told(&store, day).await.unwrap();
        assert_eq!(untold("2026-11-29").await, []);
        settled(&store, id, force, &[found(a_bike(&store).await, 20.0)]).await;
        assert_eq!(untold("2026-11-29").await, [force]);
        let tell = async |day| {
            let tx = store.begin().await.unwrap();
            let told = notices::told(&tx, force, day).await.unwrap();
            tx.commit().await.unwrap();
            told
        };
        assert!(tell("2026-11-29").await);
        assert!(!tell("2026-11-29").await, "another worker");
        assert_eq!(untold("2026-11-29").await, []);
        assert_eq!(untold("2026-11-30").await, [force]);
        assert!(tell("2026-11-30").await);
    }

    async fn what_has_no_owner_is_held_against_the_register_and_falls_due(db: testkit::Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "cambs").await;
        let officer = an_account(&store, "officer@example.org").await;
        let mut ids = Vec::new();
        for reference in ["1", "2", "3", "4"] {
            ids.push(recorded(&store, force, reference).await);
        }
        let note = async |id, what, days| {
            let entry = Custody { place: Some("Bay 4".into()), reason: Some("Order 7".into()), ..Custody::of(what, days_after_noon(days)) };
            let tx = store.begin().await.unwrap();
            custody::note(&tx, id, &entry, Some(officer), days_after_noon(days)).await.unwrap();
            tx.commit().await.unwrap();
        };
        note(ids[0], CustodyKind::Held, 1).await;
        note(ids[1], CustodyKind::Disposed, 2).await;
        settled(&store, ids[2], force, &[found(a_bike(&store).await, 20.0)]).await;
        let due = async |days| {
            let due = falling_due(&store, force, days_after_noon(days), 9).await.unwrap();
            due.into_iter().map(|one| one.id).collect::<Vec<_>>()
        };
        assert_eq!(due(-1).await, []);
        assert_eq!(due(0).await, [ids[3]], "no hold, no match, and still in the store");
        note(ids[0], CustodyKind::HoldEnded, 3).await;
        assert_eq!(due(0).await, [ids[0], ids[3]]);
        let matched = async |days| {
            let all = to_match(&store, days_after_noon(days), None).await.unwrap();
            all.into_iter().map(|one| one.id).collect::<Vec<_>>()
        };
        assert_eq!(matched(2).await, ids, "including one that has been disposed of since");
        assert_eq!(matched(3).await, [ids[0], ids[2], ids[3]]);
        assert_eq!(to_match(&store, NOON, Some(&ids[3..])).await.unwrap().len(), 1);
        assert_eq!(crate::recovery::ids_to_match(&store, NOON, ids[1], 1).await.unwrap(), [ids[2]]);
        let sold = find_recovery(&store, ids[1]).await.unwrap().unwrap();
        assert_eq!((sold.status, sold.ended_at, sold.version), (RecoveryStatus::Disposed, Some(days_after_noon(2)), 2));
        let log = custody::of_recovery(&store, ids[1]).await.unwrap();
        let said: Vec<_> = log.iter().map(|entry| (entry.custody.what, entry.custody.place.as_deref(), entry.by)).collect();
        assert_eq!(said, [(CustodyKind::Received, None, None), (CustodyKind::Disposed, Some("Bay 4"), Some(officer))]);
        let rows = crate::entity::custody_entry::Entity::find().all(store.connection()).await.unwrap();
        assert!(rows.iter().filter_map(|row| row.place.as_ref()).all(|place| !place.windows(3).any(|part| part == b"Bay")));
        // Later it turns out whose bike it was.
        let bike = a_bike(&store).await;
        let of = Tie { recovery: ids[1], bike, look_up: None, bits: 20.0, evidence: serde_json::json!([]) };
        let tx = store.begin().await.unwrap();
        assert!(crate::recovery::confirm_ended(&tx, &of, Some(officer), NOON).await.unwrap());
        assert!(!crate::recovery::confirm_ended(&tx, &of, Some(officer), NOON).await.unwrap(), "once");
        tx.commit().await.unwrap();
        let sold = find_recovery(&store, ids[1]).await.unwrap().unwrap();
        assert_eq!((sold.status, sold.bike), (RecoveryStatus::Disposed, Some(bike)));
        assert_eq!(matched(2).await, [ids[0], ids[2], ids[3]]);
        let of = Listing { status: Some(RecoveryStatus::Disposed), limit: 9, ..Listing::default() };
        let listed = crate::recovery::of_organisation(&store, force, &of);
        assert_eq!(listed.await.unwrap().len(), 1);
    }
}
