//! The letter that tells an owner that they named somebody who may collect the bike.

use super::About;
use crate::mail::letters::Example;
use store::mail::Letter;

/// Makes the letter that tells an owner that they named somebody who may collect the bike.
pub(super) fn collector_named(about: &About<'_>) -> Letter {
    about.letter(
        "Somebody else may collect your bike",
        "You told us that somebody else may collect your bike. The police can see the name that you gave. That person \
         needs the collection reference, and something that shows who they are.\n\nIf you did not do this, or if you \
         change your mind, cancel it on the page below.",
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    About::example(some, collector_named)
}
