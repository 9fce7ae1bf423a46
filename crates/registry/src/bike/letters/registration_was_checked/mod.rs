//! The letter that tells either side what an officer decided.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Makes the letter that tells either side what an officer decided.
pub(crate) fn registration_was_checked(to: &EmailAddress, reference: BikeReference, outcome: &str) -> Letter {
    letter(
        to,
        "We have checked a bike registration",
        format!(
            "The police have checked a registration that concerns your bike.\n\nBike reference: {reference}\n\n{outcome}\n\n\
             If you think that this is wrong, call 101 and give them the reference.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    registration_was_checked(&some.to, some.bike, "Your registration stays as it is.")
}
