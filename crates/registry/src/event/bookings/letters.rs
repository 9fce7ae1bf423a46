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
            link: format!("{site}/events/bookings/{}", URL_SAFE_NO_PAD.encode(token)),
            walk_ins: plan.details.slots.is_some_and(|slots| !slots.booking_only),
        }
    }

    fn facts(&self) -> String {
        format!("{}\n{}\n{}\n", self.event, self.when, self.place)
    }

    fn change(&self) -> String {
        format!(
            "Change or cancel your booking:\n\n{}\n\nKeep this link to yourself: whoever has it can change your \
             booking. About the event: {}\n",
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
        "You can also come along without a place and wait for a gap.\n\n"
    } else {
        ""
    };
    let text = format!(
        "You are on the waiting list.\n\n{}\nWe send you an e-mail as soon as a place is yours. Until then you have \
         none.\n\n{come}{}",
        told.facts(),
        told.change()
    );
    letter(to, "You are on a waiting list for bike marking", text)
}

/// Makes the letter that a place has become free for somebody who waited.
pub(super) fn moved_up(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let text = format!(
        "A place has become free, and it is yours.\n\n{}\n{}\nIf you cannot come, cancel it, so that the next person \
         gets it.\n\n{}",
        told.facts(),
        told.bring,
        told.change()
    );
    letter(to, "A bike marking place has become free for you", text)
}

/// Makes the letter that a booking was moved to another time.
pub(super) fn moved(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let text = format!("Your booking is changed.\n\n{}\n{}", told.facts(), told.change());
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
        "You have booked a place to have your bike marked.\n\n{}\n{}\nIf you cannot come, cancel it, so that somebody \
         else gets the place.\n\n{}",
        told.facts(),
        told.bring,
        told.change()
    );
    letter(to, "Your bike marking place: a reminder", text)
}

/// Makes the letter that an event is cancelled.
pub(crate) fn event_cancelled(to: &EmailAddress, told: &LetterFacts, why: &str) -> Letter {
    let text = format!(
        "This event is cancelled, and your booking with it. We are sorry.\n\n{}\nWhy: {why}\n\nSee other events: {}\n",
        told.facts(),
        told.page
    );
    letter(to, "A bike marking event is cancelled", text)
}

/// Makes the letter that the place or the hours of an event have changed.
pub(crate) fn event_changed(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let text = format!(
        "The place or the hours of an event have changed. You still have your booking, now like this:\n\n{}\n{}",
        told.facts(),
        told.change()
    );
    letter(to, "A bike marking event has changed", text)
}
