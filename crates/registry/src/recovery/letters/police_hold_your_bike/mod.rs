//! The letter that tells an owner that the police hold their bike, with the force and its reference.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Makes the letter that tells an owner that the police hold their bike, with the force and its reference.
pub(crate) fn police_hold_your_bike(
    to: &EmailAddress,
    reference: BikeReference,
    (force, property_ref): (&str, &str),
    page: &str,
) -> Letter {
    letter(
        to,
        "The police have found your bike",
        format!(
            "{force} have a bike that an officer has matched to yours.\n\n\
             Bike reference: {reference}\nTheir reference: {property_ref}\n\n\
             Show them that it is yours: send a photo or a receipt, or tell them something about the bike that only you know. Then choose a time to collect it. Do both on this page:\n\n{page}\n\n\
             When you collect it, bring the collection reference, something that shows who you are, and a spare key for its lock if you have one. Somebody else can collect it for you, if you name them on the page.\n\n\
             If you cannot use the page, call 101 and give them their reference. Nobody will ask you to pay for it.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    police_hold_your_bike(
        &some.to,
        some.bike,
        ("Cambridgeshire Constabulary", "PS/1/26"),
        &some.link("/account/bikes/7/home"),
    )
}
