//! The daily letter that tells an officer how many bikes may match recovered ones, without naming any of them.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the daily letter that tells an officer how many bikes may match recovered ones, without naming any of them.
pub(crate) fn matches_wait(to: &EmailAddress, waiting: u64, list: &str) -> Letter {
    let (subject, said) = match waiting {
        1 => (
            "1 possible match to look at".to_owned(),
            "A bike on the register may be one that your force has recovered. Nobody has decided on it yet."
                .to_owned(),
        ),
        more => (
            format!("{more} possible matches to look at"),
            format!(
                "{more} bikes on the register may be ones that your force has recovered. Nobody has decided on them \
                 yet."
            ),
        ),
    };
    letter(
        to,
        &subject,
        format!(
            "{said}\n\nSee the list:\n\n{list}\n\n\
             We do not put details in e-mails. We write at most once a day, and only when there is something to \
             decide.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    matches_wait(&some.to, 2, &some.link("/police/matches"))
}
