//! The e-mail that asks an owner to confirm a registration made on the web.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Makes the e-mail that asks an owner to confirm a registration made on the web.
pub(crate) fn confirm_registration(to: &EmailAddress, reference: BikeReference, link: &str) -> Letter {
    letter(
        to,
        "Confirm your bike registration",
        format!(
            "A bike was registered with this e-mail address.\n\nBike reference: {reference}\n\n\
             Confirm that this is your bike:\n\n{link}\n\nThe link works once and expires in 7 days. It also signs \
             you in, so that you can see the bike’s details and report it stolen if you need to.\n\n\
             If you did not register a bike, open the link and choose “This was not me”, or ignore this e-mail. If \
             nobody confirms the registration within 14 days, we will delete it.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    confirm_registration(&some.to, some.bike, &some.link("/sign-in/AbC"))
}
