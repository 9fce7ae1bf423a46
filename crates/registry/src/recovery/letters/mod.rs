//! The letters about bikes that the police hold. Each has its own folder, with its words and what they look like.

mod ask_insurer;
mod collection_booked;
mod collection_cancelled;
mod collection_missed;
mod collector_ended;
mod collector_named;
mod matches_wait;
mod more_proof;
mod police_held_another_bike;
mod police_hold_your_bike;
mod proven;
mod still_to_book;
mod still_to_prove;

pub(crate) use ask_insurer::ask_insurer;
pub(crate) use collection_booked::Booked;
pub(crate) use matches_wait::matches_wait;
pub(crate) use police_held_another_bike::police_held_another_bike;
pub(crate) use police_hold_your_bike::police_hold_your_bike;

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Who a letter about the way home goes to, and which bike it is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About<'a> {
    /// The owner's address.
    pub(crate) to: &'a EmailAddress,
    /// The reference of the owner's bike.
    pub(crate) reference: BikeReference,
    /// The page for the owner's next step.
    pub(crate) page: &'a str,
}

/// What an owner is told on the way home.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Telling<'a> {
    /// An officer accepted the proof.
    Proven,
    /// An officer needs something else.
    MoreProof,
    /// A time was booked or changed.
    Booked(Booked<'a>),
    /// The time was cancelled.
    Cancelled,
    /// Somebody else may collect it.
    CollectorNamed,
    /// Nobody else may collect it any more.
    CollectorEnded,
    /// Nothing was sent as proof.
    StillToProve,
    /// No time was chosen.
    StillToBook,
    /// Nobody came at the time that was booked.
    Missed,
}

impl About<'_> {
    fn letter(&self, subject: &str, said: &str) -> Letter {
        let Self { to, reference, page } = self;
        letter(
            to,
            subject,
            format!("{said}\n\nBike reference: {reference}\n\nYour page for this bike:\n\n{page}\n"),
        )
    }

    fn example(some: &Example, letter: impl FnOnce(&About<'_>) -> Letter) -> Letter {
        letter(&About {
            to: &some.to,
            reference: some.bike,
            page: &some.link("/account/bikes/7/home"),
        })
    }
}

/// Makes the letter that tells an owner.
pub(crate) fn telling(about: &About<'_>, what: Telling<'_>) -> Letter {
    match what {
        Telling::Proven => proven::proven(about),
        Telling::MoreProof => more_proof::more_proof(about),
        Telling::Booked(booked) => collection_booked::collection_booked(about, booked),
        Telling::Cancelled => collection_cancelled::collection_cancelled(about),
        Telling::CollectorNamed => collector_named::collector_named(about),
        Telling::CollectorEnded => collector_ended::collector_ended(about),
        Telling::StillToProve => still_to_prove::still_to_prove(about),
        Telling::StillToBook => still_to_book::still_to_book(about),
        Telling::Missed => collection_missed::collection_missed(about),
    }
}

/// Returns an example of each letter, with the name of its folder.
pub(crate) fn examples(some: &Example) -> Vec<(&'static str, Letter)> {
    vec![
        ("ask_insurer", ask_insurer::sample(some)),
        ("collection_booked", collection_booked::sample(some)),
        ("collection_cancelled", collection_cancelled::sample(some)),
        ("collection_missed", collection_missed::sample(some)),
        ("collector_ended", collector_ended::sample(some)),
        ("collector_named", collector_named::sample(some)),
        ("matches_wait", matches_wait::sample(some)),
        ("more_proof", more_proof::sample(some)),
        ("police_held_another_bike", police_held_another_bike::sample(some)),
        ("police_hold_your_bike", police_hold_your_bike::sample(some)),
        ("proven", proven::sample(some)),
        ("still_to_book", still_to_book::sample(some)),
        ("still_to_prove", still_to_prove::sample(some)),
    ]
}
