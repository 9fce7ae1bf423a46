//! The e-mail that says that somebody is on the rota.

use super::ShiftFacts;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the e-mail that says that somebody is on the rota.
pub(crate) fn joined(to: &EmailAddress, facts: &ShiftFacts, duty: Option<&str>) -> Letter {
    let duty = duty.map_or_else(String::new, |duty| format!("What you will do there: {duty}\n\n"));
    let text = format!(
        "You are on the rota for a bike marking event.\n\n{}\n{duty}Open the desk on your phone before you set off, \
         while you have a signal:\n\n{}\n\n\
         If you cannot come, tell the coordinator.\n\nAbout the event, with its calendar file: {}\n",
        facts.facts(),
        facts.desk,
        facts.page
    );
    letter(to, "You are on the rota for a bike marking event", text)
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    joined(&some.to, &ShiftFacts::sample(some), Some("Desk 1"))
}
