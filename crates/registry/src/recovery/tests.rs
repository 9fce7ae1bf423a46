use super::decide::tie;
use super::*;
use crate::Registry;
use crate::bike::photos::{kept, prepared};
use crate::testing::dot;
use crate::testing::{a_new_bike, a_theft, an_account, an_officer, fresh, registered};
use crate::theft::report::report_theft;
use domain::bike::Standing;
use domain::id::{BikeId, RecoveryId};
use domain::message::Sighting;
use domain::recovery::{NewRecovery, RecoveryStatus, Tie};
use domain::theft::Moment;
use domain::theft::TheftOutcome;
use store::bike::photos::{Owner, add};
use store::look_up::audit::Action;
use store::message::{Body, NewMessage};

pub(super) fn found(registry: &Registry, property_ref: &str) -> NewRecovery {
    NewRecovery {
        property_ref: property_ref.to_owned(),
        read: Some("AB1234?".to_owned()),
        identifiers: Vec::new(),
        make: None,
        model: None,
        colours: Vec::new(),
        kind: None,
        found_at: registry.now(),
        found_by: None,
        place: None,
        given: None,
        point: None,
    }
}

fn all() -> Listing {
    Listing {
        limit: 9,
        ..Listing::default()
    }
}

fn a_tie(recovery: RecoveryId, bike: BikeId) -> Tie {
    Tie {
        recovery,
        bike,
        look_up: None,
        bits: 30.0,
        evidence: serde_json::json!([]),
    }
}

testkit::on_each_database! {
    async fn a_bike_that_the_police_hold_is_reported_all_the_same(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let id = record(&registry, officer, &found(&registry, "PS/1")).await.unwrap();
        tie(&registry, officer, (&a_tie(id, bike), None)).await.unwrap();
        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        let reports = store::theft::of_bike(&registry.store, bike).await.unwrap();
        assert_eq!(reports.len(), 1);
        assert!(reports[0].closed.is_none());
    }

    async fn a_stolen_bike_comes_home(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let standing =
            async || store::bike::find(&registry.store, bike).await.unwrap().unwrap().standing;
        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        let id = record(&registry, officer, &found(&registry, "PS/1")).await.unwrap();
        tie(&registry, officer, (&a_tie(id, bike), None)).await.unwrap();
        assert_eq!(standing().await, Standing::HeldByPolice);
        untie(&registry, officer, (id, None)).await.unwrap();
        assert_eq!(standing().await, Standing::ReportedStolen);
        tie(&registry, officer, (&a_tie(id, bike), None)).await.unwrap();
        return_to_owner(&registry, officer, (id, None), &HandOver::because("Seen")).await.unwrap();
        assert_eq!(standing().await, Standing::WithOwner, "its report is closed with it");
        let report = &store::theft::of_bike(&registry.store, bike).await.unwrap()[0];
        assert_eq!(report.closed, Some((registry.now(), TheftOutcome::Returned)));
        let logged = store::look_up::audit::for_bike(&registry.store, bike).await.unwrap();
        let said: Vec<_> = logged.iter().map(|(_, entry)| (entry.action, entry.actor)).collect();
        let by = Some(officer.account);
        assert_eq!(
            said,
            [
                (Action::RecoveryTied, by),
                (Action::RecoveryUntied, by),
                (Action::RecoveryTied, by),
                (Action::RecoveryReturned, by),
            ],
            "each step is in the log"
        );
        let happened = case_file::history(&registry, officer, id).await.unwrap();
        let steps: Vec<_> = happened.iter().rev().map(|one| (&one.what, one.by.as_deref())).collect();
        let (matched, by) = (case_file::Step::Matched(bike, 30.0), Some("you"));
        assert_eq!(
            steps,
            [
                (&case_file::Step::Recorded, by),
                (&matched, by),
                (&case_file::Step::Undone(bike), by),
                (&matched, by),
                (&case_file::Step::Returned(bike), by),
            ],
            "nothing is written over"
        );
        let last = happened[0].clone();
        assert_eq!((last.what, last.by.as_deref()), (case_file::Step::Returned(bike), Some("you")));
    }

    async fn a_recovery_is_looked_for_by_request_and_matched_with_what_was_shown(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let id = record(&registry, officer, &found(&registry, "PS/1")).await.unwrap();
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        crate::testing::indexed(&registry).await;
        let case = async || find(&registry, officer, id).await.unwrap();
        assert!(candidates(&registry, officer, &case().await).await.unwrap().is_none(), "nothing is searched by reading");
        let early = match_bike(&registry, officer, id, (bike, None)).await;
        assert!(matches!(early, Err(RecoveryError::NotShown)), "{early:?}");
        assert_eq!(list(&registry, officer, &all()).await.unwrap()[0].1, BestMatch::NotLookedUp);
        let look_up = look(&registry, officer, id).await.unwrap().unwrap();
        let shown = candidates(&registry, officer, &case().await).await.unwrap().unwrap();
        assert_eq!((shown.id, shown.bikes[0].found.bike.id), (look_up, bike));
        let listed = list(&registry, officer, &all()).await.unwrap()[0].1;
        let BestMatch::Likely(best) = listed else { panic!("{listed:?}") };
        assert!((best - shown.bikes[0].found.scored.posterior).abs() < 1e-9);
        match_bike(&registry, officer, id, (bike, None)).await.unwrap();
        let happened = case_file::history(&registry, officer, id).await.unwrap();
        assert_eq!(happened[0].what, case_file::Step::Matched(bike, shown.bikes[0].found.scored.bits));
        // The history has a correction, but not one that changes nothing.
        let mut corrected = found(&registry, "ps/1 ");
        corrected.property_ref = "ps/1".into();
        corrected.read = Some("AB1234S".into());
        assert!(correct(&registry, officer, (id, None), &corrected).await.unwrap());
        assert!(!correct(&registry, officer, (id, None), &corrected).await.unwrap());
        let happened = case_file::history(&registry, officer, id).await.unwrap();
        let case_file::Step::Corrected(changes) = &happened[0].what else { panic!("{happened:?}") };
        let fields: Vec<_> = changes.iter().map(|one| (one.field.as_str(), one.before.as_str(), one.after.as_str())).collect();
        assert_eq!(fields, [("Property reference", "PS/1", "ps/1"), ("Number as read", "AB1234?", "AB1234S")]);
        assert_eq!(case().await.bike, Some(bike), "a correction changes no match");
    }

    async fn photos_open_from_where_a_bike_was_shown_and_that_is_logged(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (ours, theirs) = (an_officer(&registry, "cambs").await, an_officer(&registry, "essex").await);
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let other = registered(&registry, "ben@example.org", a_new_bike("QQ99999QQ")).await;
        crate::testing::indexed(&registry).await;
        let id = record(&registry, ours, &found(&registry, "PS/1")).await.unwrap();
        let look_up = look(&registry, ours, id).await.unwrap().unwrap();
        let opened = async |officer, from, bike| open_photos(&registry, officer, from, bike).await.unwrap().is_some();
        for from in [OpenedFrom::LookUp(look_up), OpenedFrom::Recovery(id)] {
            assert!(opened(ours, from, bike).await);
            assert!(!opened(ours, from, other).await, "a bike that was not shown");
            assert!(!opened(theirs, from, bike).await, "another force");
        }
        let logged = store::look_up::audit::for_bike(&registry.store, bike).await.unwrap();
        let said: Vec<_> = logged.iter().map(|(_, entry)| (entry.action, entry.actor, entry.look_up)).collect();
        let one = (Action::PhotosOpened, Some(ours.account), Some(look_up));
        assert_eq!(said, [one, one], "one row an opening");
        assert!(store::look_up::audit::for_bike(&registry.store, other).await.unwrap().is_empty());
    }

    async fn photos_of_a_sighting_open_with_the_bike_and_others_do_not(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        crate::testing::indexed(&registry).await;
        let id = record(&registry, officer, &found(&registry, "PS/1")).await.unwrap();
        look(&registry, officer, id).await.unwrap().unwrap();
        let hold = registry.photos.hold().await;
        let mut photos = Vec::new();
        let tx = registry.store.begin().await.unwrap();
        for (shade, is_sighting) in [(1, true), (2, false)] {
            let body = Body { text: "By the river".into(), reply_to: None };
            let message = store::message::add(&tx, &NewMessage::about(bike, body), registry.now()).await.unwrap();
            if is_sighting {
                let seen = Sighting { seen: Moment::exactly(registry.now()), place: None };
                store::message::sightings::add(&tx, bike, message, &seen, registry.now()).await.unwrap();
            }
            let stored = kept(&registry, prepared(dot(shade).into()).await.unwrap()).await.unwrap();
            photos.push(add(&tx, Owner::Message(message), &stored, registry.now()).await.unwrap());
        }
        tx.commit().await.unwrap();
        drop(hold);
        let from = OpenedFrom::Recovery(id);
        let whole = async |photo| whole(&registry, officer, from, photo).await.unwrap().is_some();
        assert!(thumbnail(&registry, officer, from, photos[0]).await.unwrap().is_some());
        assert!(!whole(photos[0]).await, "before the opening is logged");
        let file = open_photos(&registry, officer, from, bike).await.unwrap().unwrap();
        let pictures: Vec<_> = file.pictures().map(|(photo, seen)| (photo, seen.is_some())).collect();
        assert_eq!(pictures, [(photos[0], true)]);
        assert!(whole(photos[0]).await);
        assert!(!whole(photos[1]).await, "one of a message that tells of no sighting");
        assert!(thumbnail(&registry, officer, from, photos[1]).await.unwrap().is_none());
    }

    async fn another_force_sees_and_changes_nothing(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (ours, theirs) = (an_officer(&registry, "cambs").await, an_officer(&registry, "essex").await);
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let id = record(&registry, ours, &found(&registry, "PS/1")).await.unwrap();
        let not_found = |outcome: Result<(), RecoveryError>| {
            assert!(matches!(outcome, Err(RecoveryError::NotFound)), "{outcome:?}");
        };
        not_found(find(&registry, theirs, id).await.map(|_| ()));
        not_found(tie(&registry, theirs, (&a_tie(id, bike), None)).await);
        tie(&registry, ours, (&a_tie(id, bike), None)).await.unwrap();
        not_found(untie(&registry, theirs, (id, None)).await);
        not_found(return_to_owner(&registry, theirs, (id, None), &HandOver::default()).await);
        assert_eq!(find(&registry, ours, id).await.unwrap().status, RecoveryStatus::Tied);
        assert_eq!(list(&registry, theirs, &all()).await.unwrap().len(), 0);
        assert_eq!(list(&registry, ours, &all()).await.unwrap().len(), 1);
    }

    async fn each_refusal_says_which_promise_would_break(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (ours, theirs) = (an_officer(&registry, "cambs").await, an_officer(&registry, "essex").await);
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let other = registered(&registry, "ben@example.org", a_new_bike("CD67890")).await;
        let id = record(&registry, ours, &found(&registry, "PS/1")).await.unwrap();
        let elsewhere = record(&registry, theirs, &found(&registry, "PS/1")).await.unwrap();
        let same = record(&registry, ours, &found(&registry, "PS/1")).await;
        assert!(matches!(same, Err(RecoveryError::SameReference)), "{same:?}");
        let gone = tie(&registry, ours, (&a_tie(id, BikeId(999)), None)).await;
        assert!(matches!(gone, Err(RecoveryError::NoSuchBike)), "{gone:?}");
        let early = untie(&registry, ours, (id, None)).await;
        assert!(matches!(early, Err(RecoveryError::NotTied)), "{early:?}");
        let early = return_to_owner(&registry, ours, (id, None), &HandOver::default()).await;
        assert!(matches!(early, Err(RecoveryError::NotTied)), "{early:?}");
        tie(&registry, ours, (&a_tie(id, bike), None)).await.unwrap();
        let twice = tie(&registry, ours, (&a_tie(id, other), None)).await;
        assert!(matches!(twice, Err(RecoveryError::NotOpen)), "{twice:?}");
        let held = tie(&registry, theirs, (&a_tie(elsewhere, bike), None)).await;
        assert!(matches!(held, Err(RecoveryError::HeldElsewhere { ref property_ref, .. }) if property_ref == "PS/1"), "{held:?}");
        let logged = store::look_up::audit::for_bike(&registry.store, bike).await.unwrap();
        assert_eq!(logged.iter().filter(|(_, entry)| entry.action == Action::RecoveryTied).count(), 1);
    }
}
