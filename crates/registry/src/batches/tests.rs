use super::*;
use crate::testing::{a_desk, an_account, fresh};
use domain::access::Reach;
use domain::event::{EventDetails, NewMarkingEvent, Stage};
use domain::id::{EventId, OrganisationId};
use domain::stock::{Move, Selection, Voided};
use jiff::SignedDuration;

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
    let id = store::events::add(&tx, &event, Stage::Published).await.unwrap();
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
        assert_eq!(go(Selection::First(20), Move::Allot(event)).await.unwrap(), 20);
        let few = go(Selection::First(11), Move::Allot(event)).await;
        assert!(matches!(few, Err(MoveMarksError::TooFew { able: 10, .. })), "{few:?}");
        assert_eq!(go(Selection::Range(2, 3), Move::Void(Voided::Spoiled)).await.unwrap(), 2);
        let again = go(Selection::Range(2, 3), Move::Void(Voided::Lost)).await;
        assert!(matches!(again, Err(MoveMarksError::NoneAble(_))), "{again:?}");
        clock.advance(SignedDuration::from_hours(5));
        assert_eq!(go(Selection::Range(10, 40), Move::Return).await.unwrap(), 11);
        let found = find(&registry, &coordinator, id).await.unwrap().unwrap();
        let tally = Tally { printed: 30, issued: 0, spoiled: 2, returned: 11, missing: 7, left: 10 };
        assert_eq!(found.tally, tally);
        let counted: Vec<Tally> = kits(&registry, &coordinator).await.unwrap().iter().map(Kit::tally).collect();
        assert_eq!(counted, [tally, Tally { printed: 20, issued: 0, spoiled: 2, returned: 11, missing: 7, left: 0 }]);
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
        // A site administrator keeps all, also what is nobody's yet.
        let nobodys = make_batch(&registry, None, None, None, 2).await.unwrap();
        let everywhere = CoordinatorOf { account: coordinator.account, reach: Reach::Everywhere };
        assert!(find(&registry, &everywhere, id).await.unwrap().is_some());
        assert_eq!(find(&registry, &coordinator, nobodys).await.unwrap(), None);
        let moved = move_marks(&registry, &everywhere, nobodys, Selection::All, Move::Allot(event)).await;
        assert_eq!(moved.unwrap(), 2);
    }

    async fn only_blank_marks_are_printed(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (coordinator, organisation) = a_coordinator(&registry, "camcycle").await;
        let by = Some(&coordinator);
        let id = make_batch(&registry, by, Some(organisation), None, 4).await.unwrap();
        let pdf = print(&registry, by, id, Sheet::default()).await.unwrap();
        assert!(pdf.starts_with(b"%PDF-"), "no PDF");
        move_marks(&registry, &coordinator, id, Selection::First(2), Move::Void(Voided::Lost)).await.unwrap();
        let some = Sheet { places: Some((1, 2)), ..Sheet::default() };
        let none = print(&registry, by, id, some).await;
        assert!(matches!(none, Err(PrintError::NothingBlank)), "{none:?}");
        let far = print(&registry, by, id, Sheet { start: 22, ..Sheet::default() }).await;
        assert!(matches!(far, Err(PrintError::Sheet(_))), "{far:?}");
        assert!(calibration_page(&registry, Sheet::default()).await.unwrap().starts_with(b"%PDF-"));
    }
}
