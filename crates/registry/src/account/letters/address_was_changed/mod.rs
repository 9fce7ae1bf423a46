//! The letter that tells the reader of the old address that the account now uses another one.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the letter that tells the reader of the old address that the account now uses another one.
pub(crate) fn address_was_changed(to: &EmailAddress, stop: &str) -> Letter {
    letter(
        to,
        "Your e-mail address was changed",
        format!(
            "Your Framemark account now uses another e-mail address. You can no longer sign in with this one.\n\n\
             If it was not you, change it back here within 7 days:\n\n{stop}\n\nThat will also sign everybody out of \
             your account.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    address_was_changed(&some.to, &some.link("/account/e-mail/AbC/stop"))
}
