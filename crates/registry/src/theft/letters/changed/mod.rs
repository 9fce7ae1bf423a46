//! The letter that says what was changed in a report, without what it says now.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Makes the letter that says what was changed in a report, without what it says now.
pub(crate) fn changed(
    to: &EmailAddress,
    bike: BikeReference,
    by_officer: bool,
    fields: &[&str],
    account: &str,
) -> Letter {
    let what = if by_officer {
        "A police officer has changed the report about your stolen bike."
    } else {
        "The report about your stolen bike was changed."
    };
    let fields: String = fields.iter().map(|field| format!("- {field}\n")).collect();
    letter(
        to,
        "Your theft report was changed",
        format!(
            "{what}\n\nBike reference: {bike}\n\nThis was changed:\n\n{fields}\n\
             See what it says now:\n\n{account}\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    changed(
        &some.to,
        some.bike,
        false,
        &["Last seen", "Locked with"],
        &some.link("/account/bikes/7"),
    )
}
