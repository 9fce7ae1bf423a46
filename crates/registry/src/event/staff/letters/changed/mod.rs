//! The e-mail that says that the place or the hours of an event have changed.

use super::ShiftFacts;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the e-mail that says that the place or the hours of an event have changed.
pub(crate) fn changed(to: &EmailAddress, facts: &ShiftFacts, before: &ShiftFacts) -> Letter {
    let text = format!(
        "The place or time of an event that you are working at has changed. It is now:\n\n{}\nIt was:\n\n{}\nIf you cannot come, tell the coordinator.\n\nAbout the event, with its calendar file: {}\n",
        facts.facts(),
        before.facts(),
        facts.page
    );
    letter(to, "A bike marking event has changed", text)
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    changed(&some.to, &ShiftFacts::sample(some), &ShiftFacts::sample(some))
}
