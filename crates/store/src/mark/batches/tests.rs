use super::*;
use crate::mark::{Allotment, add_batch, issue};
use crate::testing::{a_bike, an_account, an_organisation, fresh, mark_codes};
use crate::{Store, event};
use domain::MarkCode;
use domain::event::{EventDetails, NewMarkingEvent, Stage};
use domain::mark::stock::{Move, Selection, Tally};
use testkit::time::{NOON, hours_after_noon};

async fn an_event(store: &Store, organisation: OrganisationId, from: i64) -> EventId {
    let event = NewMarkingEvent {
        organisation,
        name: "Market Square".into(),
        place: "Cambridge".into(),
        about: None,
        point: None,
        starts_at: hours_after_noon(from),
        ends_at: hours_after_noon(from + 4),
        details: EventDetails::default(),
    };
    let tx = store.begin().await.unwrap();
    let id = event::add(&tx, &event, Stage::Published).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn a_batch(store: &Store, allotment: Allotment, codes: &[MarkCode]) -> BatchId {
    let tx = store.begin().await.unwrap();
    let id = add_batch(&tx, codes, allotment, NOON).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Picks marks from a batch and moves them. Returns how many.
async fn done(
    store: &Store,
    batch: BatchId,
    selection: Selection,
    movement: Move,
    of: OrganisationId,
) -> u64 {
    let tx = store.begin().await.unwrap();
    let kit = marks(&tx, batch).await.unwrap();
    let codes = selection.pick(&kit, movement);
    let moved = move_marks(&tx, &codes, movement, Some(of), NOON).await.unwrap();
    tx.commit().await.unwrap();
    moved
}

async fn fixed(store: &Store, code: MarkCode) {
    let bike = a_bike(store).await;
    let tx = store.begin().await.unwrap();
    assert!(issue(&tx, code, bike, None, NOON).await.unwrap());
    tx.commit().await.unwrap();
}

testkit::on_each_database! {
    async fn a_kit_adds_up_from_the_printer_to_the_end_of_the_second_event(db: testkit::Database) {
        let store = fresh(&db).await;
        let organisation = an_organisation(&store, "camcycle").await;
        let maker = an_account(&store, "cora@example.org").await;
        let (first, second) = (an_event(&store, organisation, 0).await, an_event(&store, organisation, 48).await);
        let codes = mark_codes(1, 20);
        let allotment = Allotment { organisation: Some(organisation), by: Some(maker), ..Allotment::default() };
        let batch = a_batch(&store, allotment, &codes).await;
        let found = find(&store, batch).await.unwrap().unwrap();
        assert_eq!((found.size, found.organisation, found.made_by), (20, Some(organisation), Some(maker)));
        let printed: Vec<MarkCode> = marks(&store, batch).await.unwrap().into_iter().map(|mark| mark.code).collect();
        assert_eq!(printed, codes, "in the order in which they were made");

        assert_eq!(done(&store, batch, Selection::First(12), Move::Allot(first), organisation).await, 12);
        fixed(&store, codes[0]).await;
        fixed(&store, codes[1]).await;
        assert_eq!(done(&store, batch, Selection::Range(3, 4), Move::Void(Voided::Spoiled), organisation).await, 2);
        assert_eq!(done(&store, batch, Selection::Range(5, 5), Move::Void(Voided::Lost), organisation).await, 1);
        let during = of_events(&store, &[first, second], hours_after_noon(1)).await.unwrap();
        let out = Tally { made: 12, printed: 12, issued: 2, spoiled: 2, lost: 1, out: 7, ..Tally::default() };
        assert_eq!(during.get(&first), Some(&out));
        assert_eq!(during.get(&second), None, "nothing went there");

        assert_eq!(done(&store, batch, Selection::Range(6, 9), Move::Return, organisation).await, 4);
        let over = of_events(&store, &[first], hours_after_noon(4)).await.unwrap()[&first];
        assert_eq!(over, Tally { returned: 4, unaccounted: 3, out: 0, ..out });
        let whole = of_batches(&store, &[batch], hours_after_noon(4)).await.unwrap()[&batch];
        assert_eq!(whole, Tally { made: 20, stock: 8, ..over });

        // The returned marks go out again, and the first event's kit still adds up.
        assert_eq!(done(&store, batch, Selection::Range(6, 20), Move::Allot(second), organisation).await, 12);
        let both = of_events(&store, &[first, second], hours_after_noon(5)).await.unwrap();
        assert_eq!(both[&first], over);
        assert_eq!(both[&second], Tally { made: 12, printed: 12, out: 12, ..Tally::default() });
        let whole = of_batches(&store, &[batch], hours_after_noon(5)).await.unwrap()[&batch];
        assert_eq!(whole, Tally { made: 20, printed: 20, returned: 0, out: 12, ..over });
        for tally in both.values().chain([&over, &whole]) {
            assert!(tally.balances(), "{tally:?}");
        }
        assert_eq!(out_at(&store, first).await.unwrap(), [batch], "two of them are unaccounted for");
        assert_eq!(out_at(&store, EventId(999)).await.unwrap(), []);
        assert_eq!(events_with_kits(&store, &Reach::Everywhere).await.unwrap(), [second, first]);
        assert_eq!(events_with_kits(&store, &Reach::Own(vec![OrganisationId(999)])).await.unwrap(), []);
    }

    async fn batches_are_listed_for_the_organisation_that_keeps_them(db: testkit::Database) {
        let store = fresh(&db).await;
        let (here, there) = (an_organisation(&store, "camcycle").await, an_organisation(&store, "ely").await);
        let of = |organisation| Allotment { organisation, ..Allotment::default() };
        let mine = a_batch(&store, of(Some(here)), &mark_codes(1, 2)).await;
        let others = a_batch(&store, of(Some(there)), &mark_codes(2, 2)).await;
        let nobodys = a_batch(&store, of(None), &mark_codes(3, 2)).await;
        let ids = async |reach: Reach| -> Vec<BatchId> {
            list(&store, &reach, 0, 10).await.unwrap().into_iter().map(|batch| batch.id).collect()
        };
        assert_eq!(ids(Reach::Own(vec![here])).await, [mine]);
        assert_eq!(ids(Reach::Everywhere).await, [nobodys, others, mine]);
        assert_eq!(list(&store, &Reach::Everywhere, 1, 1).await.unwrap()[0].id, others);
        assert_eq!(of_mark(&store, mark_codes(2, 1)[0]).await.unwrap(), Some(others));
        assert_eq!(find(&store, BatchId(9_999)).await.unwrap(), None);
    }

    async fn a_mark_that_a_desk_has_fixed_meanwhile_is_left_alone(db: testkit::Database) {
        let store = fresh(&db).await;
        let organisation = an_organisation(&store, "camcycle").await;
        let codes = mark_codes(1, 3);
        let allotment = Allotment { organisation: Some(organisation), ..Allotment::default() };
        let batch = a_batch(&store, allotment, &codes).await;
        let movement = Move::Void(Voided::Lost);
        let picked = Selection::All.pick(&marks(&store, batch).await.unwrap(), movement);
        fixed(&store, codes[1]).await;
        let tx = store.begin().await.unwrap();
        assert_eq!(move_marks(&tx, &picked, movement, Some(organisation), NOON).await.unwrap(), 2);
        tx.commit().await.unwrap();
        let after: Vec<_> = marks(&store, batch).await.unwrap().into_iter().map(|mark| (mark.status, mark.voided)).collect();
        let lost = (MarkStatus::Void, Some(Voided::Lost));
        assert_eq!(after, [lost, (MarkStatus::Issued, None), lost]);
    }
    async fn a_loose_mark_that_was_sent_out_while_it_was_fixed_stays_in_that_kit(db: testkit::Database) {
        let store = fresh(&db).await;
        let organisation = an_organisation(&store, "camcycle").await;
        let (here, there) = (an_event(&store, organisation, 0).await, an_event(&store, organisation, 48).await);
        let codes = mark_codes(1, 2);
        let allotment = Allotment { organisation: Some(organisation), ..Allotment::default() };
        let batch = a_batch(&store, allotment, &codes).await;
        // The desk has read that both are loose. Then one of them goes out to another event.
        assert_eq!(done(&store, batch, Selection::First(1), Move::Allot(there), organisation).await, 1);
        for code in &codes {
            fixed(&store, *code).await;
            let tx = store.begin().await.unwrap();
            fixed_at(&tx, *code, here, NOON).await.unwrap();
            tx.commit().await.unwrap();
        }
        let kits = of_events(&store, &[here, there], hours_after_noon(1)).await.unwrap();
        let loose = Tally { loose: 1, ..Tally::default() };
        let one = Tally { made: 1, printed: 1, issued: 1, ..Tally::default() };
        assert_eq!((kits[&here], kits[&there]), (loose, one), "each counts once, and the loose one did not go out");
    }
    async fn a_label_that_was_counted_as_returned_counts_on_its_bike_when_a_late_phone_says_so(db: testkit::Database) {
        let store = fresh(&db).await;
        let organisation = an_organisation(&store, "camcycle").await;
        let event = an_event(&store, organisation, 0).await;
        let codes = mark_codes(1, 4);
        let allotment = Allotment { organisation: Some(organisation), ..Allotment::default() };
        let batch = a_batch(&store, allotment, &codes).await;
        assert_eq!(done(&store, batch, Selection::First(3), Move::Allot(event), organisation).await, 3);
        assert_eq!(done(&store, batch, Selection::OutAt(event), Move::Return, organisation).await, 3);
        // These are one of the three that went out, and the one that never did.
        for code in [codes[0], codes[3]] {
            fixed(&store, code).await;
            let tx = store.begin().await.unwrap();
            fixed_at(&tx, code, event, NOON).await.unwrap();
            tx.commit().await.unwrap();
        }
        let kit = of_events(&store, &[event], hours_after_noon(9)).await.unwrap()[&event];
        let expected = Tally { made: 3, printed: 3, issued: 1, returned: 2, loose: 1, ..Tally::default() };
        assert_eq!(kit, expected, "three went out, and no more");
    }

    async fn batches_are_printed_and_named_and_found(db: testkit::Database) {
        let store = fresh(&db).await;
        let (here, there) = (an_organisation(&store, "camcycle").await, an_organisation(&store, "ely").await);
        let by = an_account(&store, "cora@example.org").await;
        let of = |organisation| Allotment { organisation: Some(organisation), ..Allotment::default() };
        let codes = mark_codes(1, 3);
        let (mine, others) = (a_batch(&store, of(here), &codes).await, a_batch(&store, of(there), &mark_codes(2, 2)).await);
        let printed = async || of_batches(&store, &[mine], NOON).await.unwrap()[&mine].printed;
        assert_eq!(printed().await, 0, "a mark that was only made is not printed");
        let tx = store.begin().await.unwrap();
        was_printed(&tx, mine, &codes[..2], Some(by), hours_after_noon(1)).await.unwrap();
        rename(&tx, mine, Some("Market Étal 100%")).await.unwrap();
        rename(&tx, others, Some("Market")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(printed().await, 2);
        let found = find(&store, mine).await.unwrap().unwrap();
        assert_eq!(found.printed, Some((hours_after_noon(1), Some(by))));
        let own = Reach::Own(vec![here]);
        let named = async |words: &str| -> Vec<BatchId> {
            named_like(&store, &own, words, 9).await.unwrap().into_iter().map(|batch| batch.id).collect()
        };
        assert_eq!(named("market étal").await, [mine]);
        assert_eq!(named("%").await, [mine], "typed text is not a pattern");
        assert_eq!(named("ely").await, []);
        assert_eq!(with_mark(&store, codes[2]).await.unwrap().map(|batch| batch.id), Some(mine));
        assert_eq!(with_slip(&store, "9b38699d", 9).await.unwrap(), []);
    }
}
