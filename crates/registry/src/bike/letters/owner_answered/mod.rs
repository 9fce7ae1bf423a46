//! The letter that tells a finder that the owner has answered.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the letter that tells a finder that the owner has answered. It contains none of the owner's words, because
/// nobody has shown that the address is the finder's.
pub(crate) fn owner_answered(to: &EmailAddress, link: &str) -> Letter {
    letter(
        to,
        "There is an answer to your message about a bike",
        format!(
            "You sent a message about a bike, and left this e-mail address. The owner of the bike has answered.\n\n\
             Read it here:\n\n{link}\n\nWe have not told the owner who you are, or your e-mail address.\n\n\
             If you did not send a message, open the link and tell us.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    owner_answered(&some.to, &some.link("/messages/AbC"))
}
