//! The e-mail that says that a booking was moved to another time.

use super::LetterFacts;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the e-mail that says that a booking was moved to another time.
pub(crate) fn moved(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let text = format!(
        "You have changed your booking.\n\n{}\n{}",
        told.facts(),
        told.change()
    );
    letter(to, "You have a new time for bike marking", text)
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    moved(&some.to, &LetterFacts::sample(some))
}
