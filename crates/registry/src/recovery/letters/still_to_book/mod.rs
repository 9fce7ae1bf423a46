//! The letter to an owner who has not chosen a time.

use super::About;
use crate::mail::letters::Example;
use store::mail::Letter;

/// Makes the letter to an owner who has not chosen a time.
pub(super) fn still_to_book(about: &About<'_>) -> Letter {
    about.letter(
        "You still need to choose a time to collect your bike",
        "The police have your bike, and you have not chosen a time to collect it. Choose one on the page below. They \
         will not keep the bike for ever.",
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    About::example(some, still_to_book)
}
