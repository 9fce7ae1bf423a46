//! The e-mail that tells an owner that a desk has withdrawn a registration.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Makes the e-mail that tells an owner that a desk has withdrawn a registration.
pub(crate) fn withdrawn_at_desk(to: &EmailAddress, reference: BikeReference) -> Letter {
    letter(
        to,
        "A bike registration was withdrawn",
        format!(
            "The volunteer who registered a bike for you has withdrawn that registration, because something in it was wrong.\n\n\
             Bike reference: {reference}\n\nIgnore our earlier e-mail about it. If your bike was marked, we will send you another e-mail with the right \
             registration. If you do not get it today, ask the volunteers at the event.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    withdrawn_at_desk(&some.to, some.bike)
}
