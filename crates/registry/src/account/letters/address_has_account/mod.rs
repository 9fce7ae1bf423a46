//! The letter that tells the reader of a new address that it already has an account of its own.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the letter that tells the reader of a new address that it already has an account of its own.
pub(crate) fn address_has_account(to: &EmailAddress, sign_in: &str) -> Letter {
    letter(
        to,
        "Your e-mail address already has an account",
        format!(
            "Somebody asked us to use this e-mail address for another Framemark account. It already has an account of its own, so we changed nothing.\n\n\
             To use that account, sign in with this address:\n\n{sign_in}\n\n\
             If you did not ask for this, ignore this e-mail.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    address_has_account(&some.to, &some.link("/sign-in"))
}
