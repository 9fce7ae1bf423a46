//! The letter that tells the old owner that the bike now belongs to somebody else.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Makes the letter that tells the old owner that the bike now belongs to somebody else.
pub(crate) fn your_bike_went_over(to: &EmailAddress, reference: BikeReference) -> Letter {
    letter(
        to,
        "Your bike has a new owner",
        format!(
            "The new owner has accepted your bike.\n\nBike reference: {reference}\n\n\
             It is no longer in your account. They do not see your name, phone number, postcode or e-mail address.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    your_bike_went_over(&some.to, some.bike)
}
