//! The letter that offers a bike to its new owner.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Makes the letter that offers a bike to its new owner.
pub(crate) fn bike_is_offered(to: &EmailAddress, reference: BikeReference, bike: &str, link: &str) -> Letter {
    letter(
        to,
        "A bike is being passed on to you",
        format!(
            "The owner of a bike wants to pass its registration on to you.\n\nBike: {bike}\nBike reference: {reference}\n\n\
             Look at it, and accept it or say no:\n\n{link}\n\nThe link expires in 14 days. If you do not know what this is about, ignore this e-mail.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    bike_is_offered(&some.to, some.bike, "Trek FX 3", &some.link("/transfer/AbC"))
}
