//! The e-mail that says that an event is cancelled, for somebody who works there.

use super::ShiftFacts;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the e-mail that says that an event is cancelled, for somebody who works there.
pub(crate) fn cancelled(to: &EmailAddress, facts: &ShiftFacts, why: &str) -> Letter {
    let text = format!(
        "An event that you were going to work at is cancelled. You do not need to come.\n\n{}\nReason: {why}\n",
        facts.facts()
    );
    letter(to, "A bike marking event is cancelled", text)
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    cancelled(&some.to, &ShiftFacts::sample(some), "The square is flooded.")
}
