//! The letter that tells an owner that their proof was accepted, and that they can choose a time.

use super::About;
use crate::mail::letters::Example;
use store::mail::Letter;

/// Makes the letter that tells an owner that their proof was accepted, and that they can choose a time.
pub(super) fn proven(about: &About<'_>) -> Letter {
    about.letter(
        "Choose a time to collect your bike",
        "The police agree that the bike is yours. Choose a time to collect it on the page below. Somebody else can collect it for you, if you name them there.",
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    About::example(some, proven)
}
