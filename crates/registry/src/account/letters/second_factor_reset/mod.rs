//! The letter that tells an account that its second factor will be taken away.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::london;
use jiff::Timestamp;
use store::mail::Letter;

/// Makes the letter that tells an account that its second factor will be taken away.
pub(crate) fn second_factor_reset(to: &EmailAddress, at: Timestamp, sign_in: &str) -> Letter {
    let when = london::day_and_time(at);
    letter(
        to,
        "Your code app will be reset",
        format!(
            "An administrator has asked to reset the code app of your Framemark account, because it was said to be lost. \
             We have signed you out everywhere.\n\nThe reset takes effect on {when}. After that, you can sign in with a \
             link alone, and will set up a new code app.\n\nIf you have not lost it, sign in with a code before then. That \
             stops the reset:\n\n{sign_in}\n\nThen tell your administrator that it was not you who asked.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    second_factor_reset(&some.to, some.at, &some.link("/sign-in"))
}
