//! The e-mail that says that an event is cancelled.

use super::LetterFacts;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the e-mail that says that an event is cancelled.
pub(crate) fn event_cancelled(to: &EmailAddress, told: &LetterFacts, why: &str) -> Letter {
    let text = format!(
        "We are sorry. This event is cancelled, and so is your booking.\n\n{}\nReason: {why}\n\nSee other events: {}\n",
        told.facts(),
        told.others
    );
    letter(to, "A bike marking event is cancelled", text)
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    event_cancelled(&some.to, &LetterFacts::sample(some), "The square is flooded.")
}
