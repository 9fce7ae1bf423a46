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

/// Makes a look-up, and reads its stored results.
async fn answer(
    registry: &Registry,
    officer: OfficerOf,
    wanted: &LookUp,
    limit: usize,
) -> Result<Answer, LookUpError> {
    let id = look_up(registry, officer, &why(), wanted, limit).await?;
    read_back(registry, officer, id).await
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
            let found = answer(&registry, officer, &typed(number), 10).await.unwrap();
            let first = &found.bikes[0].found;
            assert_eq!(first.bike.id, bike, "{number}");
            assert!(!first.scored.evidence.is_empty(), "{number} is found without a reason");
        }
        let exact = answer(&registry, officer, &typed("WTU128G46J"), 10).await.unwrap();
        assert_eq!(exact.bikes[0].found.scored.band, Band::Certain);
    }

    async fn an_equal_number_is_found_before_the_index_has_seen_it(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU 128 G46J")).await;
        for number in ["WTU128G46J", "WTUI28646J"] {
            let found = answer(&registry, officer, &typed(number), 10).await.unwrap();
            assert_eq!(found.bikes.iter().map(|one| one.found.bike.id).collect::<Vec<_>>(), [bike], "{number}");
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
            let found = answer(&registry, officer, &typed(&reading), 10).await.unwrap();
            let first = &found.bikes[0].found;
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
            let found = answer(&registry, officer, &typed(&code.to_string()), 10).await.unwrap();
            let first = &found.bikes[0].found;
            assert_eq!(first.bike.id, bike, "{code}");
            assert!(first.scored.evidence[0].sentence.contains(says), "{}", first.scored.evidence[0].sentence);
        }
    }

    async fn every_look_up_is_in_the_log_and_read_back_by_its_officer_and_force(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (officer, other) = (an_officer(&registry, "cambs").await, an_officer(&registry, "essex").await);
        registered(&registry, "ada@example.org", a_new_bike("WTU128G46J")).await;
        let asked = answer(&registry, officer, &typed("WTU128G46J"), 10).await.unwrap();
        let entry = store::look_up::get(&registry.store, asked.id).await.unwrap().unwrap();
        assert_eq!((entry.account, entry.organisation), (Some(officer.account), Some(officer.organisation)));
        assert_eq!((entry.reason, entry.at, entry.results), (why(), registry.now(), Some(1)));
        let nothing = answer(&registry, officer, &typed("QQQQQQQQQQ"), 10).await.unwrap();
        let entry = store::look_up::get(&registry.store, nothing.id).await.unwrap().unwrap();
        assert_eq!((entry.results, nothing.total.count, nothing.kept), (Some(0), 0, true));
        let refused = read_back(&registry, other, asked.id).await;
        assert!(matches!(refused, Err(LookUpError::NotFound)), "{:?}", refused.err());
        let mut colleague = officer;
        colleague.account = other.account;
        let handed_over = read_back(&registry, colleague, asked.id).await.unwrap();
        assert_eq!((handed_over.bikes.len(), handed_over.by), (1, Some(officer.account)));
        let opened = store::look_up::audit::AuditEntry {
            actor: Some(colleague.account),
            organisation: Some(officer.organisation),
            look_up: Some(asked.id),
            ..store::look_up::audit::AuditEntry::of(store::look_up::audit::Action::LookUpOpened)
        };
        let logged = store::look_up::audit::for_look_up(&registry.store, asked.id).await.unwrap();
        assert_eq!(logged, [(registry.now(), opened)], "a colleague's reading is logged, the officer's own is not");
    }

    async fn what_was_shown_stays_what_was_shown(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU128G46J")).await;
        let first = answer(&registry, officer, &typed("WTUI28646J"), 10).await.unwrap();
        // Better bikes come later, and a search now would no longer find the first one.
        for _ in 0..12 {
            registered(&registry, "ben@example.org", a_new_bike("WTUI28646J")).await;
        }
        indexed(&registry).await;
        let again = read_back(&registry, officer, first.id).await.unwrap();
        assert_eq!(again.bikes.len(), 1);
        let (before, after) = (&first.bikes[0].found.scored, &again.bikes[0].found.scored);
        assert_eq!((before, after.bike), (after, bike), "neither score nor reasons change");
        assert!(shown(&registry, officer, first.id, bike).await.unwrap().is_some(), "its owner can still be asked for");
        let other = registered(&registry, "ben@example.org", a_new_bike("ZZ9ZZ9ZZ")).await;
        assert!(shown(&registry, officer, first.id, other).await.unwrap().is_none());
        // The answer is deleted after its time, but the entry stays.
        clock.advance(jiff::SignedDuration::from_hours(366 * 24));
        crate::tidy(&registry).await.unwrap();
        let gone = read_back(&registry, officer, first.id).await.unwrap();
        assert_eq!((gone.kept, gone.bikes.len(), gone.look_up), (false, 0, typed("WTUI28646J")));
        assert!(shown(&registry, officer, first.id, bike).await.unwrap().is_none());
    }

    async fn more_is_shown_by_being_asked_for_past_fifty_and_the_log_says_so(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        for _ in 0..65 {
            let mut bike = a_new_bike("");
            bike.description.colours = vec!["red".into()];
            registered(&registry, "ben@example.org", bike).await;
        }
        indexed(&registry).await;
        let red = LookUp { colours: vec!["red".into()], ..LookUp::default() };
        let first = answer(&registry, officer, &red, 10).await.unwrap();
        assert_eq!((first.bikes.len(), first.total.count, first.more), (10, 65, true));
        let ids = |answer: &Answer| answer.bikes.iter().map(|one| one.found.bike.id).collect::<Vec<_>>();
        let mut last = first;
        for shown in [20, 30, 40, 50, 60, 65] {
            let new = show_more(&registry, officer, last.id, 10).await.unwrap();
            let longer = read_back(&registry, officer, last.id).await.unwrap();
            let logged = store::look_up::get(&registry.store, last.id).await.unwrap().unwrap().results;
            assert_eq!((longer.bikes.len(), logged), (shown, Some(shown as u32)));
            let before = ids(&last);
            assert!(ids(&longer).starts_with(&before), "what stood there stays there");
            assert_eq!(new, Some(longer.bikes[before.len()].found.bike.id));
            last = longer;
        }
        assert!(!last.more);
        assert_eq!(show_more(&registry, officer, last.id, 10).await.unwrap(), None);
    }

    async fn a_filter_asks_the_whole_register(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let ada = an_account(&registry, "ada@example.org").await;
        let mut stolen = Vec::new();
        for at in 0..90 {
            let mut bike = a_new_bike("");
            bike.description.colours = vec!["red".into()];
            let id = registered(&registry, "ada@example.org", bike).await;
            // The oldest ones, which come last among equals.
            if at < 12 {
                crate::theft::report::report_theft(&registry, ada, id, a_theft(&registry)).await.unwrap();
                stolen.push(id);
            }
        }
        indexed(&registry).await;
        let mut red = LookUp { colours: vec!["red".into()], ..LookUp::default() };
        red.narrowing.standings = vec![domain::bike::Standing::ReportedStolen];
        let found = answer(&registry, officer, &red, 10).await.unwrap();
        assert_eq!((found.bikes.len(), found.total.count, found.more), (10, 12, true));
        let stands = |one: &LikelyBike| stolen.contains(&one.found.bike.id);
        assert!(found.bikes.iter().all(stands));
        assert_eq!(found.look_up.narrowing, red.narrowing, "the log says how it was narrowed down");
        red.narrowing.kind = Some(BikeKind::Folding);
        assert_eq!(answer(&registry, officer, &red, 10).await.unwrap().total.count, 0);
    }

    async fn a_misspelt_bike_is_found_and_its_spelling_suggested(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let mut bike = a_new_bike("WTU128G46J");
        (bike.description.make, bike.description.model) = (Some("Carrera".into()), Some("Vengeance".into()));
        let carrera = registered(&registry, "ada@example.org", bike).await;
        let mut trek = a_new_bike("XKC771Q20P");
        trek.description.make = Some("Trek".into());
        let trek = registered(&registry, "ada@example.org", trek).await;
        indexed(&registry).await;
        let wanted = LookUp { make: Some("Carerra".into()), model: Some("Vengance".into()), ..LookUp::default() };
        let found = answer(&registry, officer, &wanted, 10).await.unwrap();
        assert_eq!(found.bikes[0].found.bike.id, carrera);
        let spelling = Spelling { make: Some("Carrera".into()), model: Some("Vengeance".into()) };
        assert_eq!(found.spelling, spelling);
        let again = look_up_as_spelt(&registry, officer, found.id, 10).await.unwrap();
        let again = read_back(&registry, officer, again).await.unwrap();
        assert_eq!((again.look_up.make, again.look_up.model), (spelling.make, spelling.model));
        assert!(again.spelling.is_none() && again.reason == why());
        // A model that is missing from the record is not evidence.
        let wanted = LookUp { make: Some("Trek".into()), model: Some("FX 3".into()), ..LookUp::default() };
        let found = answer(&registry, officer, &wanted, 10).await.unwrap();
        let first = &found.bikes[0].found;
        assert_eq!(first.bike.id, trek);
        assert!(first.scored.evidence.iter().all(|reason| reason.field != domain::look_up::Field::Model));
    }

    async fn a_feature_that_was_seen_tells_two_bikes_of_one_model_apart(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let mut bikes = Vec::new();
        for (frame, features) in [("WTU128G46J", "A dent"), ("XKC771Q20P", "Duck horn from Mr Quillfeather")] {
            let mut bike = a_new_bike(frame);
            (bike.description.make, bike.description.features) = (Some("Trek".into()), Some(features.into()));
            bikes.push(registered(&registry, "ada@example.org", bike).await);
        }
        indexed(&registry).await;
        for (seen, first, says) in [
            ("A horn", bikes[1], "Features: horn, as on record."),
            ("dented", bikes[0], "Features: dent, as on record."),
        ] {
            let wanted =
                LookUp { make: Some("Trek".into()), features: Some(seen.into()), ..LookUp::default() };
            let found = answer(&registry, officer, &wanted, 10).await.unwrap();
            assert_eq!(found.bikes[0].found.bike.id, first, "{seen}");
            let evidence = &found.bikes[0].found.scored.evidence;
            assert!(evidence.iter().any(|reason| reason.sentence == says), "{evidence:?}");
        }
    }

    async fn what_was_typed_is_said_to_be_a_blank_label_or_two_bikes(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 1).await;
        for frame in ["WTU128G46J", "XKC771Q20P"] {
            registered(&registry, "ada@example.org", a_new_bike(frame)).await;
        }
        indexed(&registry).await;
        let blank = answer(&registry, officer, &typed(&format!("({})", kit[0])), 10).await.unwrap();
        assert_eq!(blank.unfixed, [UnfixedMark(kit[0], domain::mark::MarkStatus::Allotted)]);
        let two = answer(&registry, officer, &typed("WTU128G46J, XKC771Q20P"), 10).await.unwrap();
        assert!(two.different_bikes && two.unfixed.is_empty());
        let one = answer(&registry, officer, &typed("WTU128G46J"), 10).await.unwrap();
        assert!(!one.different_bikes);
    }

    async fn crime_and_property_references_find_what_they_name(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (officer, other) = (an_officer(&registry, "cambs").await, an_officer(&registry, "essex").await);
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU128G46J")).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let theft = domain::theft::NewTheftReport { crime_ref: Some("35/30169/26".into()), ..a_theft(&registry) };
        crate::theft::report::report_theft(&registry, ada, bike, theft).await.unwrap();
        let new = domain::recovery::NewRecovery {
            property_ref: "PROP/2002".into(), read: Some("WTU128G46J".into()), identifiers: Vec::new(), make: None,
            model: None, colours: Vec::new(), kind: None, found_at: registry.now(), found_by: None, place: None, given: None, point: None,
        };
        let tx = registry.store.begin().await.unwrap();
        let recovery =
            store::recovery::add(&tx, officer.organisation, Some(officer.account), &new, registry.now()).await.unwrap();
        tx.commit().await.unwrap();
        indexed(&registry).await;
        let one = async |officer, number| {
            let found = answer(&registry, officer, &typed(number), 10).await.unwrap();
            let bikes: Vec<_> = found.bikes.iter().map(|one| one.found.bike.id).collect();
            (bikes, found.recoveries.iter().map(|recovery| recovery.id).collect::<Vec<_>>())
        };
        for written in ["35/30169/26", "35 / 30169 / 26"] {
            assert_eq!(one(officer, written).await, (vec![bike], vec![]), "{written}");
        }
        assert_eq!(one(officer, "prop/2002").await.1, [recovery], "an open recovery is named, though no bike is");
        assert_eq!(one(other, "prop/2002").await.1, [], "another force's is not");
        let tie = domain::recovery::Tie { recovery, bike, look_up: None, bits: 30.0, evidence: serde_json::json!([]) };
        let tx = registry.store.begin().await.unwrap();
        assert!(store::recovery::tie(&tx, &tie, None, registry.now()).await.unwrap());
        tx.commit().await.unwrap();
        for officer in [officer, other] {
            assert_eq!(one(officer, "PROP/2002").await.0, [bike]);
        }
    }

    async fn our_own_reference_finds_its_bike(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        for at in 0..9 {
            registered(&registry, "ben@example.org", a_new_bike(&format!("FM00000{at}0{at}"))).await;
        }
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU128G46J")).await;
        indexed(&registry).await;
        let reference = domain::bike::BikeReference::of(bike).to_string();
        for written in [reference.clone(), reference.to_lowercase(), reference.replace('-', " ")] {
            let found = answer(&registry, officer, &typed(&written), 10).await.unwrap();
            assert_eq!(found.bikes.len(), 1, "{written}");
            assert_eq!(found.bikes[0].found.bike.id, bike, "{written}");
            assert_eq!(found.bikes[0].found.scored.band, Band::Certain);
        }
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
        let found = answer(&registry, officer, &typed("AQ9000?"), 10).await.unwrap();
        let areas = |bike| found.areas.of(bike).map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(found.bikes.len(), 3);
        assert_eq!((areas(marked.bike), areas(nowhere), areas(stolen)), (vec![east], vec![], vec![cambridge]));
        let names: Vec<_> = found.areas.partnerships.iter().map(|one| one.slug.as_str()).collect();
        assert_eq!(names, ["cambridge", "east-cambs"]);
    }
}
