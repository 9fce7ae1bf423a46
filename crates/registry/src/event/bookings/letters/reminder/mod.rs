//! The reminder that goes out the day before.

use super::LetterFacts;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the reminder that goes out the day before.
pub(crate) fn reminder(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let text = format!(
        "You have booked a place at a bike marking event.\n\n{}\n{}\nIf you cannot come, please cancel, \
         so that somebody else can have your place.\n\n{}",
        told.facts(),
        told.bring,
        told.change()
    );
    letter(to, "Reminder: you are booked in for bike marking", text)
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    reminder(&some.to, &LetterFacts::sample(some))
}
