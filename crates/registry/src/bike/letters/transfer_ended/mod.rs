//! The letter that tells either side that the bike was not passed on.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Makes the letter that tells either side that the bike was not passed on.
pub(crate) fn transfer_ended(to: &EmailAddress, reference: BikeReference, why: &str) -> Letter {
    letter(
        to,
        "A bike was not passed on",
        format!("{why}\n\nBike reference: {reference}\n\nIts registration stays as it was.\n"),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    transfer_ended(&some.to, some.bike, "The new owner does not want the bike.")
}
