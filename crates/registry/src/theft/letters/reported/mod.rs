//! The letter that confirms a report.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Makes the letter that confirms a report.
pub(crate) fn reported(
    to: &EmailAddress,
    bikes: &[BikeReference],
    by_officer: bool,
    has_reference: bool,
    account: &str,
) -> Letter {
    let several = bikes.len() > 1;
    let (subject, noun) = if several {
        ("Your bikes have been reported stolen", "bikes")
    } else {
        ("Your bike has been reported stolen", "bike")
    };
    let who = if by_officer {
        format!("A police officer has reported your {noun} stolen for you.")
    } else {
        format!("You reported your {noun} stolen.")
    };
    let now = if several {
        "Anyone who checks the number of one of them now sees that it is reported stolen. We will keep looking for \
         them, and if the police find one, they will see that it is yours."
    } else {
        "Anyone who checks its number now sees that it is reported stolen. We will keep looking for it, and if the \
         police find it, they will see that it is yours."
    };
    let police = if has_reference {
        "Tell your insurer, and give them the police’s reference."
    } else {
        "We do not report the theft to the police for you. Report it on the website of the police force where it \
         happened, or call 101. When they give you a reference, add it to your report."
    };
    let not_so = if several {
        "they were not stolen"
    } else {
        "the bike was not stolen"
    };
    letter(
        to,
        subject,
        format!(
            "{who}\n\n{}\n{now}\n\n{police}\n\n\
             See the report, change it, or say that you have the bike back:\n\n{account}\n\n\
             If you did not expect this e-mail, open the link and tell us that {not_so}.\n",
            listed(bikes)
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    reported(
        &some.to,
        &[some.bike],
        false,
        false,
        &some.link("/account/bikes/7"),
    )
}

fn listed(bikes: &[BikeReference]) -> String {
    bikes
        .iter()
        .map(|bike| format!("Bike reference: {bike}\n"))
        .collect()
}
