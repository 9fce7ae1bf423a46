//! The e-mail that says that the place or the hours of an event have changed, for somebody who has a place or `waits` for one.

use super::LetterFacts;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the e-mail that says that the place or the hours of an event have changed, for somebody who has a place or
/// `waits` for one.
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
        "The place or time of this event has changed. {still}. These are the new details:\n\n{}\nThese were the old details:\n\n{}\nIf you cannot come, please cancel, so that somebody else can have your place.\n\n{}",
        told.facts(),
        before.facts(),
        told.change()
    );
    letter(to, "A bike marking event has changed", text)
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    event_changed(
        &some.to,
        &LetterFacts::sample(some),
        &LetterFacts::sample(some),
        false,
    )
}
