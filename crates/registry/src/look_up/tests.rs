use super::*;
use crate::testing::{
    a_desk, a_desk_in, a_kit, a_new_bike, a_partnership, a_theft, an_account, an_officer, fresh, indexed,
    registered,
};
use domain::account::contact::Contact;
use domain::look_up::Band;

fn typed(number: &str) -> LookUp {
    LookUp {
        number: Some(number.to_owned()),
        ..LookUp::default()
    }
}

fn why() -> Reason {
    Reason::parse("PS/2026/118").unwrap()
}

testkit::on_each_database! {
    async fn a_bike_is_found_from_what_can_be_read_of_it(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        for at in 0..200_u32 {
            let other = a_new_bike(&format!("Q{}Z{}", at * 7_919, at * 104_729 % 1_000));
            registered(&registry, "ben@example.org", other).await;
        }
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU 128 G46J")).await;
        indexed(&registry).await;
        for number in ["WTU128G46J", "wtu-128-g46j", "WTU?8*46J", "WTUI28646J", "WTU12[8B]G46J", "TU128G46", "WTU182G46J"] {
            let answer = look_up(&registry, officer, &why(), &typed(number), 10).await.unwrap();
            let first = &answer.hits[0].found;
            assert_eq!(first.bike.id, bike, "{number}");
            assert!(!first.scored.evidence.is_empty(), "{number} is found without a reason");
        }
        let exact = look_up(&registry, officer, &why(), &typed("WTU128G46J"), 10).await.unwrap();
        assert_eq!(exact.hits[0].found.scored.band, Band::Certain);
    }

    async fn an_equal_number_is_found_before_the_index_has_seen_it(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU 128 G46J")).await;
        for number in ["WTU128G46J", "WTUI28646J"] {
            let answer = look_up(&registry, officer, &why(), &typed(number), 10).await.unwrap();
            assert_eq!(answer.hits.iter().map(|hit| hit.found.bike.id).collect::<Vec<_>>(), [bike], "{number}");
        }
    }

    async fn a_mark_is_found_whole_misread_or_scratched(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 9).await;
        let owner = Contact::default();
        let marked = crate::desk::issue_mark(&registry, &desk, kit[0], &a_new_bike(""), &owner).await.unwrap();
        let code = kit[0].compact();
        let wrong = if code.starts_with('7') { "8" } else { "7" };
        let readings = [code.clone(), format!("{wrong}{}", &code[1..]), format!("??{}", &code[2..])];
        for reading in readings {
            let answer = look_up(&registry, officer, &why(), &typed(&reading), 10).await.unwrap();
            let first = &answer.hits[0].found;
            assert_eq!(first.bike.id, marked.bike, "{reading}");
            assert_eq!(first.mark.as_ref().map(|seen| seen.code), Some(kit[0]), "{reading}");
        }
    }

    async fn a_mark_that_was_replaced_leads_to_its_bike_and_says_so(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 2).await;
        let (bike, owner) = (a_new_bike(""), Contact::default());
        let marked = crate::desk::issue_mark(&registry, &desk, kit[0], &bike, &owner);
        let bike = marked.await.unwrap().bike;
        let tx = registry.store.begin().await.unwrap();
        store::mark::replace(&tx, bike, kit[1], registry.now()).await.unwrap();
        store::mark::issue(&tx, kit[1], bike, None, registry.now()).await.unwrap();
        tx.commit().await.unwrap();
        for (code, says) in [(kit[0], "was fixed to this bike"), (kit[1], "is fixed to this bike")] {
            let answer = look_up(&registry, officer, &why(), &typed(&code.to_string()), 10).await.unwrap();
            let first = &answer.hits[0].found;
            assert_eq!(first.bike.id, bike, "{code}");
            assert!(first.scored.evidence[0].sentence.contains(says), "{}", first.scored.evidence[0].sentence);
        }
    }

    async fn every_look_up_is_in_the_log_and_can_be_shown_again_to_its_officer(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (officer, other) = (an_officer(&registry, "cambs").await, an_officer(&registry, "essex").await);
        registered(&registry, "ada@example.org", a_new_bike("WTU128G46J")).await;
        let answer = look_up(&registry, officer, &why(), &typed("WTU128G46J"), 10).await.unwrap();
        let entry = store::look_up::get(&registry.store, answer.id).await.unwrap().unwrap();
        assert_eq!((entry.account, entry.organisation), (Some(officer.account), Some(officer.organisation)));
        assert_eq!((entry.reason, entry.at), (why(), registry.now()));
        let nothing = look_up(&registry, officer, &why(), &typed("QQQQQQQQQQ"), 10).await.unwrap();
        assert!(store::look_up::get(&registry.store, nothing.id).await.unwrap().is_some());
        let shown = again(&registry, officer, answer.id, 10).await.unwrap();
        assert_eq!((shown.hits.len(), shown.look_up), (1, typed("WTU128G46J")));
        let refused = again(&registry, other, answer.id, 10).await;
        assert!(matches!(refused, Err(LookUpError::NotFound)), "{:?}", refused.err());
        let mut colleague = officer;
        colleague.account = other.account;
        assert!(again(&registry, colleague, answer.id, 10).await.is_err(), "nor to another officer of the force");
    }

    async fn nothing_to_look_for_is_refused_and_not_logged(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        for number in ["", "  ", "unknown", "no number"] {
            let refused = look_up(&registry, officer, &why(), &typed(number), 10).await;
            assert!(matches!(refused, Err(LookUpError::Nothing | LookUpError::Number(_))), "{number:?}");
        }
        let long = "A".repeat(10_000_000);
        let refused = look_up(&registry, officer, &why(), &typed(&long), 10).await;
        assert!(matches!(refused, Err(LookUpError::Number(_))), "a number of 10 MB is none");
        assert!(store::look_up::get(&registry.store, LookUpId(1)).await.unwrap().is_none());
    }

    async fn a_bike_is_of_the_area_where_it_went_is_held_or_was_marked(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let (cambridge, east) = (
            a_partnership(&registry, "cambridge").await,
            a_partnership(&registry, "east-cambs").await,
        );
        let desk = a_desk_in(&registry, "ely-cyclists", east).await;
        let kit = a_kit(&registry, Some(&desk), 1).await;
        let marked =
            crate::desk::issue_mark(&registry, &desk, kit[0], &a_new_bike("AQ90001"), &Contact::default()).await.unwrap();
        let nowhere = registered(&registry, "ada@example.org", a_new_bike("AQ90002")).await;
        let stolen = registered(&registry, "ada@example.org", a_new_bike("AQ90003")).await;
        let station = Point::new(52.1942, 0.1372).ok();
        let theft = domain::theft::NewTheftReport { point: station, ..a_theft(&registry) };
        let ada = an_account(&registry, "ada@example.org").await;
        crate::theft::report::report_theft(&registry, ada, stolen, theft).await.unwrap();
        indexed(&registry).await;
        let answer = look_up(&registry, officer, &why(), &typed("AQ9000?"), 10).await.unwrap();
        let areas = |bike| answer.areas.of(bike).map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(answer.hits.len(), 3);
        assert_eq!((areas(marked.bike), areas(nowhere), areas(stolen)), (vec![east], vec![], vec![cambridge]));
        let names: Vec<_> = answer.areas.partnerships.iter().map(|one| one.slug.as_str()).collect();
        assert_eq!(names, ["cambridge", "east-cambs"]);
    }
}
