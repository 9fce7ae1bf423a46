//! The letter that tells the new owner that the bike is theirs now.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Makes the letter that tells the new owner that the bike is theirs now.
pub(crate) fn the_bike_is_yours(to: &EmailAddress, reference: BikeReference, page: &str) -> Letter {
    letter(
        to,
        "The bike is registered to you",
        format!(
            "You have accepted a bike. It is registered to you now.\n\nBike reference: {reference}\n\n\
             See it, change it, or report it stolen here:\n\n{page}\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    the_bike_is_yours(&some.to, some.bike, &some.link("/account/bikes/7"))
}
