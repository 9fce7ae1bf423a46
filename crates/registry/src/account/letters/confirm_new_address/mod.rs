//! The letter to a new address with the link that confirms it.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the letter to a new address with the link that confirms it.
pub(crate) fn confirm_new_address(to: &EmailAddress, link: &str) -> Letter {
    letter(
        to,
        "Confirm your new e-mail address",
        format!(
            "Somebody asked us to use this e-mail address for their Framemark account.\n\n\
             If it was you, open this link and press the button:\n\n{link}\n\n\
             The link works once and expires in 24 hours. Until you do that, we will use your old address.\n\n\
             If it was not you, ignore this e-mail.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    confirm_new_address(&some.to, &some.link("/account/e-mail/AbC"))
}
