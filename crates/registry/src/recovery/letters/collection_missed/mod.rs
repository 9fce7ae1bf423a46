//! The letter that tells an owner that nobody came at the time that was booked.

use super::About;
use crate::mail::letters::Example;
use store::mail::Letter;

/// Makes the letter that tells an owner that nobody came at the time that was booked.
pub(super) fn collection_missed(about: &About<'_>) -> Letter {
    about.letter(
        "You did not collect your bike",
        "You had booked a time to collect your bike, and nobody came. Choose another time on the page below. The \
         police will not keep the bike for ever.",
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    About::example(some, collection_missed)
}
