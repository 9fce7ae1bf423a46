//! The letter that tells an owner that the police held another bike.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Makes the letter that tells an owner that the police held another bike.
pub(crate) fn police_held_another_bike(to: &EmailAddress, reference: BikeReference, page: &str) -> Letter {
    letter(
        to,
        "The bike that the police found is not yours",
        format!(
            "We told you that the police had found your bike {reference}. They have looked again, and it is another bike. We are sorry.\n\n\
             Your bike is on the register as it was before, and we will keep looking.\n\nYour bike’s page:\n\n{page}\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    police_held_another_bike(&some.to, some.bike, &some.link("/account/bikes/7"))
}
