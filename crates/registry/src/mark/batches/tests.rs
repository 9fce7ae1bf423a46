use super::*;
use crate::desk::{IssuedAt, issue_mark_in};
use crate::testing::{self, a_desk, a_new_bike, an_account, fresh};
use domain::Random;
use domain::account::Reach;
use domain::account::contact::Contact;
use domain::event::{EventDetails, NewMarkingEvent, Stage};
use domain::id::{EventId, OrganisationId};
use domain::mark::stock::{Move, Selection, Voided};
use jiff::SignedDuration;
use testkit::Seeded;

async fn a_coordinator(registry: &Registry, slug: &str) -> (CoordinatorOf, OrganisationId) {
    let organisation = a_desk(registry, slug).await.organisation.id;
    let account = an_account(registry, &format!("coordinator@{slug}.example.org")).await;
    let reach = Reach::Own(vec![organisation]);
    (CoordinatorOf { account, reach }, organisation)
}

async fn an_event(registry: &Registry, organisation: OrganisationId) -> EventId {
    let tx = registry.store.begin().await.unwrap();
    let event = NewMarkingEvent {
        organisation,
        name: "Market Square".into(),
        place: "Cambridge".into(),
        about: None,
        point: None,
        starts_at: registry.now(),
        ends_at: registry.now() + SignedDuration::from_hours(4),
        details: EventDetails::default(),
    };
    let id = store::event::add(&tx, &event, Stage::Published).await.unwrap();
    tx.commit().await.unwrap();
    id
}

testkit::on_each_database! {
    async fn marks_are_made_sent_out_made_void_and_counted(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let (coordinator, organisation) = a_coordinator(&registry, "camcycle").await;
        let event = an_event(&registry, organisation).await;
        let by = Some(&coordinator);
        let id = make_batch(&registry, by, Some(organisation), None, 30).await.unwrap();
        let go = async |selection, movement| move_marks(&registry, &coordinator, id, selection, movement).await;
        assert_eq!(go(Selection::First(20), Move::Allot(event)).await.unwrap(), Moved { count: 20, batch: id });
        let few = go(Selection::First(11), Move::Allot(event)).await;
        assert!(matches!(few, Err(MoveMarksError::TooFew { able: 10, .. })), "{few:?}");
        assert_eq!(go(Selection::Range(2, 3), Move::Void(Voided::Spoiled)).await.unwrap().count, 2);
        let again = go(Selection::Range(2, 3), Move::Void(Voided::Lost)).await;
        assert!(matches!(again, Err(MoveMarksError::NoneAble(_))), "{again:?}");
        clock.advance(SignedDuration::from_hours(5));
        assert_eq!(go(Selection::Range(10, 40), Move::Return).await.unwrap().count, 11);
        let found = find(&registry, &coordinator, id).await.unwrap().unwrap();
        let tally = Tally {
            made: 30, printed: 20, spoiled: 2, returned: 11, unaccounted: 7, stock: 10, ..Tally::default()
        };
        assert_eq!(found.tally, tally);
        let counted: Vec<Tally> = kits(&registry, &coordinator).await.unwrap().iter().map(Kit::tally).collect();
        assert_eq!(counted, [tally, Tally { made: 20, stock: 0, ..tally }]);
        let kit = marks_of(&registry, &found.batch).await.unwrap();
        assert_eq!(places(&kit, kit[7].code, Some(kit[2].code)), Some((3, 8)));
        assert_eq!(places(&kit, kit[7].code, None), Some((8, 8)));
        assert_eq!(places(&kit, domain::MarkCode::from_data([7; 8]), None), None);
    }

    async fn what_is_not_theirs_is_not_there(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (coordinator, organisation) = a_coordinator(&registry, "camcycle").await;
        let (stranger, elsewhere) = a_coordinator(&registry, "ely").await;
        let event = an_event(&registry, elsewhere).await;
        let by = Some(&coordinator);
        let id = make_batch(&registry, by, Some(organisation), None, 3).await.unwrap();
        assert_eq!(find(&registry, &stranger, id).await.unwrap(), None);
        assert_eq!(list(&registry, &stranger, 0, 9).await.unwrap(), []);
        let moved = move_marks(&registry, &stranger, id, Selection::All, Move::Return).await;
        assert!(matches!(moved, Err(MoveMarksError::NoBatch)), "{moved:?}");
        let printed = print(&registry, Some(&stranger), id, Sheet::default()).await;
        assert!(matches!(printed, Err(PrintError::NoBatch)), "{printed:?}");
        let moved = move_marks(&registry, &coordinator, id, Selection::All, Move::Allot(event)).await;
        assert!(matches!(moved, Err(MoveMarksError::NoEvent)), "{moved:?}");
        for (organisation, event) in [(Some(elsewhere), None), (None, None)] {
            let made = make_batch(&registry, by, organisation, event, 3).await;
            assert!(matches!(made, Err(MakeBatchError::NoOrganisation)), "{made:?}");
        }
        let made = make_batch(&registry, by, Some(organisation), Some(event), 3).await;
        assert!(matches!(made, Err(MakeBatchError::NoEvent)), "{made:?}");
        for count in [0, MOST_MARKS + 1] {
            let made = make_batch(&registry, by, Some(organisation), None, count).await;
            assert!(matches!(made, Err(MakeBatchError::Count)), "{made:?}");
        }
        // A site administrator manages all marks, including those without an organisation.
        let nobodys = make_batch(&registry, None, None, None, 2).await.unwrap();
        let everywhere = CoordinatorOf { account: coordinator.account, reach: Reach::Everywhere };
        assert!(find(&registry, &everywhere, id).await.unwrap().is_some());
        assert_eq!(find(&registry, &coordinator, nobodys).await.unwrap(), None);
        let moved = move_marks(&registry, &everywhere, nobodys, Selection::All, Move::Allot(event)).await;
        assert_eq!(moved.unwrap().count, 2);
        assert!(find(&registry, &stranger, nobodys).await.unwrap().is_some(), "the organisation of the event keeps them");
    }

    async fn marks_of_nobody_are_handed_over_whole_or_in_part(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (camcycle, here) = a_coordinator(&registry, "camcycle").await;
        let (ely, there) = a_coordinator(&registry, "ely").await;
        let site = CoordinatorOf { account: an_account(&registry, "site@example.org").await, reach: Reach::Everywhere };
        let id = make_batch(&registry, None, None, None, 30).await.unwrap();
        let printed = store::mark::batches::marks(&registry.store, id).await.unwrap();
        let go = async |who: &CoordinatorOf, id, selection, to| {
            move_marks(&registry, who, id, selection, Move::HandOver(to)).await
        };
        // Nobody but a site administrator may do this, not even for their own organisation.
        for other in [&camcycle, &ely] {
            let refused = go(other, id, Selection::All, here).await;
            assert!(matches!(refused, Err(MoveMarksError::NoBatch)), "{refused:?}");
        }
        let nowhere = go(&site, id, Selection::All, OrganisationId(999)).await;
        assert!(matches!(nowhere, Err(MoveMarksError::NoOrganisation)), "{nowhere:?}");
        move_marks(&registry, &site, id, Selection::Range(1, 2), Move::Void(Voided::Spoiled)).await.unwrap();

        // A part becomes a batch of its own, numbered from 1; the rest stays without an organisation.
        let part = go(&site, id, Selection::Range(6, 15), here).await.unwrap();
        assert!(part.count == 10 && part.batch != id, "{part:?}");
        let theirs = find(&registry, &camcycle, part.batch).await.unwrap().unwrap();
        assert_eq!((theirs.batch.size, theirs.batch.organisation), (10, Some(here)));
        assert_eq!(theirs.tally, Tally { made: 10, stock: 10, ..Tally::default() });
        let marks = marks_of(&registry, &theirs.batch).await.unwrap();
        let stood: Vec<_> = marks.iter().map(|mark| (mark.position, mark.code)).collect();
        let expected: Vec<_> = (1..=10).zip(printed[5..15].iter().map(|mark| mark.code)).collect();
        assert_eq!(stood, expected);
        assert!(print(&registry, Some(&camcycle), part.batch, Sheet::default()).await.is_ok());
        assert_eq!(find(&registry, &ely, part.batch).await.unwrap(), None);
        let again = go(&site, part.batch, Selection::All, there).await;
        assert!(matches!(again, Err(MoveMarksError::Owned)), "{again:?}");
        let rest = find(&registry, &site, id).await.unwrap().unwrap();
        assert_eq!((rest.batch.size, rest.batch.organisation), (20, None));
        assert_eq!(rest.tally, Tally { made: 20, spoiled: 2, stock: 18, ..Tally::default() });

        // The rest goes as it is, with the void marks, so that the batch adds up.
        let whole = hand_over(&registry, id, there).await.unwrap();
        assert_eq!(whole, Moved { count: 18, batch: id });
        assert_eq!(find(&registry, &ely, id).await.unwrap().unwrap().tally, rest.tally);
        assert_eq!(hand_over(&registry, id, there).await.unwrap(), Moved { count: 0, batch: id });
        let taken = hand_over(&registry, id, here).await;
        assert!(matches!(taken, Err(MoveMarksError::Owned)), "{taken:?}");
        let who = "COALESCE('account ' || actor_id, 'nobody') || ', organisation ' || organisation_id";
        let of = |what: &str| {
            db.texts(&format!("SELECT {what} FROM audit_entry WHERE action = 'marks-handed-over' ORDER BY id"))
        };
        let reasons = match db.engine() {
            testkit::Engine::Sqlite => of("hex(reason_sealed)"),
            testkit::Engine::Postgres => of("encode(reason_sealed, 'hex')"),
        };
        let open = |sealed: &String| {
            let bytes = (0..sealed.len()).step_by(2).map(|at| u8::from_str_radix(&sealed[at..at + 2], 16).unwrap());
            let sealed: Vec<u8> = bytes.collect();
            registry.store().keys().open_text("audit_entry.reason", &sealed).unwrap()
        };
        let entries: Vec<String> =
            of(who).into_iter().zip(&reasons).map(|(who, reason)| format!("{who}, {}", open(reason))).collect();
        let (first, last) = (printed[5].code, printed[14].code);
        let words = format!(
            "batch {id}: 10 marks handed over to organisation {here} ({first} to {last}), now batch {}", part.batch
        );
        assert_eq!(entries[0], format!("account {}, organisation {here}, {words}", site.account));
        assert!(entries.len() == 2 && entries[1].starts_with(&format!("nobody, organisation {there}, ")), "{entries:?}");
    }

    async fn kits_add_up_after_any_changes_in_any_order(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (event, _, desk) = testing::an_event(&registry, "camcycle").await;
        let organisation = desk.organisation.id;
        let other = an_event(&registry, organisation).await;
        let site = CoordinatorOf { account: desk.volunteer, reach: Reach::Everywhere };
        for of in [Some(organisation), None] {
            make_batch(&registry, None, of, None, 15).await.unwrap();
        }
        let chance = Seeded::new(11);
        let draw = |below: usize| {
            let mut bytes = [0; 8];
            chance.fill(&mut bytes);
            usize::try_from(u64::from_le_bytes(bytes) % below as u64).unwrap()
        };
        let (mut fixed, mut moved) = (0, 0);
        for step in 0..90 {
            let batches = list(&registry, &site, 0, 99).await.unwrap();
            let batch = &batches[draw(batches.len())].batch;
            let from = u32::try_from(1 + draw(15)).unwrap();
            if draw(3) == 0 {
                let kit = marks_of(&registry, batch).await.unwrap();
                let (bike, owner) = (a_new_bike(""), Contact::default());
                let tx = registry.store.begin().await.unwrap();
                let code = kit[draw(kit.len())].code;
                if issue_mark_in(&registry, &tx, &desk, IssuedAt::At(event), code, &bike, &owner).await.is_ok() {
                    tx.commit().await.unwrap();
                    fixed += 1;
                }
            } else {
                let selection = [Selection::First(2), Selection::Range(from, from + 3)][draw(2)];
                let movement = [
                    Move::Allot(event), Move::Allot(other), Move::Return, Move::Return,
                    Move::Void(Voided::Spoiled), Move::Void(Voided::Lost), Move::HandOver(organisation),
                ][draw(7)];
                match move_marks(&registry, &site, batch.id, selection, movement).await {
                    Err(MoveMarksError::Store(error)) => panic!("step {step}: {error}"),
                    Err(_) => {}
                    Ok(done) => moved += done.count,
                }
            }
            let all = kits(&registry, &site).await.unwrap();
            assert!(all.iter().all(|kit| kit.tally().balances()), "step {step}: {all:?}");
            let of_batches = list(&registry, &site, 0, 99).await.unwrap();
            let sum = of_batches.iter().fold(Tally::default(), |sum, one| sum + one.tally);
            assert_eq!((sum.made, sum.issued), (30, fixed), "step {step}");
            assert!(of_batches.iter().all(|one| one.batch.size == one.tally.made), "step {step}");
            let at_event = store::mark::batches::of_events(&registry.store, &[event], registry.now()).await.unwrap();
            assert_eq!(at_event.get(&event).map_or(0, |tally| tally.bikes()), fixed, "step {step}");
        }
        assert!(fixed >= 5 && moved >= 20, "the walk did something: {fixed}, {moved}");
    }

    async fn only_blank_marks_are_printed(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (coordinator, organisation) = a_coordinator(&registry, "camcycle").await;
        let by = Some(&coordinator);
        let id = make_batch(&registry, by, Some(organisation), None, 4).await.unwrap();
        let pdf = print(&registry, by, id, Sheet::default()).await.unwrap();
        assert!(pdf.starts_with(b"%PDF-"), "no PDF");
        let found = find(&registry, &coordinator, id).await.unwrap().unwrap();
        assert_eq!(found.tally.printed, 4);
        let (at, name) = printed_by(&registry, [&found.batch]).await.unwrap().remove(&id).unwrap();
        assert_eq!((at, name.as_str()), (registry.now(), "coordinator@camcycle.example.org"));
        move_marks(&registry, &coordinator, id, Selection::First(2), Move::Void(Voided::Lost)).await.unwrap();
        let some = Sheet { places: Some((1, 2)), ..Sheet::default() };
        let none = print(&registry, by, id, some).await;
        assert!(matches!(none, Err(PrintError::NothingBlank)), "{none:?}");
        let far = print(&registry, by, id, Sheet { start: 22, ..Sheet::default() }).await;
        assert!(matches!(far, Err(PrintError::Sheet(_))), "{far:?}");
        assert!(calibration_page(&registry, Sheet::default()).await.unwrap().starts_with(b"%PDF-"));
    }
    async fn it_is_said_beforehand_with_which_marks_something_would_be_done(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (coordinator, organisation) = a_coordinator(&registry, "camcycle").await;
        let (stranger, _) = a_coordinator(&registry, "ely").await;
        let event = an_event(&registry, organisation).await;
        let id = make_batch(&registry, Some(&coordinator), Some(organisation), None, 10).await.unwrap();
        move_marks(&registry, &coordinator, id, Selection::First(6), Move::Allot(event)).await.unwrap();
        let void = Move::Void(Voided::Lost);
        let would = async |who: &CoordinatorOf, selection, movement| {
            would_move(&registry, who, id, selection, movement).await
        };
        let all = would(&coordinator, Selection::All, void).await.unwrap();
        assert_eq!(all.len(), 10);
        assert_eq!(all.iter().filter(|mark| mark.event == Some(event)).count(), 6);
        let back = would(&coordinator, Selection::LastOutAt(event, 2), Move::Return).await.unwrap();
        assert_eq!(back.iter().map(|mark| mark.position).collect::<Vec<_>>(), [5, 6]);
        let many = would(&coordinator, Selection::LastOutAt(event, 7), Move::Return).await;
        assert!(matches!(many, Err(MoveMarksError::TooFew { able: 6, .. })), "{many:?}");
        let not_theirs = would(&stranger, Selection::All, void).await;
        assert!(matches!(not_theirs, Err(MoveMarksError::NoBatch)), "{not_theirs:?}");
        let found = find(&registry, &coordinator, id).await.unwrap().unwrap();
        assert_eq!((found.tally.out, found.tally.void()), (6, 0), "nothing was done");
    }

    async fn batches_are_found_by_mark_number_and_name(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (coordinator, organisation) = a_coordinator(&registry, "camcycle").await;
        let (stranger, _) = a_coordinator(&registry, "ely").await;
        let id = make_batch(&registry, Some(&coordinator), Some(organisation), None, 3).await.unwrap();
        rename(&registry, &coordinator, id, Some("Spring stall")).await.unwrap();
        let refused = rename(&registry, &stranger, id, None).await;
        assert!(matches!(refused, Err(NoBatch::NoBatch)), "{refused:?}");
        let batch = find(&registry, &coordinator, id).await.unwrap().unwrap().batch;
        assert_eq!(batch.name.as_deref(), Some("Spring stall"));
        let code = marks_of(&registry, &batch).await.unwrap()[1].code;
        for (typed, mark) in [
            (code.to_string(), Some(code)),
            (code.compact().to_lowercase(), Some(code)),
            (" spring ".to_owned(), None),
            (format!("batch {id}"), None),
            (id.to_string(), None),
        ] {
            let found = find_marks(&registry, &coordinator, &typed).await.unwrap();
            let found: Vec<_> = found.iter().map(|one| (one.batch.id, one.mark)).collect();
            assert_eq!(found, [(id, mark)], "{typed}");
            assert_eq!(find_marks(&registry, &stranger, &typed).await.unwrap(), [], "{typed}");
        }
        for nothing in ["", "autumn", "7KQ4M-2X9TD", "9B38-699D"] {
            assert_eq!(find_marks(&registry, &coordinator, nothing).await.unwrap(), [], "{nothing}");
        }
    }
}
