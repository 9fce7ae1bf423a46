//! The letter that asks whether somebody wants the hot sheet.

use super::listed;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::hot_sheet::Wanted;
use store::mail::Letter;

/// Makes the letter that asks whether somebody wants the hot sheet.
pub(crate) fn confirm(to: &EmailAddress, wanted: &Wanted, link: &str) -> Letter {
    letter(
        to,
        "Confirm your e-mails about stolen bikes",
        format!(
            "Somebody asked us to e-mail this address on each day that a bike is reported stolen here:\n\n{}\n{}\n\
             If it was you, open this link and press the button:\n\n{link}\n\nThe link works for 7 days. If it was \
             not you, ignore this e-mail.\n",
            listed(&wanted.areas()),
            kinds(wanted)
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Option<Letter> {
    let wanted = Wanted::parse(["ely", "cambridge-north"], [])?;
    Some(confirm(&some.to, &wanted, &some.link("/stolen/hot-sheet/AbC")))
}

fn kinds(wanted: &Wanted) -> String {
    let kinds = wanted.kinds();
    if kinds.is_empty() {
        return String::new();
    }
    format!("Only these kinds of bikes:\n\n{}\n", listed(&kinds))
}
