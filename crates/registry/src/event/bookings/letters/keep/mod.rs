//! The e-mail that says that a place is held until somebody keeps it.

use super::LetterFacts;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::event::BookingStatus;
use domain::london;
use jiff::Timestamp;
use store::mail::Letter;

/// Makes the e-mail that says that a place is held until somebody keeps it.
pub(crate) fn keep(to: &EmailAddress, told: &LetterFacts, status: BookingStatus, until: Timestamp) -> Letter {
    let what = match status {
        BookingStatus::Booked => "your place",
        _ => "your place on the waiting list",
    };
    let text = format!(
        "Somebody used this e-mail address to book a place at a bike marking event.\n\n{}\nFollow this link and press \
         the button to keep {what}:\n\n{}\n\nPlease do this by {}. After that, we will give it to someone else.\n\n\
         If you did not book this, you do not need to do anything.\n\nAbout the event: {}\n",
        told.facts(),
        told.link,
        london::clock(london::time_of(until)),
        told.page
    );
    letter(to, "Confirm your booking for bike marking", text)
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    keep(
        &some.to,
        &LetterFacts::sample(some),
        BookingStatus::Booked,
        some.at,
    )
}
