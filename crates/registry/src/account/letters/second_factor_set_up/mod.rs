//! The letter that tells an account that a second factor was set up for it.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::london;
use jiff::Timestamp;
use store::mail::Letter;

/// Makes the letter that tells an account that a second factor was set up for it.
pub(crate) fn second_factor_set_up(to: &EmailAddress, at: Timestamp) -> Letter {
    let when = london::day_and_time(at);
    letter(
        to,
        "A code app was set up for your account",
        format!(
            "On {when}, a code app was set up for your Framemark account. From now on, you need a code from it when you \
             sign in.\n\nIf it was not you, tell your administrator at once. Somebody else may be reading your e-mail.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    second_factor_set_up(&some.to, some.at)
}
