//! The e-mail that says that somebody on the waiting list has got a place.

use super::LetterFacts;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the e-mail that says that somebody on the waiting list has got a place.
pub(crate) fn moved_up(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let text = format!(
        "A place has become free, and we have given it to you.\n\n{}\n{}\nIf you cannot come, please cancel, so that somebody else can have your place.\n\n{}",
        told.facts(),
        told.bring,
        told.change()
    );
    letter(to, "You now have a place to get your bike marked", text)
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    moved_up(&some.to, &LetterFacts::sample(some))
}
