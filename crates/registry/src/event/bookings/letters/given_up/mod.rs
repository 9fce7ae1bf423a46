//! The e-mail that says that a booking is cancelled.

use super::LetterFacts;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the e-mail that says that a booking is cancelled.
pub(crate) fn given_up(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let text = format!(
        "Your booking is cancelled.\n\n{}\nYou can book again: {}\n",
        told.facts(),
        told.page
    );
    letter(to, "Your booking for bike marking is cancelled", text)
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    given_up(&some.to, &LetterFacts::sample(some))
}
