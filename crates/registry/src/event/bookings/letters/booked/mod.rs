//! The e-mail that says that a place is booked.

use super::LetterFacts;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the e-mail that says that a place is booked.
pub(crate) fn booked(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let text = format!(
        "Your place is booked.\n\n{}\n{}\n{}\nIf you did not book this, use the link to cancel it.\n",
        told.facts(),
        told.bring,
        told.change()
    );
    letter(to, "You are booked in for bike marking", text)
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    booked(&some.to, &LetterFacts::sample(some))
}
