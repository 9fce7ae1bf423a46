//! The letter that tells an owner that they cancelled the time.

use super::About;
use crate::mail::letters::Example;
use store::mail::Letter;

/// Makes the letter that tells an owner that they cancelled the time.
pub(super) fn collection_cancelled(about: &About<'_>) -> Letter {
    about.letter(
        "You have cancelled the collection of your bike",
        "You have cancelled your time to collect your bike. Choose another time on the page below. The police will \
         not keep the bike for ever.",
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    About::example(some, collection_cancelled)
}
