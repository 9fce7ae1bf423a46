//! The e-mail that says that somebody is no longer on the rota.

use super::ShiftFacts;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the e-mail that says that somebody is no longer on the rota.
pub(crate) fn left(to: &EmailAddress, facts: &ShiftFacts) -> Letter {
    let text = format!(
        "You are no longer on the rota for this event. You do not need to come.\n\n{}\nIf bikes are still waiting on \
         your phone, send them before the end of the day.\n",
        facts.facts()
    );
    letter(to, "You are off the rota for a bike marking event", text)
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    left(&some.to, &ShiftFacts::sample(some))
}
