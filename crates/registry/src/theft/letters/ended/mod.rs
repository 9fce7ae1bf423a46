//! The letter that says that a report is closed.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use domain::theft::TheftOutcome;
use store::mail::Letter;

/// Makes the letter that says that a report is closed.
pub(crate) fn ended(to: &EmailAddress, bike: BikeReference, outcome: TheftOutcome, account: &str) -> Letter {
    let why = match outcome {
        TheftOutcome::Returned => "You told us that you have the bike back.",
        TheftOutcome::Insured => "The police have handed the bike to your insurer.",
        TheftOutcome::Mistaken => "You told us that the bike was not stolen.",
    };
    letter(
        to,
        "Your bike is no longer reported stolen",
        format!(
            "{why} We have closed the report.\n\nBike reference: {bike}\n\n\
             If you also reported it to the police or your insurer, tell them.\n\n\
             If this is wrong, report the bike stolen again:\n\n{account}\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    ended(
        &some.to,
        some.bike,
        TheftOutcome::Returned,
        &some.link("/account/bikes/7"),
    )
}
