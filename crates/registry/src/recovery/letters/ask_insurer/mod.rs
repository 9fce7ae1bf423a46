//! The letter that asks an insurer who keeps a bike that it has paid for. It only names the claim.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::london;
use jiff::Timestamp;
use store::mail::Letter;

/// Makes the letter that asks an insurer who keeps a bike that it has paid for.
pub(crate) fn ask_insurer(to: &EmailAddress, claim: &str, until: Timestamp, link: &str) -> Letter {
    let until = london::day(until);
    letter(
        to,
        "A bike that you paid for has been found",
        format!(
            "The police have a bike. Its owner told us that you have paid a claim for it.\n\nYour reference: {claim}\n\n\
             Who should have it? Answer here:\n\n{link}\n\n\
             The police will wait for your answer until {until}. We only pass on what you and the owner say, and do not take sides. If you know nothing about this claim, ignore this e-mail.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    ask_insurer(&some.to, "C/2026/118", some.at, &some.link("/insurer/abc"))
}
