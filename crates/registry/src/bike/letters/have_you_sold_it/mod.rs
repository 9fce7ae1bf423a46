//! The letter that asks the first owner of a bike whether they sold it, because somebody else has registered it.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Makes the letter that asks the first owner of a bike whether they sold it.
pub(crate) fn have_you_sold_it(to: &EmailAddress, reference: BikeReference, page: &str) -> Letter {
    letter(
        to,
        "Have you sold your bike?",
        format!(
            "Somebody else has registered a bike with the same number as yours.\n\nYour bike’s reference: \
             {reference}\n\n\
             Have you sold it or given it away? Tell us here:\n\n{page}\n\n\
             Until you answer, your registration will stay as it is. The police will look at it too. Do not try to \
             find the other person yourself.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    have_you_sold_it(&some.to, some.bike, &some.link("/account/bikes/7/sold"))
}
