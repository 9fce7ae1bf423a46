//! The letter that tells somebody that their registration needs checking, but not why.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Makes the letter that tells somebody that their registration needs checking, but not why.
pub(crate) fn registration_needs_checking(to: &EmailAddress, reference: BikeReference, page: &str) -> Letter {
    letter(
        to,
        "We need to check your registration",
        format!(
            "We need to check the registration of your bike before we can finish it. This happens sometimes, for \
             example with second-hand bikes.\n\n\
             Bike reference: {reference}\n\nIt will help if you tell us how you got the bike, and add a photo of the \
             receipt:\n\n{page}\n\n\
             We will write to you when we have checked it.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    registration_needs_checking(&some.to, some.bike, &some.link("/account/bikes/7/how-you-got-it"))
}
