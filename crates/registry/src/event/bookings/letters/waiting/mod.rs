//! The e-mail that says that somebody is on a waiting list.

use super::LetterFacts;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the e-mail that says that somebody is on a waiting list.
pub(crate) fn waiting(to: &EmailAddress, told: &LetterFacts) -> Letter {
    let come = if told.walk_ins {
        "You can also come without a booking and wait until a volunteer is free.\n\n"
    } else {
        ""
    };
    let text = format!(
        "You are on the waiting list.\n\n{}\nWe will e-mail you if you get a place. You do not have one yet.\n\n{come}{}",
        told.facts(),
        told.change()
    );
    letter(to, "You are on a waiting list for bike marking", text)
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    waiting(&some.to, &LetterFacts::sample(some))
}
