//! The letter that asks once a year whether a bike is still missing.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use domain::london;
use jiff::Timestamp;
use store::mail::Letter;

/// Makes the letter that asks once a year whether a bike is still missing.
pub(crate) fn still_missing(
    to: &EmailAddress,
    bike: BikeReference,
    reported_at: Timestamp,
    account: &str,
) -> Letter {
    letter(
        to,
        "Is your bike still missing?",
        format!(
            "Your bike {bike} was reported stolen on {}. The report is still open: the police look for the bike, and \
             anybody who checks its number is told that it is stolen.\n\nIf it is still missing, you do not need to do \
             anything. Bikes are found many years later.\n\nIf you have it back, or if it was not stolen, tell us \
             here:\n\n{account}/found-it\n\nPlease make sure that we can still reach you:\n\n{}\n",
            london::day(reported_at),
            account
                .rsplit_once("/bikes/")
                .map_or(account, |(base, _)| base)
                .to_owned()
                + "/details",
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    still_missing(&some.to, some.bike, some.at, &some.link("/account/bikes/7"))
}
