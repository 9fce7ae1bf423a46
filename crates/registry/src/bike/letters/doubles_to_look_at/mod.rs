//! The e-mail that tells an officer that a bike has another bike's number.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the e-mail that tells an officer that a bike has another bike's number. It does not say which bike.
pub(crate) fn doubles_to_look_at(to: &EmailAddress, list: &str) -> Letter {
    letter(
        to,
        "A bike to look into",
        format!(
            "A bike that was just registered or marked has a number that was already on the \
             register. We did not tell the desk.\n\nSee the list:\n\n{list}\n\n\
             We do not put details in e-mails. If there are more bikes, we will write again, but not within an hour.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    doubles_to_look_at(&some.to, &some.link("/police/doubles"))
}
