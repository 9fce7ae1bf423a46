//! The e-mail with a link that signs somebody in.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use jiff::SignedDuration;
use store::mail::Letter;

/// Makes the e-mail with a link that signs somebody in.
pub(crate) fn sign_in(to: &EmailAddress, link: &str, lasts: SignedDuration) -> Letter {
    let lasts = in_words(lasts);
    letter(
        to,
        "Your sign-in link",
        format!(
            "Use this link to sign in to Framemark:\n\n{link}\n\nThe link works once and expires in {lasts}.\n\n\
             If you did not ask for it, ignore this e-mail. Nobody can sign in without the link.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    sign_in(
        &some.to,
        &some.link("/sign-in/AbC"),
        SignedDuration::from_hours(1),
    )
}

fn in_words(span: SignedDuration) -> String {
    match span.as_mins() {
        60 => "1 hour".to_owned(),
        minutes if minutes % 60 == 0 => format!("{} hours", minutes / 60),
        minutes => format!("{minutes} minutes"),
    }
}
