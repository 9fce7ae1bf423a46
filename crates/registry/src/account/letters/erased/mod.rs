//! The last letter to somebody whose account has been erased.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::text::counted;
use store::mail::Letter;

/// Makes the last letter to somebody whose account has been erased. `kept` is the number of bikes that stay on the register
/// without their owner.
pub(crate) fn erased(to: &EmailAddress, kept: u64) -> Letter {
    let stays = if kept == 0 {
        "Your bikes have been erased with it.".to_owned()
    } else {
        let bikes = counted(kept, "bike", "bikes");
        format!(
            "We have kept the numbers and the looks of {bikes}, without your name, because of a theft report or \
             because the police have dealt with the bike. Your other bikes have been erased."
        )
    };
    letter(
        to,
        "Your account has been erased",
        format!(
            "Your Framemark account has been erased. {stays}\n\nWe will not write to you about it again. If you want to \
             register a bike later, you can begin again at any time.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    erased(&some.to, 1)
}
