//! The letter that tells an owner that nobody else may collect the bike any more.

use super::About;
use crate::mail::letters::Example;
use store::mail::Letter;

/// Makes the letter that tells an owner that nobody else may collect the bike any more.
pub(super) fn collector_ended(about: &About<'_>) -> Letter {
    about.letter(
        "Only you may collect your bike",
        "You told us, on the page below, that nobody else may collect your bike any more.",
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    About::example(some, collector_ended)
}
