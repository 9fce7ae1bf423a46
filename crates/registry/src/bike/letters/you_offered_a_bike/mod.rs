//! The letter that tells the old owner that the bike was offered.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Makes the letter that tells the old owner that the bike was offered.
pub(crate) fn you_offered_a_bike(to: &EmailAddress, reference: BikeReference, page: &str) -> Letter {
    letter(
        to,
        "You are passing your bike on",
        format!(
            "You asked us to pass the registration of your bike on to a new owner.\n\nBike reference: {reference}\n\n\
             We have written to them. The bike will stay yours until they accept it. They have 14 days.\n\n\
             You can stop it until then. If you did not ask for this, stop it now:\n\n{page}\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    you_offered_a_bike(&some.to, some.bike, &some.link("/account/bikes/7/transfer"))
}
