use super::*;
use crate::Store;
use crate::event::plan;
use crate::testing::{an_organisation, fresh};
use domain::account::contact::EmailAddress;
use domain::event::{EventDetails, NewMarkingEvent, Slots, Stage};
use std::collections::{BTreeMap, HashMap};
use testkit::NOON;
use testkit::time::{days_after_noon, hours_after_noon};

async fn an_event(store: &Store) -> EventId {
    let event = NewMarkingEvent {
        organisation: an_organisation(store, "camcycle").await,
        name: "Marking day".to_owned(),
        place: "Market Square".to_owned(),
        about: None,
        point: None,
        starts_at: hours_after_noon(1),
        ends_at: hours_after_noon(3),
        details: EventDetails {
            slots: Slots::new(30, 1, false).ok(),
            ..EventDetails::default()
        },
    };
    let tx = store.begin().await.unwrap();
    let id = crate::event::add(&tx, &event, Stage::Published).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn contact(email: &str, phone: &str) -> Contact {
    Contact {
        name: Some("Ada Abbott".to_owned()),
        email: EmailAddress::parse(email).ok(),
        phone: PhoneNumber::parse(phone).ok(),
        postcode: None,
    }
}

fn new(event: EventId, slot: Option<Timestamp>, contact: &Contact, number: u8) -> NewBooking<'_> {
    NewBooking {
        event,
        slot,
        status: if slot.is_some() {
            BookingStatus::Booked
        } else {
            BookingStatus::Waiting
        },
        contact,
        token: [number; 16],
        held_until: None,
        bikes: 1,
    }
}

testkit::on_each_database! {
    async fn of_two_who_want_the_last_place_exactly_one_gets_it(db: testkit::Database) {
        let store = fresh(&db).await;
        let event = an_event(&store).await;
        let slot = hours_after_noon(1);
        let ada = contact("ada@example.org", "");
        let take = |number: u8| {
            let (store, ada) = (store.clone(), ada.clone());
            async move {
                let tx = store.begin().await.unwrap();
                plan::hold(&tx, event).await.unwrap().unwrap();
                let is_free = taken(&tx, event).await.unwrap().get(&slot).copied().unwrap_or_default() < 1;
                if is_free {
                    add(&tx, &new(event, Some(slot), &ada, number), NOON).await.unwrap();
                }
                tx.commit().await.unwrap();
                is_free
            }
        };
        let all = (0..8).map(|number| tokio::spawn(take(number)));
        let mut won = 0;
        for one in all.collect::<Vec<_>>() {
            won += u32::from(one.await.unwrap());
        }
        assert_eq!(won, 1);
        assert_eq!(taken(&store, event).await.unwrap(), BTreeMap::from([(slot, 1)]));
    }

    async fn a_booking_is_found_by_its_link_moved_and_given_up(db: testkit::Database) {
        let store = fresh(&db).await;
        let event = an_event(&store).await;
        let ada = contact("ada@example.org", "07700 900123");
        let tx = store.begin().await.unwrap();
        let waits = add(&tx, &new(event, None, &ada, 1), NOON).await.unwrap();
        let has = add(&tx, &new(event, Some(hours_after_noon(1)), &ada, 2), NOON).await.unwrap();
        tx.commit().await.unwrap();
        let found = find_by_token(&store, &[1; 16]).await.unwrap().unwrap();
        assert_eq!((found.id, found.status, found.slot), (waits, BookingStatus::Waiting, None));
        assert_eq!(found.who, Some((ada.clone(), [1; 16])));
        assert_eq!(find_by_token(&store, &[9; 16]).await.unwrap(), None);
        assert_eq!(first_waiting(&store, event, hours_after_noon(2), 1).await.unwrap().unwrap().id, waits);
        let tx = store.begin().await.unwrap();
        assert!(cancel(&tx, has, NOON).await.unwrap());
        assert!(!cancel(&tx, has, NOON).await.unwrap());
        place(&tx, has, hours_after_noon(2), NOON).await.unwrap();
        place(&tx, waits, hours_after_noon(1), NOON).await.unwrap();
        tx.commit().await.unwrap();
        let left = live(&store, event).await.unwrap();
        assert_eq!(left.len(), 1, "a cancelled booking takes no place");
        assert_eq!((left[0].id, left[0].slot), (waits, Some(hours_after_noon(1))));
        assert_eq!(totals(&store, &[event]).await.unwrap(), HashMap::from([(event, (1, 0))]));
        assert!(waiting(&store, event).await.unwrap().is_empty());
    }

    async fn what_nobody_keeps_in_time_is_given_up(db: testkit::Database) {
        let store = fresh(&db).await;
        let event = an_event(&store).await;
        let held = |slot, number, ada| NewBooking {
            held_until: Some(hours_after_noon(1)),
            ..new(event, slot, ada, number)
        };
        let (ada, bob) = (contact("ada@example.org", ""), contact("", "07700 900123"));
        let slot = hours_after_noon(1);
        let tx = store.begin().await.unwrap();
        let lost = add(&tx, &held(Some(slot), 1, &ada), NOON).await.unwrap();
        let kept = add(&tx, &held(Some(slot), 2, &ada), NOON).await.unwrap();
        let waits = add(&tx, &held(None, 3, &ada), NOON).await.unwrap();
        add(&tx, &new(event, Some(hours_after_noon(2)), &bob, 4), NOON).await.unwrap();
        assert!(keep(&tx, kept).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(taken(&store, event).await.unwrap().get(&slot), Some(&2), "a held place is taken");
        assert_eq!(first_waiting(&store, event, slot, 1).await.unwrap(), None, "held bookings do not move up");
        assert_eq!(by_phone_to_ring(&store, event).await.unwrap(), 1);
        let to_come = to_remind(&store, NOON, hours_after_noon(2), 9).await.unwrap();
        let to_come: Vec<_> = to_come.iter().map(|(id, _)| *id).collect();
        assert!(to_come.contains(&kept) && !to_come.contains(&lost), "{to_come:?}");
        assert!(with_ended_holds(&store, NOON).await.unwrap().is_empty());
        assert_eq!(with_ended_holds(&store, hours_after_noon(1)).await.unwrap(), [event]);

        let tx = store.begin().await.unwrap();
        assert_eq!(release(&tx, event, NOON).await.unwrap(), 0, "too early");
        assert_eq!(release(&tx, event, hours_after_noon(1)).await.unwrap(), 2);
        assert!(!keep(&tx, lost).await.unwrap(), "too late");
        tx.commit().await.unwrap();
        assert_eq!(taken(&store, event).await.unwrap().get(&slot), Some(&1));
        let gone = find(&store, waits).await.unwrap().unwrap();
        assert_eq!((gone.status, gone.held_until), (BookingStatus::Cancelled, None));
    }

    async fn one_person_is_counted_however_they_write_their_number(db: testkit::Database) {
        let store = fresh(&db).await;
        let event = an_event(&store).await;
        let tx = store.begin().await.unwrap();
        let first = contact("ada@example.org", "07700 900123");
        let id = add(&tx, &new(event, Some(hours_after_noon(1)), &first, 1), NOON).await.unwrap();
        cancel(&tx, id, NOON).await.unwrap();
        add(&tx, &new(event, Some(hours_after_noon(1)), &first, 2), NOON).await.unwrap();
        tx.commit().await.unwrap();
        for (who, expected) in [
            (contact("ADA@example.org", ""), (1, 2)),
            (contact("", "+44 (7700) 900-123"), (1, 2)),
            (contact("bob@example.org", "00447700900123"), (1, 2)),
            (contact("bob@example.org", "07700 900124"), (0, 0)),
            (contact("", ""), (0, 0)),
        ] {
            assert_eq!(count_of(&store, event, &who, days_after_noon(-1)).await.unwrap(), expected);
        }
        assert_eq!(count_of(&store, event, &first, NOON).await.unwrap(), (1, 0), "made before");
    }

    async fn a_place_is_reminded_of_once_and_again_when_it_is_another(db: testkit::Database) {
        let store = fresh(&db).await;
        let event = an_event(&store).await;
        let ada = contact("ada@example.org", "");
        let tx = store.begin().await.unwrap();
        let id = add(&tx, &new(event, Some(hours_after_noon(1)), &ada, 1), NOON).await.unwrap();
        add(&tx, &new(event, None, &ada, 2), NOON).await.unwrap();
        tx.commit().await.unwrap();
        let due = |until| to_remind(&store, NOON, until, 9);
        assert!(due(NOON).await.unwrap().is_empty());
        assert_eq!(due(hours_after_noon(5)).await.unwrap().len(), 1);
        let note = || async {
            let tx = store.begin().await.unwrap();
            let noted = reminded(&tx, id, NOON).await.unwrap();
            tx.commit().await.unwrap();
            noted
        };
        let (one, two) = tokio::join!(note(), note());
        assert!(one != two, "{one} and {two}");
        assert!(due(hours_after_noon(5)).await.unwrap().is_empty());
        let tx = store.begin().await.unwrap();
        place(&tx, id, hours_after_noon(2), NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(due(hours_after_noon(5)).await.unwrap().len(), 1);
    }

    async fn who_came_is_forgotten_and_how_many_is_not(db: testkit::Database) {
        let store = fresh(&db).await;
        let event = an_event(&store).await;
        let tx = store.begin().await.unwrap();
        let ada = contact("ada@example.org", "07700 900123");
        let id = add(&tx, &new(event, Some(hours_after_noon(1)), &ada, 1), NOON).await.unwrap();
        assert_eq!(forget(&tx, hours_after_noon(3)).await.unwrap(), 0);
        assert_eq!(forget(&tx, hours_after_noon(4)).await.unwrap(), 1);
        assert_eq!(forget(&tx, hours_after_noon(4)).await.unwrap(), 0);
        tx.commit().await.unwrap();
        assert_eq!(find(&store, id).await.unwrap().unwrap().who, None);
        assert_eq!(totals(&store, &[event]).await.unwrap(), HashMap::from([(event, (1, 0))]));
        assert_eq!(count_of(&store, event, &ada, days_after_noon(-1)).await.unwrap(), (0, 0));
    }
    async fn a_booking_for_several_bikes_takes_as_many_places(db: testkit::Database) {
        let store = fresh(&db).await;
        let event = an_event(&store).await;
        let slot = hours_after_noon(1);
        let (ada, bob) = (contact("ada@example.org", ""), contact("bob@example.org", ""));
        let tx = store.begin().await.unwrap();
        let three = add(&tx, &NewBooking { bikes: 3, ..new(event, Some(slot), &ada, 1) }, NOON).await.unwrap();
        let family = add(&tx, &NewBooking { bikes: 2, ..new(event, None, &ada, 2) }, NOON).await.unwrap();
        let single = add(&tx, &new(event, None, &bob, 3), NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(taken(&store, event).await.unwrap(), BTreeMap::from([(slot, 3)]));
        assert_eq!(totals(&store, &[event]).await.unwrap(), HashMap::from([(event, (3, 3))]));
        let next = async |room| first_waiting(&store, event, slot, room).await.unwrap().map(|one| one.id);
        assert_eq!((next(1).await, next(2).await), (Some(single), Some(family)), "the longest wait that fits");
        assert_eq!(came_to(&store, event).await.unwrap(), 0);
        let tx = store.begin().await.unwrap();
        assert!(came(&tx, three, Some(slot)).await.unwrap());
        assert!(!came(&tx, single, Some(slot)).await.unwrap(), "somebody who waits cannot be ticked off");
        tx.commit().await.unwrap();
        assert_eq!(came_to(&store, event).await.unwrap(), 3);
        let found = find(&store, three).await.unwrap().unwrap();
        assert_eq!((found.bikes, found.came_at), (3, Some(slot)));
        let tx = store.begin().await.unwrap();
        assert!(came(&tx, three, None).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(came_to(&store, event).await.unwrap(), 0);
    }
}
