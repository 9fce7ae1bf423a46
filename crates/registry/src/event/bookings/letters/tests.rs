use super::*;
use domain::account::contact::EmailAddress;
use domain::event::BookingStatus;

fn ada() -> EmailAddress {
    EmailAddress::parse("ada@example.org").unwrap()
}

fn facts() -> LetterFacts {
    LetterFacts {
        event: "Market Square marking day".to_owned(),
        place: "Market Square, Cambridge".to_owned(),
        when: "Saturday 5 June 2027, 10:20am".to_owned(),
        bikes: 1,
        bring: "Bring your bike. Bring the battery key too.\n".to_owned(),
        page: "https://bikes.example.org/events/7".to_owned(),
        others: "https://bikes.example.org/events".to_owned(),
        link: "https://bikes.example.org/events/bookings/AbC".to_owned(),
        walk_ins: true,
    }
}

fn shown(letter: &Letter) -> String {
    assert!(letter.subject.len() < 70, "{}", letter.subject);
    format!("Subject: {}\n\n{}", letter.subject, letter.body)
}

#[test]
fn a_place() {
    insta::assert_snapshot!(shown(&booked(&ada(), &facts())), @r"
    Subject: You are booked in for bike marking

    Your place is booked.

    Market Square marking day
    Saturday 5 June 2027, 10:20am
    Market Square, Cambridge
    For 1 bike

    Bring your bike. Bring the battery key too.

    Change or cancel your booking:

    https://bikes.example.org/events/bookings/AbC

    Keep this link to yourself. Anyone who has it can change your booking.

    About the event: https://bikes.example.org/events/7

    If you did not book this, use the link to cancel it.

    --
    Framemark, the bike marking and stolen bike register
    ");
}

#[test]
fn a_place_for_several_bikes() {
    let told = LetterFacts { bikes: 3, ..facts() };
    for letter in [
        booked(&ada(), &told),
        waiting(&ada(), &told),
        moved_up(&ada(), &told),
        moved(&ada(), &told),
        given_up(&ada(), &told),
        reminder(&ada(), &told),
        event_cancelled(&ada(), &told, "The square is flooded."),
        event_changed(&ada(), &told, &told, false),
    ] {
        assert!(
            letter.body.contains("Market Square, Cambridge\nFor 3 bikes\n"),
            "{}",
            letter.body
        );
    }
}

#[test]
fn a_held_place() {
    let until = "2027-06-03T09:30:00Z".parse().unwrap();
    insta::assert_snapshot!(shown(&keep(&ada(), &facts(), BookingStatus::Booked, until)), @r"
    Subject: Confirm your booking for bike marking

    Somebody used this e-mail address to book a place at a bike marking event.

    Market Square marking day
    Saturday 5 June 2027, 10:20am
    Market Square, Cambridge
    For 1 bike

    Follow this link and press the button to keep your place:

    https://bikes.example.org/events/bookings/AbC

    Please do this by 10:30am. After that, we will give it to someone else.

    If you did not book this, you do not need to do anything.

    About the event: https://bikes.example.org/events/7

    --
    Framemark, the bike marking and stolen bike register
    ");
    let waits = keep(&ada(), &facts(), BookingStatus::Waiting, until).body;
    assert!(waits.contains("your place on the waiting list"), "{waits}");
}

#[test]
fn a_waiting_list() {
    insta::assert_snapshot!(shown(&waiting(&ada(), &facts())), @r"
    Subject: You are on a waiting list for bike marking

    You are on the waiting list.

    Market Square marking day
    Saturday 5 June 2027, 10:20am
    Market Square, Cambridge
    For 1 bike

    We will e-mail you if you get a place. You do not have one yet.

    You can also come without a booking and wait until a volunteer is free.

    Change or cancel your booking:

    https://bikes.example.org/events/bookings/AbC

    Keep this link to yourself. Anyone who has it can change your booking.

    About the event: https://bikes.example.org/events/7

    --
    Framemark, the bike marking and stolen bike register
    ");
    let only_booked = LetterFacts {
        walk_ins: false,
        ..facts()
    };
    assert!(!waiting(&ada(), &only_booked).body.contains("turn up"));
}

#[test]
fn a_place_that_became_free() {
    insta::assert_snapshot!(shown(&moved_up(&ada(), &facts())), @r"
    Subject: You now have a place to get your bike marked

    A place has become free, and we have given it to you.

    Market Square marking day
    Saturday 5 June 2027, 10:20am
    Market Square, Cambridge
    For 1 bike

    Bring your bike. Bring the battery key too.

    If you cannot come, please cancel, so that somebody else can have your place.

    Change or cancel your booking:

    https://bikes.example.org/events/bookings/AbC

    Keep this link to yourself. Anyone who has it can change your booking.

    About the event: https://bikes.example.org/events/7

    --
    Framemark, the bike marking and stolen bike register
    ");
}

#[test]
fn another_time() {
    insta::assert_snapshot!(shown(&moved(&ada(), &facts())), @r"
    Subject: You have a new time for bike marking

    You have changed your booking.

    Market Square marking day
    Saturday 5 June 2027, 10:20am
    Market Square, Cambridge
    For 1 bike

    Change or cancel your booking:

    https://bikes.example.org/events/bookings/AbC

    Keep this link to yourself. Anyone who has it can change your booking.

    About the event: https://bikes.example.org/events/7

    --
    Framemark, the bike marking and stolen bike register
    ");
}

#[test]
fn a_cancelled_booking() {
    insta::assert_snapshot!(shown(&given_up(&ada(), &facts())), @r"
    Subject: Your booking for bike marking is cancelled

    Your booking is cancelled.

    Market Square marking day
    Saturday 5 June 2027, 10:20am
    Market Square, Cambridge
    For 1 bike

    You can book again: https://bikes.example.org/events/7

    --
    Framemark, the bike marking and stolen bike register
    ");
}

#[test]
fn a_reminder() {
    insta::assert_snapshot!(shown(&reminder(&ada(), &facts())), @r"
    Subject: Reminder: you are booked in for bike marking

    You have booked a place at a bike marking event.

    Market Square marking day
    Saturday 5 June 2027, 10:20am
    Market Square, Cambridge
    For 1 bike

    Bring your bike. Bring the battery key too.

    If you cannot come, please cancel, so that somebody else can have your place.

    Change or cancel your booking:

    https://bikes.example.org/events/bookings/AbC

    Keep this link to yourself. Anyone who has it can change your booking.

    About the event: https://bikes.example.org/events/7

    --
    Framemark, the bike marking and stolen bike register
    ");
}

#[test]
fn a_cancelled_event() {
    insta::assert_snapshot!(shown(&event_cancelled(&ada(), &facts(), "The square is flooded.")), @r"
    Subject: A bike marking event is cancelled

    We are sorry. This event is cancelled, and so is your booking.

    Market Square marking day
    Saturday 5 June 2027, 10:20am
    Market Square, Cambridge
    For 1 bike

    Reason: The square is flooded.

    See other events: https://bikes.example.org/events

    --
    Framemark, the bike marking and stolen bike register
    ");
}

#[test]
fn a_changed_event() {
    let before = LetterFacts {
        when: "Saturday 29 May 2027, 10:20am".to_owned(),
        ..facts()
    };
    assert!(
        event_changed(&ada(), &facts(), &before, true)
            .body
            .contains("waiting list")
    );
    insta::assert_snapshot!(shown(&event_changed(&ada(), &facts(), &before, false)), @r"
    Subject: A bike marking event has changed

    The place or time of this event has changed. You still have your booking. These are the new details:

    Market Square marking day
    Saturday 5 June 2027, 10:20am
    Market Square, Cambridge
    For 1 bike

    These were the old details:

    Market Square marking day
    Saturday 29 May 2027, 10:20am
    Market Square, Cambridge
    For 1 bike

    If you cannot come, please cancel, so that somebody else can have your place.

    Change or cancel your booking:

    https://bikes.example.org/events/bookings/AbC

    Keep this link to yourself. Anyone who has it can change your booking.

    About the event: https://bikes.example.org/events/7

    --
    Framemark, the bike marking and stolen bike register
    ");
}
