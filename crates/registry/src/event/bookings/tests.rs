use super::*;
use crate::event::bookings::hold::{Asked, HELD, ask, keep, release};
use crate::event::bookings::remind::{due_at, remind};
use crate::event::testing::{event_at, slotted};
use crate::testing::{an_account, email, fresh, mail};
use domain::account::contact::PhoneNumber;
use domain::event::Stage;
use domain::london;
use store::mail::Letter;
use testkit::NOON;
use testkit::time::{days_after_noon, hours_after_noon};

fn of(address: &str) -> Contact {
    Contact {
        name: Some("Ada Abbott".to_owned()),
        email: Some(email(address)),
        ..Contact::default()
    }
}

fn by_phone(number: &str) -> Contact {
    Contact {
        name: Some("Bob".to_owned()),
        phone: Some(PhoneNumber::parse(number).unwrap()),
        ..Contact::default()
    }
}

fn subjects(letters: &[Letter]) -> Vec<(&str, &str)> {
    let said = letters.iter();
    said.map(|letter| (letter.to.as_str(), letter.subject.as_str()))
        .collect()
}

/// The secret of the link in a letter.
fn link_in(letter: &Letter) -> String {
    let (_, rest) = letter.body.split_once("/events/bookings/").unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

async fn free(registry: &Registry, event: EventId) -> Vec<u64> {
    let found = store::event::find(&registry.store, event).await.unwrap().unwrap();
    let times = times(registry, &found).await.unwrap();
    times.into_iter().map(|time| time.free).collect()
}

testkit::on_each_database! {
    async fn the_last_place_goes_to_one_and_the_next_waits_and_moves_up(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        // Two one-hour slots with one place each, in two days' time.
        let event = slotted(&registry, days_after_noon(2), 2, 60, 1).await;
        let first = days_after_noon(2);
        let (ada, bob) = (of("ada@example.org"), of("bob@example.org"));
        let (one, two) = tokio::join!(
            book(&registry, event, Wish::Place(first), &ada),
            book(&registry, event, Wish::Place(first), &bob),
        );
        assert!(one.is_ok() != two.is_ok(), "{one:?} and {two:?}");
        let (winner, loser, made) = if let Ok(made) = one { (ada, bob, made) } else { (bob, ada, two.unwrap()) };
        let lost = book(&registry, event, Wish::Place(first), &loser).await;
        assert!(matches!(lost, Err(BookError::Full)), "{lost:?}");
        let waits = book(&registry, event, Wish::Wait(first), &loser).await.unwrap();
        assert_eq!((made.status, waits.status), (BookingStatus::Booked, BookingStatus::Waiting));
        let later = book(&registry, event, Wish::Wait(first), &of("cleo@example.org")).await.unwrap();
        assert_eq!(free(&registry, event).await, [0, 1]);
        mail(&registry).await;
        cancel(&registry, &made.token).await.unwrap();
        let letters = mail(&registry).await;
        let (winner, loser) = (winner.email.unwrap(), loser.email.unwrap());
        assert_eq!(
            subjects(&letters),
            [
                (loser.as_str(), "You now have a place to get your bike marked"),
                (winner.as_str(), "Your booking for bike marking is cancelled"),
            ]
        );
        assert_eq!(find(&registry, &waits.token).await.unwrap().0.status, BookingStatus::Booked);
        assert_eq!(find(&registry, &later.token).await.unwrap().0.status, BookingStatus::Waiting);
        assert_eq!(find(&registry, &made.token).await.unwrap().0.status, BookingStatus::Cancelled);
        let again = cancel(&registry, &made.token).await;
        assert!(matches!(again, Err(BookError::NoBooking)), "{again:?}");
    }

    async fn a_visitor_who_waits_for_any_time_gets_the_first_free_place(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let event = slotted(&registry, days_after_noon(2), 2, 60, 1).await;
        let second = days_after_noon(2) + SignedDuration::from_hours(1);
        // While a place is free, nobody waits.
        let straight = book(&registry, event, Wish::WaitForAny, &of("ada@example.org")).await.unwrap();
        assert_eq!(straight.status, BookingStatus::Booked);
        let straight = book(&registry, event, Wish::Wait(second), &of("bob@example.org")).await.unwrap();
        assert_eq!(straight.status, BookingStatus::Booked);
        let any = book(&registry, event, Wish::WaitForAny, &of("cleo@example.org")).await.unwrap();
        let fixed = book(&registry, event, Wish::Wait(second), &by_phone("07700 900123")).await.unwrap();
        cancel(&registry, &straight.token).await.unwrap();
        let (any, _) = find(&registry, &any.token).await.unwrap();
        assert_eq!((any.status, any.slot), (BookingStatus::Booked, Some(second)));
        assert_eq!(find(&registry, &fixed.token).await.unwrap().0.status, BookingStatus::Waiting);
    }

    async fn a_booking_moves_to_a_free_time_and_leaves_its_place_to_who_waits(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let event = slotted(&registry, days_after_noon(2), 3, 60, 1).await;
        let slot = |hour| days_after_noon(2) + SignedDuration::from_hours(hour);
        let ada = book(&registry, event, Wish::Place(slot(0)), &of("ada@example.org")).await.unwrap();
        let bob = book(&registry, event, Wish::Place(slot(1)), &of("bob@example.org")).await.unwrap();
        let cleo = book(&registry, event, Wish::Wait(slot(0)), &of("cleo@example.org")).await.unwrap();
        mail(&registry).await;
        let full = move_to(&registry, &ada.token, slot(1)).await;
        assert!(matches!(full, Err(BookError::Full)), "{full:?}");
        for none in [slot(3), slot(-1), slot(0) + SignedDuration::from_mins(1)] {
            let none = move_to(&registry, &ada.token, none).await;
            assert!(matches!(none, Err(BookError::NoSuchTime)), "{none:?}");
        }
        move_to(&registry, &ada.token, slot(0)).await.unwrap();
        assert!(mail(&registry).await.is_empty(), "nothing has changed");
        move_to(&registry, &ada.token, slot(2)).await.unwrap();
        let letters = mail(&registry).await;
        assert_eq!(
            subjects(&letters),
            [
                ("cleo@example.org", "You now have a place to get your bike marked"),
                ("ada@example.org", "You have a new time for bike marking"),
            ]
        );
        let slots = [&ada, &bob, &cleo].map(|made| made.token.clone());
        for (token, expected) in slots.iter().zip([slot(2), slot(1), slot(0)]) {
            assert_eq!(find(&registry, token).await.unwrap().0.slot, Some(expected));
        }
    }

    async fn one_person_cannot_take_every_place_nor_be_sent_letters_without_end(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let event = slotted(&registry, days_after_noon(2), 2, 60, 20).await;
        let wish = Wish::Place(days_after_noon(2));
        let ada = of("ada@example.org");
        let mut tokens = Vec::new();
        for _ in 0..PLACES_EACH {
            tokens.push(book(&registry, event, wish, &ada).await.unwrap().token);
        }
        let spelt = of("ADA@example.org");
        let more = book(&registry, event, wish, &spelt).await;
        assert!(matches!(more, Err(BookError::TooManyOfOne)), "{more:?}");
        for _ in 0..PLACES_EACH {
            cancel(&registry, &tokens.remove(0)).await.unwrap();
            tokens.push(book(&registry, event, wish, &ada).await.unwrap().token);
        }
        cancel(&registry, &tokens[0]).await.unwrap();
        let more = book(&registry, event, wish, &ada).await;
        assert!(matches!(more, Err(BookError::TooOften)), "{more:?}");
        clock.advance(SignedDuration::from_hours(25));
        book(&registry, event, wish, &ada).await.unwrap();
    }

    async fn a_strangers_place_is_held_for_half_an_hour_and_kept_by_the_letters_link(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let event = slotted(&registry, days_after_noon(2), 1, 60, 1).await;
        let slot = days_after_noon(2);
        let (ada, bob) = (of("ada@example.org"), of("bob@example.org"));
        let asked = ask(&registry, event, Wish::Place(slot), &ada, None, 1).await.unwrap();
        assert_eq!(asked, Asked::ByMail);
        assert_eq!(free(&registry, event).await, [0], "nobody else gets it meanwhile");
        let letters = mail(&registry).await;
        assert_eq!(subjects(&letters), [("ada@example.org", "Confirm your booking for bike marking")]);
        let waits = ask(&registry, event, Wish::Wait(slot), &bob, None, 1).await.unwrap();
        assert_eq!(waits, Asked::ByMail);
        let wait = link_in(&mail(&registry).await[0]);
        keep(&registry, &wait).await.unwrap();
        assert_eq!(find(&registry, &wait).await.unwrap().0.status, BookingStatus::Waiting);
        mail(&registry).await;

        clock.advance(HELD - SignedDuration::from_secs(1));
        assert_eq!(release(&registry).await.unwrap(), 0);
        clock.advance(SignedDuration::from_secs(1));
        let (one, two) = tokio::join!(release(&registry), release(&registry));
        assert_eq!(one.unwrap() + two.unwrap(), 1, "two workers, one release");
        let letters = mail(&registry).await;
        assert_eq!(subjects(&letters), [("bob@example.org", "You now have a place to get your bike marked")]);
        let late = keep(&registry, &link_in(&letters[0])).await;
        assert!(late.is_ok(), "what is kept stays kept: {late:?}");
        assert_eq!(release(&registry).await.unwrap(), 0);
    }

    async fn a_held_place_that_is_kept_in_time_stays(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let event = slotted(&registry, days_after_noon(2), 1, 60, 1).await;
        let ada = of("ada@example.org");
        ask(&registry, event, Wish::Place(days_after_noon(2)), &ada, None, 1).await.unwrap();
        let link = link_in(&mail(&registry).await[0]);
        clock.advance(HELD - SignedDuration::from_secs(1));
        keep(&registry, &link).await.unwrap();
        keep(&registry, &link).await.unwrap();
        let letters = mail(&registry).await;
        assert_eq!(subjects(&letters), [("ada@example.org", "You are booked in for bike marking")]);
        clock.advance(HELD);
        assert_eq!(release(&registry).await.unwrap(), 0);
        assert_eq!(find(&registry, &link).await.unwrap().0.status, BookingStatus::Booked);
        // A place that nobody kept in time is free for the next person who asks, even before a worker runs.
        cancel(&registry, &link).await.unwrap();
        ask(&registry, event, Wish::Place(days_after_noon(2)), &of("mal@example.org"), None, 1).await.unwrap();
        let lost = link_in(&mail(&registry).await[1]);
        clock.advance(HELD);
        let bob = book(&registry, event, Wish::Place(days_after_noon(2)), &of("bob@example.org")).await.unwrap();
        assert_eq!(bob.status, BookingStatus::Booked);
        let late = keep(&registry, &lost).await;
        assert!(matches!(late, Err(BookError::NoBooking)), "{late:?}");
    }

    async fn the_answer_is_the_same_whatever_an_address_has_booked(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let event = slotted(&registry, days_after_noon(2), 1, 60, 20).await;
        let wish = Wish::Place(days_after_noon(2));
        let ada = of("ada@example.org");
        let mut told = Vec::new();
        for _ in 0..5 {
            assert_eq!(ask(&registry, event, wish, &ada, None, 1).await.unwrap(), Asked::ByMail);
            told.extend(mail(&registry).await.into_iter().map(|letter| letter.subject));
        }
        assert_eq!(told[..3], ["Confirm your booking for bike marking"; 3]);
        assert_eq!(told[3..], ["We did not book you in for bike marking again"; 2]);
        assert_eq!(free(&registry, event).await, [17]);
        let wrong = Wish::Place(days_after_noon(3));
        for who in [&ada, &of("bob@example.org")] {
            let refused = ask(&registry, event, wrong, who, None, 1).await;
            assert!(matches!(refused, Err(BookError::NoSuchTime)), "{refused:?}");
        }
    }

    async fn who_is_signed_in_keeps_a_place_at_once_under_their_own_address_only(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let event = slotted(&registry, days_after_noon(2), 1, 60, 20).await;
        let account = an_account(&registry, "ada@example.org").await;
        let wish = Wish::Place(days_after_noon(2));
        let own = ask(&registry, event, wish, &of("ADA@example.org"), Some(account), 1).await.unwrap();
        assert!(matches!(own, Asked::Made(_)), "{own:?}");
        let other = ask(&registry, event, wish, &of("bob@example.org"), Some(account), 1).await.unwrap();
        assert_eq!(other, Asked::ByMail);
    }

    async fn places_by_phone_alone_are_kept_and_few(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let event = slotted(&registry, days_after_noon(2), 1, 60, 20).await;
        let wish = Wish::Place(days_after_noon(2));
        for n in 0..MOST_TO_RING {
            let asked = ask(&registry, event, wish, &by_phone(&format!("07700 90010{n}")), None, 1).await.unwrap();
            assert!(matches!(asked, Asked::Made(_)), "{asked:?}");
        }
        let more = ask(&registry, event, wish, &by_phone("07700 900199"), None, 1).await;
        assert!(matches!(more, Err(BookError::TooManyByPhone)), "{more:?}");
        ask(&registry, event, wish, &of("ada@example.org"), None, 1).await.unwrap();
        // Somebody has been rung, so there is room for another.
        let first = store::event::bookings::live(&registry.store, event).await.unwrap().remove(0);
        let tx = registry.store.begin().await.unwrap();
        store::event::bookings::told(&tx, first.id, registry.now()).await.unwrap();
        tx.commit().await.unwrap();
        ask(&registry, event, wish, &by_phone("07700 900199"), None, 1).await.unwrap();
    }

    async fn only_times_to_come_of_a_published_event_with_slots_are_booked(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let event = slotted(&registry, hours_after_noon(1), 2, 60, 1).await;
        let ada = of("ada@example.org");
        clock.advance(SignedDuration::from_hours(1));
        assert_eq!(free(&registry, event).await, [1], "the first has begun");
        let gone = book(&registry, event, Wish::Place(hours_after_noon(1)), &ada).await;
        assert!(matches!(gone, Err(BookError::NoSuchTime)), "{gone:?}");
        clock.advance(SignedDuration::from_hours(1));
        let gone = book(&registry, event, Wish::WaitForAny, &ada).await;
        assert!(matches!(gone, Err(BookError::NoSuchTime)), "{gone:?}");
        let hours = (hours_after_noon(9), hours_after_noon(10));
        for stage in [Stage::Draft, Stage::Published, Stage::Cancelled, Stage::Closed] {
            let plain = event_at(&registry, "camcycle", hours, stage).await;
            let none = book(&registry, plain, Wish::WaitForAny, &ada).await;
            assert!(matches!(none, Err(BookError::NotBookable)), "{none:?}");
        }
        let none = book(&registry, EventId(999), Wish::WaitForAny, &ada).await;
        assert!(matches!(none, Err(BookError::NotBookable)), "{none:?}");
        for bad in ["", "x", &"A".repeat(22), &"A".repeat(10_000_000)] {
            assert!(matches!(find(&registry, bad).await, Err(BookError::NoBooking)));
            assert!(matches!(cancel(&registry, bad).await, Err(BookError::NoBooking)));
        }
    }

    async fn a_booking_that_cannot_be_read_holds_up_no_reminder(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let event = slotted(&registry, days_after_noon(3), 2, 60, 9).await;
        let slot = days_after_noon(3);
        for who in ["ada@example.org", "bob@example.org", "cleo@example.org"] {
            book(&registry, event, Wish::Place(slot), &of(who)).await.unwrap();
        }
        mail(&registry).await;
        clock.advance(due_at(slot).duration_since(NOON));
        // One row is cut short, and one has a date that is in no calendar.
        db.damage("UPDATE booking SET contact = substr(contact, 1, 20) WHERE id = 1");
        db.damage("UPDATE booking SET made_at = 9223372036854775807 WHERE id = 2");
        assert_eq!(remind(&registry).await.unwrap(), 1);
        assert_eq!(
            subjects(&mail(&registry).await),
            [("cleo@example.org", "Reminder: you are booked in for bike marking")]
        );
        let none = store::event::bookings::to_remind(&registry.store, NOON, days_after_noon(9), 9).await.unwrap();
        assert!(none.is_empty(), "they are not read again every minute");
    }

    async fn a_reminder_leaves_once_on_the_day_before(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let event = slotted(&registry, days_after_noon(3), 2, 60, 2).await;
        let slot = days_after_noon(3);
        let ada = book(&registry, event, Wish::Place(slot), &of("ada@example.org")).await.unwrap();
        let gone = book(&registry, event, Wish::Place(slot), &of("gone@example.org")).await.unwrap();
        book(&registry, event, Wish::Place(slot + SignedDuration::from_hours(1)), &by_phone("07700 900123")).await.unwrap();
        cancel(&registry, &gone.token).await.unwrap();
        mail(&registry).await;
        assert_eq!(remind(&registry).await.unwrap(), 0);
        let due = due_at(slot);
        assert_eq!(london::day_and_time(due), "22 June 2026, 9am");
        clock.advance(due.duration_since(NOON) - SignedDuration::from_secs(1));
        assert_eq!(remind(&registry).await.unwrap(), 0, "a second too early");
        clock.advance(SignedDuration::from_secs(1));
        let (one, two) = tokio::join!(remind(&registry), remind(&registry));
        assert_eq!(one.unwrap() + two.unwrap(), 1, "two workers, one letter");
        assert_eq!(remind(&registry).await.unwrap(), 0);
        let letters = mail(&registry).await;
        assert_eq!(subjects(&letters), [("ada@example.org", "Reminder: you are booked in for bike marking")]);
        let said = &letters[0].body;
        assert!(said.contains("Tuesday 23 June 2026, midday") && said.contains(&ada.token), "{said}");
        assert!(!said.contains("Ada Abbott"));
        // Somebody who books now has just had a letter.
        book(&registry, event, Wish::Place(slot), &of("late@example.org")).await.unwrap();
        mail(&registry).await;
        assert_eq!(remind(&registry).await.unwrap(), 0);
        clock.advance(SignedDuration::from_hours(40));
        assert_eq!(remind(&registry).await.unwrap(), 0, "it is over");
    }

    async fn a_family_books_once_for_several_bikes(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let event = slotted(&registry, days_after_noon(2), 2, 60, 3).await;
        let slot = days_after_noon(2);
        let by_phone = |n: u8| Contact {
            phone: PhoneNumber::parse(&format!("07700 90010{n}")).ok(),
            ..Contact::default()
        };
        let wish = Wish::Place(slot);
        let many = ask(&registry, event, wish, &by_phone(1), None, 4).await;
        assert!(matches!(many, Err(BookError::TooManyBikes(3))), "{many:?}");
        ask(&registry, event, wish, &by_phone(1), None, 2).await.unwrap();
        let few = ask(&registry, event, wish, &by_phone(2), None, 2).await;
        assert!(matches!(few, Err(BookError::TooFewFree(1))), "{few:?}");
        ask(&registry, event, wish, &by_phone(2), None, 1).await.unwrap();
        let full = ask(&registry, event, wish, &by_phone(3), None, 1).await;
        assert!(matches!(full, Err(BookError::Full)), "{full:?}");
        assert_eq!(
            store::event::bookings::taken(&registry.store, event)
                .await
                .unwrap()[&slot],
            3
        );
    }
}

#[test]
fn reminders_come_at_nine_whatever_the_clocks_did() {
    for (slot, due) in [
        // The clocks go back on 25 October 2026 and forward on 28 March 2027.
        ("2026-10-25T10:00:00Z", "2026-10-24T08:00:00Z"),
        ("2026-10-26T10:00:00Z", "2026-10-25T09:00:00Z"),
        ("2027-03-28T09:00:00Z", "2027-03-27T09:00:00Z"),
        ("2027-03-29T09:00:00Z", "2027-03-28T08:00:00Z"),
    ] {
        assert_eq!(due_at(slot.parse().unwrap()).to_string(), due, "{slot}");
    }
}
