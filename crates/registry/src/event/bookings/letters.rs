//! The e-mails about bookings, in plain text. None of them names the person who booked.

use crate::Registry;
use crate::mail::letters::letter;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::contact::EmailAddress;
use domain::event::MarkingEvent;
use domain::london;
use jiff::Timestamp;
use store::event::bookings::Token;
use store::mail::Letter;

/// What every letter about a booking tells.
pub(crate) struct LetterFacts {
    event: String,
    place: String,
    when: String,
    bring: String,
    page: String,
    /// The address of all events.
    others: String,
    link: String,
    walk_ins: bool,
}

impl LetterFacts {
    /// Gathers what to tell of a booking.
    pub(crate) fn new(
        registry: &Registry,
        event: &MarkingEvent,
        slot: Option<Timestamp>,
        token: &Token,
    ) -> Self {
        let plan = &event.event;
        let clock = |at| london::clock(london::time_of(at));
        let day = london::named_day(plan.starts_at);
        let site = registry.public_url();
        Self {
            event: plan.name.clone(),
            place: plan.place.clone(),
            when: match slot {
                Some(slot) => format!("{}, {}", london::named_day(slot), clock(slot)),
                None => format!("{day}, {} to {}", clock(plan.starts_at), clock(plan.ends_at)),
            },
            bring: match &plan.details.bring {
                Some(bring) => format!("Bring your bike. {bring}\n"),
                None => "Bring your bike.\n".to_owned(),
            },
            page: format!("{site}/events/{}", event.id),
            others: format!("{site}/events"),
            link: format!("{site}/events/bookings/{}", URL_SAFE_NO_PAD.encode(token)),
            walk_ins: plan.details.slots.is_some_and(|slots| !slots.booking_only),
        }
    }

    fn facts(&self) -> String {
        format!("{}\n{}\n{}\n", self.event, self.when, self.place)
    }

    fn change(&self) -> String {
        format!(
            "Change or cancel your booking:\n\n{}\n\nKeep this link to yourself. Anyone who has it can change your \
             booking.\n\nAbout the event: {}\n",
            self.link, self.page
        )
    }
}

/// Makes the letter that a place is booked.
pub(super) fn booked(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let text = format!(
        "Your place is booked.\n\n{}\n{}\n{}\nIf you did not book this, use the link to cancel it.\n",
        told.facts(),
        told.bring,
        told.change()
    );
    letter(to, "Your bike marking place is booked", text)
}

/// Makes the letter that somebody is on a waiting list.
pub(super) fn waiting(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let come = if told.walk_ins {
        "You can also turn up without a place and wait for a gap.\n\n"
    } else {
        ""
    };
    let text = format!(
        "You are on the waiting list.\n\n{}\nWe will e-mail you if you get a place. You do not have one yet.\n\n{come}{}",
        told.facts(),
        told.change()
    );
    letter(to, "You are on a waiting list for bike marking", text)
}

/// Makes the letter that a place has become free for somebody who waited.
pub(super) fn moved_up(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let text = format!(
        "A place has become free, and we have given it to you.\n\n{}\n{}\nIf you cannot come, please cancel, so that somebody else can have your place.\n\n{}",
        told.facts(),
        told.bring,
        told.change()
    );
    letter(to, "You now have a place to get your bike marked", text)
}

/// Makes the letter that a booking was moved to another time.
pub(super) fn moved(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let text = format!(
        "We have changed your booking.\n\n{}\n{}",
        told.facts(),
        told.change()
    );
    letter(to, "Your bike marking place has a new time", text)
}

/// Makes the letter that a booking was given up.
pub(super) fn given_up(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let text = format!(
        "Your booking is cancelled.\n\n{}\nYou can book again: {}\n",
        told.facts(),
        told.page
    );
    letter(to, "Your bike marking place is cancelled", text)
}

/// Makes the reminder of the day before.
pub(super) fn reminder(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let text = format!(
        "You have booked a place to have your bike marked.\n\n{}\n{}\nIf you cannot come, please cancel, so that somebody else can have your place.\n\n{}",
        told.facts(),
        told.bring,
        told.change()
    );
    letter(to, "Reminder: your bike marking place", text)
}

/// Makes the letter that an event is cancelled.
pub(crate) fn event_cancelled(to: &EmailAddress, told: &LetterFacts, why: &str) -> Letter {
    let text = format!(
        "We are sorry. This event is cancelled, and so is your booking.\n\n{}\nWhy: {why}\n\nSee other events: {}\n",
        told.facts(),
        told.others
    );
    letter(to, "A bike marking event is cancelled", text)
}

/// Makes the letter that the place or the hours of an event have changed.
pub(crate) fn event_changed(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let text = format!(
        "The place or time of this event has changed. You still have your booking. It is now:\n\n{}\n{}",
        told.facts(),
        told.change()
    );
    letter(to, "A bike marking event has changed", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> EmailAddress {
        EmailAddress::parse("ada@example.org").unwrap()
    }

    fn facts() -> LetterFacts {
        LetterFacts {
            event: "Market Square marking day".to_owned(),
            place: "Market Square, Cambridge".to_owned(),
            when: "Saturday 5 June 2027, 10:20am".to_owned(),
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
        Subject: Your bike marking place is booked

        Your place is booked.

        Market Square marking day
        Saturday 5 June 2027, 10:20am
        Market Square, Cambridge

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
    fn a_waiting_list() {
        insta::assert_snapshot!(shown(&waiting(&ada(), &facts())), @r"
        Subject: You are on a waiting list for bike marking

        You are on the waiting list.

        Market Square marking day
        Saturday 5 June 2027, 10:20am
        Market Square, Cambridge

        We will e-mail you if you get a place. You do not have one yet.

        You can also turn up without a place and wait for a gap.

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
        Subject: Your bike marking place has a new time

        We have changed your booking.

        Market Square marking day
        Saturday 5 June 2027, 10:20am
        Market Square, Cambridge

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
        Subject: Your bike marking place is cancelled

        Your booking is cancelled.

        Market Square marking day
        Saturday 5 June 2027, 10:20am
        Market Square, Cambridge

        You can book again: https://bikes.example.org/events/7

        --
        Framemark, the bike marking and stolen bike register
        ");
    }

    #[test]
    fn a_reminder() {
        insta::assert_snapshot!(shown(&reminder(&ada(), &facts())), @r"
        Subject: Reminder: your bike marking place

        You have booked a place to have your bike marked.

        Market Square marking day
        Saturday 5 June 2027, 10:20am
        Market Square, Cambridge

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

        Why: The square is flooded.

        See other events: https://bikes.example.org/events

        --
        Framemark, the bike marking and stolen bike register
        ");
    }

    #[test]
    fn a_changed_event() {
        insta::assert_snapshot!(shown(&event_changed(&ada(), &facts())), @r"
        Subject: A bike marking event has changed

        The place or time of this event has changed. You still have your booking. It is now:

        Market Square marking day
        Saturday 5 June 2027, 10:20am
        Market Square, Cambridge

        Change or cancel your booking:

        https://bikes.example.org/events/bookings/AbC

        Keep this link to yourself. Anyone who has it can change your booking.

        About the event: https://bikes.example.org/events/7

        --
        Framemark, the bike marking and stolen bike register
        ");
    }
}
