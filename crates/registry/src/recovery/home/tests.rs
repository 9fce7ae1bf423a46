use super::*;
use crate::bike::photos::{Album, add_photo};
use crate::once::OnceKey;
use crate::recovery::decide::tie;
use crate::recovery::{HandOver, record, return_to_owner};
use crate::testing::{a_new_bike, an_officer, dot, fresh, registered};
use domain::recovery::home::{InsuranceAnswer, Insurer, Opening, ProofKind};
use domain::recovery::{NewRecovery, Tie};
use domain::theft::TheftOutcome;
use jiff::SignedDuration;

/// Makes an owner's bike, which an officer has matched to a recovered one.
async fn held(registry: &Registry, officer: OfficerOf, number: &str) -> (AccountId, BikeId, RecoveryId) {
    let address = format!("{}@example.org", number.to_lowercase());
    let bike = registered(registry, &address, a_new_bike(number)).await;
    let owner = store::bike::ownerships::owner_of(&registry.store, bike)
        .await
        .unwrap();
    let owner = owner.unwrap().account;
    let new = NewRecovery {
        property_ref: format!("PS/{number}"),
        read: Some(number.to_owned()),
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
    };
    let id = record(registry, officer, &new).await.unwrap();
    let made = Tie {
        recovery: id,
        bike,
        look_up: None,
        bits: 20.0,
        evidence: serde_json::json!([]),
    };
    tie(registry, officer, (&made, None)).await.unwrap();
    (owner, bike, id)
}

async fn proven(registry: &Registry, officer: OfficerOf, (owner, bike, id): (AccountId, BikeId, RecoveryId)) {
    let proof = NewProof {
        kind: ProofKind::Answer,
        words: Some("A dent below the saddle".to_owned()),
        photo: None,
    };
    offer(registry, owner, bike, proof).await.unwrap();
    assert!(!check(registry, officer, id, 0, (true, None)).await.unwrap());
}

async fn open(registry: &Registry, officer: OfficerOf, places: u16) {
    let hours = PropertyStore {
        week: [Opening::parse("10:00", "11:00").unwrap(); 7],
        minutes: 60,
        places,
        place: "Unit 4".to_owned(),
        ..PropertyStore::default()
    };
    set_hours(registry, officer, (&hours, None)).await.unwrap();
}

testkit::on_each_database! {
    async fn an_officer_sees_the_hours_that_another_has_set_meanwhile(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let seen = version_of_hours(&property_store(&registry, officer).await.unwrap());
        let of = |places| PropertyStore { places, place: "Unit 4".to_owned(), ..PropertyStore::default() };
        let (two, three) = (of(2), of(3));
        let (one, other) = tokio::join!(
            set_hours(&registry, officer, (&two, Some(&seen))),
            set_hours(&registry, officer, (&three, Some(&seen))),
        );
        let late = [&one, &other].into_iter().filter(|set| matches!(set, Err(SetHoursError::Changed)));
        assert_eq!(late.count(), 1, "{one:?} {other:?}");
        let stands = property_store(&registry, officer).await.unwrap();
        assert_eq!(stands, if one.is_ok() { two } else { three });
        set_hours(&registry, officer, (&stands, Some(&seen))).await.unwrap();
        set_hours(&registry, officer, (&of(4), Some(&version_of_hours(&stands)))).await.unwrap();
    }

    async fn a_proof_that_cannot_be_kept_is_not_half_kept_and_can_be_sent_again(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let (owner, bike, id) = held(&registry, officer, "WTU123456K").await;
        let photo = add_photo(&registry, Album::Bike(owner, bike), dot(5)).await.unwrap();
        let proof = NewProof {
            kind: ProofKind::Photo,
            words: Some("The dent below the saddle".to_owned()),
            photo: Some(photo),
        };
        let form = registry.answering(Some(OnceKey::of(["once", "1", "words", "The dent below the saddle"])));
        let proofs = async || mine(&registry, owner, bike).await.unwrap().home.said.proofs;
        // The last statement fails, after the proof itself was written.
        db.refuse(testkit::Statement::Update, "sent_form");
        let refused = offer(&form, owner, bike, proof.clone()).await;
        assert!(matches!(refused, Err(HomeError::Store(_))), "{refused:?}");
        assert_eq!(proofs().await, []);
        db.mend("sent_form");
        for _ in 0..2 {
            offer(&form, owner, bike, proof.clone()).await.unwrap();
        }
        let kept = proofs().await;
        assert_eq!((kept.len(), kept[0].photo), (1, Some(photo)));
        assert!(!check(&registry, officer, id, 0, (true, None)).await.unwrap());
    }

    async fn two_owners_cannot_take_the_last_place(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        open(&registry, officer, 1).await;
        let mut owners = Vec::new();
        for number in ["WTU123056K", "QXZ771K5530W"] {
            let one = held(&registry, officer, number).await;
            proven(&registry, officer, one).await;
            owners.push(one);
        }
        let home = mine(&registry, owners[0].0, owners[0].1).await.unwrap().home;
        let slot = slots(&registry, &home).await.unwrap()[0].at;
        let tries: Vec<_> = owners
            .iter()
            .map(|&(owner, bike, _)| {
                let registry = registry.clone();
                tokio::spawn(async move { book(&registry, owner, bike, slot).await })
            })
            .collect();
        let mut outcomes = Vec::new();
        for one in tries {
            outcomes.push(one.await.unwrap());
        }
        let full = outcomes.iter().filter(|one| matches!(one, Err(HomeError::Full))).count();
        assert_eq!((full, outcomes.iter().filter(|one| one.is_ok()).count()), (1, 1), "{outcomes:?}");
        let (winner, loser) = if outcomes[0].is_ok() { (owners[0], owners[1]) } else { (owners[1], owners[0]) };
        // Booking it again changes nothing, and cancelling it frees the place.
        book(&registry, winner.0, winner.1, slot).await.unwrap();
        cancel(&registry, winner.0, winner.1).await.unwrap();
        book(&registry, loser.0, loser.1, slot).await.unwrap();
        let not_theirs = book(&registry, winner.0, loser.1, slot).await;
        assert!(matches!(not_theirs, Err(HomeError::NotYours(_))), "{not_theirs:?}");
    }

    async fn what_everybody_sees_proves_nothing_and_a_reference_hands_over(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        open(&registry, officer, 1).await;
        let (owner, bike, id) = held(&registry, officer, "WTU123056K").await;
        let reference = BikeReference::of(bike);
        let public = NewProof {
            kind: ProofKind::Answer,
            words: Some(format!("My bike is {reference}")),
            photo: None,
        };
        offer(&registry, owner, bike, public).await.unwrap();
        assert!(check(&registry, officer, id, 0, (true, None)).await.unwrap(), "it is public");
        let again = check(&registry, officer, id, 0, (true, None)).await;
        assert!(matches!(again, Err(HomeError::Checked)), "{again:?}");
        let way = mine(&registry, owner, bike).await.unwrap();
        assert_eq!(way.next, Next::Prove);
        let early = book(&registry, owner, bike, registry.now()).await;
        assert!(matches!(early, Err(HomeError::TooEarly)), "{early:?}");
        let proof = NewProof { kind: ProofKind::Answer, words: Some("A dent".to_owned()), photo: None };
        offer(&registry, owner, bike, proof).await.unwrap();
        check(&registry, officer, id, 1, (true, None)).await.unwrap();
        let way = mine(&registry, owner, bike).await.unwrap();
        let slot = slots(&registry, &way.home).await.unwrap()[0].at;
        book(&registry, owner, bike, slot).await.unwrap();
        let code = mine(&registry, owner, bike).await.unwrap().home.said.code.unwrap();
        assert_eq!(find_by_code(&registry, officer, &code).await.unwrap(), Some(id));
        let other = an_officer(&registry, "essex").await;
        assert_eq!(find_by_code(&registry, other, &code).await.unwrap(), None);
        let without = return_to_owner(&registry, officer, (id, None), &HandOver::default()).await;
        assert!(matches!(without, Err(RecoveryError::NoWhy)), "{without:?}");
        let to_nobody = HandOver { to: Recipient::Collector, code: Some(code.clone()), why: None };
        let to_nobody = return_to_owner(&registry, officer, (id, None), &to_nobody).await;
        assert!(matches!(to_nobody, Err(RecoveryError::NobodyNamed)), "{to_nobody:?}");
        let given = HandOver { code: Some(code.clone()), ..HandOver::default() };
        return_to_owner(&registry, officer, (id, None), &given).await.unwrap();
        assert_eq!(find_by_code(&registry, officer, &code).await.unwrap(), None);
        let ended = mine(&registry, owner, bike).await;
        assert!(matches!(ended, Err(HomeError::NotHeld)), "{ended:?}");
    }

    async fn an_insurer_that_has_paid_is_asked_and_waited_for(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let (owner, bike, id) = held(&registry, officer, "WTU123056K").await;
        let insurer = Insurer { name: "Mutual".to_owned(), claim: "C/1".to_owned(), email: None };
        let keeps = Some((insurer, InsuranceAnswer::Keeps));
        say(&registry, owner, bike, keeps).await.unwrap();
        let given = HandOver::because("Seen");
        let waits = return_to_owner(&registry, officer, (id, None), &given).await;
        assert!(matches!(waits, Err(RecoveryError::WaitsForInsurer(_))), "{waits:?}");
        note_insurer(&registry, officer, id, InsuranceAnswer::GivesUp).await.unwrap();
        let home = mine(&registry, owner, bike).await.unwrap().home;
        let against = contradictions(&registry, &home, true).await.unwrap();
        assert!(against.iter().any(|one| one.contains("different things")), "{against:?}");
        clock.advance(SignedDuration::from_hours(29 * 24));
        return_to_owner(&registry, officer, (id, None), &given).await.unwrap();
    }

    async fn what_an_insurer_gets_is_not_back_with_its_owner(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let expected = [
            ("WTU123056K", Recipient::Insurer, TheftOutcome::Insured, "Handed to the insurer"),
            ("QXZ771K5530W", Recipient::Owner, TheftOutcome::Returned, "Returned"),
        ];
        for (number, to, outcome, stands) in expected {
            let (owner, bike, id) = held(&registry, officer, number).await;
            crate::theft::report::report_theft(&registry, owner, bike, crate::testing::a_theft(&registry)).await.unwrap();
            let given = HandOver { to, ..HandOver::because("Seen") };
            return_to_owner(&registry, officer, (id, None), &given).await.unwrap();
            let case = crate::recovery::find(&registry, officer, id).await.unwrap();
            assert_eq!((case.handed_to, case.stands()), (Some(to), stands));
            let reports = store::theft::of_bike(&registry.store, bike).await.unwrap();
            assert_eq!(reports[0].closed, Some((registry.now(), outcome)));
        }
        let hour = SignedDuration::from_hours(1);
        let span = (registry.now() - hour, registry.now() + hour);
        let counted = store::figure::activity::recovered(&registry.store, &[officer.organisation], span).await.unwrap();
        let days = counted.iter().map(|one| (one.insured_at.is_some(), one.returned_at.is_some()));
        assert_eq!(days.collect::<Vec<_>>(), [(true, false), (false, true)]);
    }

    async fn a_bike_that_an_officer_found_to_be_anothers_is_not_handed_over(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let first = registered(&registry, "ada@example.org", a_new_bike("WTU123056K")).await;
        let (ben, later, id) = held(&registry, officer, "WTU123056K").await;
        assert_ne!(first, later);
        let reason = domain::look_up::Reason::parse("Ada showed the receipt").unwrap();
        let outcome = domain::bike::DisputeOutcome::First;
        crate::bike::disputes::decide(&registry, officer, later, outcome, &reason).await.unwrap();
        let refused = return_to_owner(&registry, officer, (id, None), &HandOver::because("Seen")).await;
        assert!(matches!(refused, Err(RecoveryError::NotTheirs)), "{refused:?}");
        let gone = mine(&registry, ben, later).await;
        assert!(matches!(gone, Err(HomeError::NotHeld)), "{gone:?}");
        let proof = NewProof { kind: ProofKind::Answer, words: Some("A dent".to_owned()), photo: None };
        let refused = offer(&registry, ben, later, proof).await;
        assert!(matches!(refused, Err(HomeError::NotHeld)), "{refused:?}");
        crate::recovery::untie(&registry, officer, (id, None)).await.unwrap();
        let tied = Tie { recovery: id, bike: first, look_up: None, bits: 20.0, evidence: serde_json::json!([]) };
        tie(&registry, officer, (&tied, None)).await.unwrap();
        return_to_owner(&registry, officer, (id, None), &HandOver::because("Seen")).await.unwrap();
    }

    async fn an_owner_who_is_silent_is_written_to_and_then_shown(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let (_, _, id) = held(&registry, officer, "WTU123056K").await;
        for (days, letters) in [(6, 0), (2, 1), (13, 1), (1, 2), (14, 2), (20, 2)] {
            clock.advance(SignedDuration::from_hours(24 * days));
            write_again(&registry).await.unwrap();
            let home = rows::find(&registry.store, id).await.unwrap().unwrap();
            assert_eq!(home.letters.min(2), letters, "after {days} more days");
        }
        let listed = list(&registry, officer).await.unwrap();
        assert!(listed[0].due.is_some(), "officers see the day of disposal");
    }
}
