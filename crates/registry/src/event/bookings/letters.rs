//! The e-mails about bookings, in plain text. None of them names the person who booked.

use super::PLACES_EACH;
use crate::Registry;
use crate::mail::letters::letter;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::contact::EmailAddress;
use domain::event::{BookingStatus, MarkingEvent};
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
        let clock = london::clock_at;
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

/// Makes the letter that a place is held until somebody keeps it.
pub(super) fn keep(to: &EmailAddress, told: &LetterFacts, status: BookingStatus, until: Timestamp) -> Letter {
    let what = match status {
        BookingStatus::Booked => "your place",
        _ => "your place on the waiting list",
    };
    let text = format!(
        "Somebody has given this e-mail address to book a place to have a bike marked.\n\n{}\nFollow this link and press \
         the button to keep {what}:\n\n{}\n\nDo it by {}. After that we give it to someone else.\n\nIf you did not book \
         this, you do not need to do anything.\n\nAbout the event: {}\n",
        told.facts(),
        told.link,
        london::clock(london::time_of(until)),
        told.page
    );
    letter(to, "Keep your bike marking place", text)
}

/// Makes the letter that an address has as many bookings as it can have. It tells the mailbox what no page tells.
pub(super) fn enough(to: &EmailAddress, registry: &Registry, event: &MarkingEvent) -> Letter {
    let plan = &event.event;
    let text = format!(
        "Somebody has given this e-mail address to book a place to have a bike marked.\n\n{}\n{}\n{}\n\nYou already have \
         {PLACES_EACH} bookings for this event, so we did not make another. To change or cancel one, use the link in \
         our e-mail about it.\n\nIf you did not book this, you do not need to do anything.\n\nAbout the event: {}\n",
        plan.name,
        london::named_day(plan.starts_at),
        plan.place,
        format_args!("{}/events/{}", registry.public_url(), event.id),
    );
    letter(to, "We did not book another bike marking place", text)
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
        "You can also come without a booking and wait until a volunteer is free.\n\n"
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
        "You have changed your booking.\n\n{}\n{}",
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
        "We are sorry. This event is cancelled, and so is your booking.\n\n{}\nReason: {why}\n\nSee other events: {}\n",
        told.facts(),
        told.others
    );
    letter(to, "A bike marking event is cancelled", text)
}

/// Makes the letter that the place or the hours of an event have changed, to somebody who has a place or `waits` for one.
pub(crate) fn event_changed(
    to: &EmailAddress,
    told: &LetterFacts,
    before: &LetterFacts,
    waits: bool,
) -> Letter {
    let still = if waits {
        "You are still on the waiting list"
    } else {
        "You still have your booking"
    };
    let text = format!(
        "The place or time of this event has changed. {still}. It is now:\n\n{}\nIt was:\n\n{}\nIf you cannot come, please cancel, so that somebody else can have your place.\n\n{}",
        told.facts(),
        before.facts(),
        told.change()
    );
    letter(to, "A bike marking event has changed", text)
}

#[cfg(test)]
mod tests;
