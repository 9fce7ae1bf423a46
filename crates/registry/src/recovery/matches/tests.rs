use super::super::{case_file, find as find_recovery, record, untie};
use super::*;
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::look_up;
use crate::testing::{
    a_new_bike, a_theft, an_account, an_officer, followed, fresh, indexed, mail, registered,
};
use crate::theft::report::report_theft;
use domain::bike::{Description, Identifier, IdentifierKind, NewBike, Standing};
use domain::id::{BikeId, RecoveryId};
use domain::recovery::{Custody, CustodyKind, NewRecovery, NumberRead, PairStatus, RecoveryStatus};
use jiff::SignedDuration;
use store::look_up::audit::Action;
use store::recovery::standing;
use testkit::time::NOON;

fn found(registry: &Registry, property_ref: &str, read: &str) -> NewRecovery {
    NewRecovery {
        property_ref: property_ref.to_owned(),
        read: (!read.is_empty()).then(|| read.to_owned()),
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

async fn waiting(registry: &Registry, officer: OfficerOf) -> Vec<Pair> {
    list(registry, officer, PairStatus::Waiting, (0, 9))
        .await
        .unwrap()
}

/// Makes some bikes that have nothing to do with the test.
async fn a_register(registry: &Registry) {
    for number in ["WTU123456K", "GF28283377", "U21BF95005", "KK0099887", "M12345678"] {
        registered(registry, "others@example.org", a_new_bike(number)).await;
    }
}

fn described(frame: &str, make: &str, colour: &str) -> NewBike {
    NewBike {
        description: Description {
            make: Some(make.into()),
            colours: vec![colour.into()],
            ..Description::default()
        },
        ..a_new_bike(frame)
    }
}

async fn standing_of(registry: &Registry, bike: BikeId) -> Standing {
    store::bike::find(&registry.store, bike)
        .await
        .unwrap()
        .unwrap()
        .standing
}

testkit::on_each_database! {
    async fn every_number_that_was_read_is_held_against_the_register(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        a_register(&registry).await;
        let read = [
            (IdentifierKind::OtherMark, "QW[8B]3??"),
            (IdentifierKind::Battery, "BAT771204[5S]1?"),
        ];
        let numbers = read.map(|(kind, typed)| NumberRead::new(kind, typed).unwrap());
        let new = NewRecovery { identifiers: numbers.to_vec(), ..found(&registry, "PS/1", "") };
        let id = record(&registry, officer, &new).await.unwrap();
        followed(&registry).await;
        assert!(waiting(&registry, officer).await.is_empty());
        let electric = NewBike {
            identifiers: vec![Identifier::parse("battery:BAT-771204-519").unwrap()],
            ..a_new_bike("XQ55010K77")
        };
        let bike = registered(&registry, "ada@example.org", electric).await;
        followed(&registry).await;
        let pairs = waiting(&registry, officer).await;
        assert_eq!(pairs.iter().map(|pair| (pair.recovery.id, pair.likely.found.bike.id)).collect::<Vec<_>>(), [(id, bike)]);
    }

    async fn numbers_on_parts_that_nobody_registered_do_not_hide_a_match(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        a_register(&registry).await;
        let strangers = ["SHM4410993", "KMC88-1207", "RSX0099127"];
        let numbers = strangers.map(|typed| NumberRead::new(IdentifierKind::Component, typed).unwrap());
        let misread = found(&registry, "PS/1", "W?X5S010?77");
        let new = NewRecovery { identifiers: numbers.to_vec(), ..misread.clone() };
        let with = record(&registry, officer, &new).await.unwrap();
        let new = NewRecovery { property_ref: "PS/2".to_owned(), ..misread };
        let without = record(&registry, officer, &new).await.unwrap();
        registered(&registry, "ada@example.org", a_new_bike("WQX55010K77")).await;
        followed(&registry).await;
        let pairs = waiting(&registry, officer).await;
        let of = |id| pairs.iter().find(|pair| pair.recovery.id == id).map(|pair| pair.likely.found.scored.bits);
        let (with, without) = (of(with).unwrap(), of(without).unwrap());
        assert!(without - with <= 1.5 + 1e-9, "{with} and {without}");
    }

    async fn a_theft_that_is_reported_weeks_after_the_bike_came_in_finds_it(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        a_register(&registry).await;
        let id = record(&registry, officer, &found(&registry, "PS/1", "WSBC6O2I17384N")).await.unwrap();
        followed(&registry).await;
        assert!(waiting(&registry, officer).await.is_empty());
        clock.advance(SignedDuration::from_hours(24 * 25));
        let bike = registered(&registry, "ada@example.org", described("WSBC602117384N", "Specialized", "silver")).await;
        let ada = an_account(&registry, "ada@example.org").await;
        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        followed(&registry).await;
        let pairs = waiting(&registry, officer).await;
        assert_eq!(pairs.iter().map(|pair| (pair.recovery.id, pair.likely.found.bike.id)).collect::<Vec<_>>(), [(id, bike)]);
        assert!(pairs[0].likely.found.scored.alignment.is_some(), "its evidence is kept");
        mail(&registry).await;
        assert_eq!(standing_of(&registry, bike).await, Standing::ReportedStolen, "nothing is decided");
        assert!(mail(&registry).await.is_empty(), "and nobody is told");
        let done = confirm(&registry, officer, (pairs[0].id, pairs[0].version), "").await.unwrap();
        assert_eq!((done, standing_of(&registry, bike).await), (id, Standing::HeldByPolice));
        let told = mail(&registry).await;
        assert_eq!(told.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), ["ada@example.org"]);
        assert!(told[0].body.contains("PS/1"), "{}", told[0].body);
        let case = find_recovery(&registry, officer, id).await.unwrap();
        let answer = look_up::of_recovery(&registry, officer, case.look_up.unwrap()).await.unwrap();
        assert_eq!(answer.bikes[0].found.bike.id, bike, "its owner's details can be opened from there");
        assert!(waiting(&registry, officer).await.is_empty());
        let happened = case_file::history(&registry, officer, id).await.unwrap();
        assert!(matches!(happened[0].what, case_file::Step::Matched(of, _) if of == bike));
        let logged = store::look_up::audit::for_bike(&registry.store, bike).await.unwrap();
        let said: Vec<_> = logged.iter().map(|(_, entry)| entry.action).collect();
        assert_eq!(said, [Action::MatchShown, Action::RecoveryTied], "each look is in the log");
    }

    async fn a_recovery_that_comes_in_later_is_held_against_the_register(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (officer, other) = (an_officer(&registry, "cambs").await, an_officer(&registry, "essex").await);
        a_register(&registry).await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WSBC602117384N")).await;
        followed(&registry).await;
        record(&registry, officer, &found(&registry, "PS/1", "WSBC602117384N")).await.unwrap();
        record(&registry, officer, &found(&registry, "PS/2", "ZZ999999999")).await.unwrap();
        followed(&registry).await;
        let pairs = waiting(&registry, officer).await;
        assert_eq!(pairs.iter().map(|pair| pair.likely.found.bike.id).collect::<Vec<_>>(), [bike]);
        assert!(waiting(&registry, other).await.is_empty(), "another force has its own list");
        assert_eq!(count_waiting(&registry, officer).await.unwrap(), 1);
        let elsewhere = confirm(&registry, other, (pairs[0].id, pairs[0].version), "").await;
        assert!(matches!(elsewhere, Err(DecideError::NotFound)), "{elsewhere:?}");
    }

    async fn a_mark_that_was_read_and_is_fixed_later_finds_its_bike(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        a_register(&registry).await;
        let desk = crate::testing::a_desk(&registry, "camcycle").await;
        let kit = crate::testing::a_kit(&registry, Some(&desk), 1).await;
        record(&registry, officer, &found(&registry, "PS/1", &kit[0].to_string())).await.unwrap();
        followed(&registry).await;
        assert!(waiting(&registry, officer).await.is_empty());
        let bike = registered(&registry, "ada@example.org", a_new_bike("")).await;
        let tx = registry.store.begin().await.unwrap();
        assert!(store::mark::issue(&tx, kit[0], bike, None, registry.now()).await.unwrap());
        tx.commit().await.unwrap();
        followed(&registry).await;
        assert_eq!(waiting(&registry, officer).await.iter().map(|pair| pair.likely.found.bike.id).collect::<Vec<_>>(), [bike]);
    }

    async fn a_rare_bike_without_a_number_is_found_by_its_look_place_and_day(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        for nth in 0..40 {
            registered(&registry, "others@example.org", described(&format!("HX7731{nth:04}"), "Trek", "black")).await;
        }
        let cargo = NewBike {
            description: Description {
                make: Some("Urban Arrow".into()),
                model: Some("Family".into()),
                colours: vec!["green".into()],
                kind: domain::bike::BikeKind::parse("cargo"),
                features: None,
            },
            ..a_new_bike("")
        };
        let mut new = found(&registry, "PS/1", "");
        (new.make, new.model) = (cargo.description.make.clone(), cargo.description.model.clone());
        (new.colours, new.kind) = (cargo.description.colours.clone(), cargo.description.kind);
        let id = record(&registry, officer, &new).await.unwrap();
        followed(&registry).await;
        assert!(waiting(&registry, officer).await.is_empty());
        let bike = registered(&registry, "ada@example.org", cargo).await;
        let ada = an_account(&registry, "ada@example.org").await;
        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        followed(&registry).await;
        let pairs = waiting(&registry, officer).await;
        assert_eq!(pairs.iter().map(|pair| (pair.recovery.id, pair.likely.found.bike.id)).collect::<Vec<_>>(), [(id, bike)]);
    }

    async fn what_was_rejected_stays_rejected_and_the_next_best_comes_up(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        a_register(&registry).await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WSBC602117384N")).await;
        let id = record(&registry, officer, &found(&registry, "PS/1", "WSBC60?117384N")).await.unwrap();
        followed(&registry).await;
        let pair = waiting(&registry, officer).await.remove(0);
        let bare = reject(&registry, officer, (pair.id, pair.version), " ").await;
        assert!(matches!(bare, Err(DecideError::NoReason)), "{bare:?}");
        let late = reject(&registry, officer, (pair.id, pair.version + 1), "The fork is another").await;
        assert!(matches!(late, Err(DecideError::Changed)), "{late:?}");
        reject(&registry, officer, (pair.id, pair.version), "The fork is another").await.unwrap();
        let again = confirm(&registry, officer, (pair.id, pair.version), "").await;
        assert!(matches!(again, Err(DecideError::Changed)), "of two officers the second is told: {again:?}");
        followed(&registry).await;
        clock.advance(SignedDuration::from_hours(1));
        let ada = an_account(&registry, "ada@example.org").await;
        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        followed(&registry).await;
        assert!(waiting(&registry, officer).await.is_empty(), "a little more evidence changes nothing");
        let twin = registered(&registry, "ben@example.org", a_new_bike("WSBC605117384N")).await;
        followed(&registry).await;
        let next = waiting(&registry, officer).await;
        assert_eq!(next.iter().map(|pair| (pair.recovery.id, pair.likely.found.bike.id)).collect::<Vec<_>>(), [(id, twin)]);
        let rejected = list(&registry, officer, PairStatus::Rejected, (0, 9)).await.unwrap();
        assert_eq!(rejected[0].reason.as_deref(), Some("The fork is another"));
    }

    async fn two_owners_of_one_number_are_both_shown_until_one_is_ruled_out(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        a_register(&registry).await;
        let mut claimed = Vec::new();
        for owner in ["ada@example.org", "ben@example.org", "cy@example.org"] {
            claimed.push(registered(&registry, owner, a_new_bike("WSBC602117384N")).await);
        }
        record(&registry, officer, &found(&registry, "PS/1", "WSBC602117384N")).await.unwrap();
        followed(&registry).await;
        let bikes = |pairs: &[Pair]| {
            let mut bikes: Vec<BikeId> = pairs.iter().map(|pair| pair.likely.found.bike.id).collect();
            bikes.sort_unstable();
            bikes
        };
        let pairs = waiting(&registry, officer).await;
        assert_eq!(bikes(&pairs), claimed, "each is a third as likely, and none hides another");
        for (ruled_out, left) in [(0, &claimed[1..]), (1, &claimed[2..])] {
            let pairs = waiting(&registry, officer).await;
            let pair = pairs.iter().find(|pair| pair.likely.found.bike.id == claimed[ruled_out]).unwrap();
            reject(&registry, officer, (pair.id, pair.version), "They showed no receipt").await.unwrap();
            followed(&registry).await;
            assert_eq!(bikes(&waiting(&registry, officer).await), left);
        }
        let last = waiting(&registry, officer).await.remove(0);
        assert!(last.likely.found.scored.posterior > 0.8, "{:?}", last.likely.found.scored.posterior);
    }

    async fn a_match_that_was_undone_does_not_come_up_again_by_itself(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        a_register(&registry).await;
        registered(&registry, "ada@example.org", a_new_bike("WSBC602117384N")).await;
        let id = record(&registry, officer, &found(&registry, "PS/1", "WSBC602117384N")).await.unwrap();
        followed(&registry).await;
        let pair = waiting(&registry, officer).await.remove(0);
        confirm(&registry, officer, (pair.id, pair.version), "").await.unwrap();
        untie(&registry, officer, (id, None)).await.unwrap();
        followed(&registry).await;
        assert!(waiting(&registry, officer).await.is_empty());
    }

    async fn a_parked_pair_comes_back_on_its_day(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        a_register(&registry).await;
        registered(&registry, "ada@example.org", a_new_bike("WSBC602117384N")).await;
        record(&registry, officer, &found(&registry, "PS/1", "WSBC602117384N")).await.unwrap();
        followed(&registry).await;
        let pair = waiting(&registry, officer).await.remove(0);
        let on = |days: i64| NOON + SignedDuration::from_hours(24 * days);
        for day in [0, 400] {
            let refused = park(&registry, officer, (pair.id, pair.version), on(day)).await;
            assert!(matches!(refused, Err(DecideError::Day)), "{refused:?}");
        }
        park(&registry, officer, (pair.id, pair.version), on(3)).await.unwrap();
        assert!(waiting(&registry, officer).await.is_empty());
        clock.advance(SignedDuration::from_hours(71));
        assert_eq!(wake(&registry).await.unwrap(), 0);
        clock.advance(SignedDuration::from_hours(1));
        assert_eq!(wake(&registry).await.unwrap(), 1);
        assert_eq!(waiting(&registry, officer).await.len(), 1);
    }

    async fn a_bike_that_was_sold_is_still_held_against_the_register(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let registry = registry.matching_for_years(1);
        let officer = an_officer(&registry, "cambs").await;
        a_register(&registry).await;
        let sell = async |reference: &str| {
            let id = record(&registry, officer, &found(&registry, reference, "WSBC602117384N")).await.unwrap();
            let tx = registry.store.begin().await.unwrap();
            let sold = Custody::of(CustodyKind::Disposed, registry.now());
            store::recovery::custody::note(&tx, id, &sold, Some(officer.account), registry.now()).await.unwrap();
            tx.commit().await.unwrap();
            id
        };
        sell("PS/1").await;
        clock.advance(SignedDuration::from_hours(24 * 400));
        let id: RecoveryId = sell("PS/2").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WSBC602117384N")).await;
        followed(&registry).await;
        let pairs = waiting(&registry, officer).await;
        assert_eq!(pairs.iter().map(|pair| pair.recovery.id).collect::<Vec<_>>(), [id], "for so many years");
        confirm(&registry, officer, (pairs[0].id, pairs[0].version), "").await.unwrap();
        let case = find_recovery(&registry, officer, id).await.unwrap();
        assert_eq!((case.status, case.bike), (RecoveryStatus::Disposed, Some(bike)));
        assert_eq!(standing_of(&registry, bike).await, Standing::WithOwner, "the police do not hold it");
    }

    async fn of_two_nodes_one_works_and_each_pair_is_found_once(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        a_register(&registry).await;
        followed(&registry).await;
        for nth in 0..12 {
            let number = format!("WSBC6021{nth:02}384N");
            registered(&registry, "ada@example.org", a_new_bike(&number)).await;
            record(&registry, officer, &found(&registry, &format!("PS/{nth}"), &number)).await.unwrap();
        }
        indexed(&registry).await;
        let (a, b) = tokio::join!(catch_up(&registry, "a"), catch_up(&registry, "b"));
        assert!(a.is_ok() && b.is_ok(), "{a:?} {b:?}");
        followed(&registry).await;
        let rows = db.texts("SELECT CAST(recovery_id AS TEXT) || ' ' || CAST(bike_id AS TEXT) FROM standing_match WHERE status = 'waiting'");
        let mut once = rows.clone();
        once.sort();
        once.dedup();
        assert_eq!((rows.len(), once.len()), (12, 12));
    }

    async fn a_step_that_was_cut_off_is_done_again_and_nothing_twice(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        a_register(&registry).await;
        followed(&registry).await;
        registered(&registry, "ada@example.org", a_new_bike("WSBC602117384N")).await;
        record(&registry, officer, &found(&registry, "PS/1", "WSBC602117384N")).await.unwrap();
        indexed(&registry).await;
        let before = store::feed::follower::position(&registry.store, NAME).await.unwrap();
        db.damage("ALTER TABLE standing_match RENAME TO away");
        catch_up(&registry, "a").await.unwrap_err();
        assert_eq!(store::feed::follower::position(&registry.store, NAME).await.unwrap(), before, "it has not moved on");
        db.damage("ALTER TABLE away RENAME TO standing_match");
        followed(&registry).await;
        assert_eq!(waiting(&registry, officer).await.len(), 1);
        // After the feed is renewed, the follower begins again and finds what it found before.
        store::feed::renew(&registry.store, registry.store.feed_epoch()).await.unwrap();
        followed(&registry).await;
        let all = standing::list(&registry.store, officer.organisation, PairStatus::Waiting, (0, 9)).await.unwrap();
        assert_eq!((all.len(), all[0].version), (1, 1));
    }

    async fn officers_are_told_how_many_wait_once_a_day_and_no_more(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let tx = registry.store.begin().await.unwrap();
        let role = domain::account::Role::Officer;
        store::account::organisations::add_member(&tx, officer.account, officer.organisation, role, registry.now()).await.unwrap();
        tx.commit().await.unwrap();
        a_register(&registry).await;
        registered(&registry, "ada@example.org", described("WSBC602117384N", "Specialized", "silver")).await;
        mail(&registry).await;
        assert_eq!(tell_officers(&registry).await.unwrap(), 0, "nothing waits");
        record(&registry, officer, &found(&registry, "PS/1", "WSBC602117384N")).await.unwrap();
        followed(&registry).await;
        assert_eq!(tell_officers(&registry).await.unwrap(), 1);
        assert_eq!(tell_officers(&registry).await.unwrap(), 0, "once a day");
        let letters = mail(&registry).await;
        assert_eq!((letters.len(), letters[0].to.as_str()), (1, "officer@cambs.example.org"));
        let said = format!("{} {}", letters[0].subject, letters[0].body);
        assert!(said.contains("1 possible match") && said.contains("/police/matches"), "{said}");
        for detail in ["PS/1", "WSBC", "Specialized", "silver", "ada@"] {
            assert!(!said.contains(detail), "{detail}: {said}");
        }
        clock.advance(SignedDuration::from_hours(14));
        assert_eq!(tell_officers(&registry).await.unwrap(), 0, "not in the night");
        clock.advance(SignedDuration::from_hours(10));
        assert_eq!(tell_officers(&registry).await.unwrap(), 1);
    }
}
