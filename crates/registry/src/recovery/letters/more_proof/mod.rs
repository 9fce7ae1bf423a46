//! The letter that asks an owner for other proof.

use super::About;
use crate::mail::letters::Example;
use store::mail::Letter;

/// Makes the letter that asks an owner for other proof.
pub(super) fn more_proof(about: &About<'_>) -> Letter {
    about.letter(
        "The police need something else about your bike",
        "The police have looked at what you sent. It does not yet show that the bike is yours. Something that \
         everybody can see, on a poster or a share page, is not enough by itself. On the page below, read what the \
         police say and send something else.",
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    About::example(some, more_proof)
}
