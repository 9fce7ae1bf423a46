//! The letter that tells the reader of the old address that somebody asked for another one.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the letter that tells the reader of the old address that somebody asked for another one.
pub(crate) fn change_was_asked_for(to: &EmailAddress, stop: &str) -> Letter {
    letter(
        to,
        "Somebody asked to change your e-mail address",
        format!(
            "Somebody who is signed in to your Framemark account asked us to use another e-mail address for it. We \
             will change it when they confirm the new address.\n\n\
             If it was you, you do not need to do anything.\n\n\
             If it was not you, stop it here:\n\n{stop}\n\nThat will also sign everybody out of your account.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    change_was_asked_for(&some.to, &some.link("/account/e-mail/AbC/stop"))
}
