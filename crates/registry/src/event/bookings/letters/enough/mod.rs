//! The e-mail that says that an address cannot have any more bookings.

use crate::event::bookings::PLACES_EACH;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the e-mail that says that an address cannot have any more bookings. Only the reader of the mailbox learns
/// this; no page says it.
pub(crate) fn enough(to: &EmailAddress, (name, day, place): (&str, &str, &str), page: &str) -> Letter {
    let text = format!(
        "Somebody used this e-mail address to book a place at a bike marking event.\n\n{name}\n{day}\n{place}\n\n\
         You already have {PLACES_EACH} bookings for this event, so we did not make another. To change or cancel \
         one, use the link in our e-mail about it.\n\nIf you did not book this, you do not need to do \
         anything.\n\nAbout the event: {page}\n",
    );
    letter(to, "We did not book you in for bike marking again", text)
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    let event = (
        "Market Square marking day",
        "Saturday 5 June 2027",
        "Market Square",
    );
    enough(&some.to, event, &some.link("/events/7"))
}
