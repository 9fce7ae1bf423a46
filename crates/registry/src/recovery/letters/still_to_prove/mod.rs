//! The letter to an owner who has not sent any proof that the bike is theirs.

use super::About;
use crate::mail::letters::Example;
use store::mail::Letter;

/// Makes the letter to an owner who has not sent any proof that the bike is theirs.
pub(super) fn still_to_prove(about: &About<'_>) -> Letter {
    about.letter(
        "Your bike is waiting for you",
        "The police have your bike, and have not heard from you. Show them on the page below that it is yours: send a \
         photo or a receipt, or tell them something about it that only you know. Then choose a time to collect \
         it.\n\nThe police will not keep the bike for ever.",
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    About::example(some, still_to_prove)
}
