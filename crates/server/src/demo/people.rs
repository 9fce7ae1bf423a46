//! Invented owners.

use anyhow::Result;
use domain::account::contact::{Contact, EmailAddress, PhoneNumber};

use super::{any, chance, places::Places};

const OWNERS: usize = 1_700;

const FIRST: &[&str] = &[
    "Amara", "Ben", "Catrin", "Daniel", "Eilidh", "Farah", "George", "Hannah", "Imran", "Jess", "Kofi",
    "Leah", "Marek", "Nia", "Oliver", "Priya", "Quentin", "Rosa", "Sam", "Tomasz", "Uma", "Violet", "Will",
    "Xanthe", "Yusuf", "Zoe", "Aisha", "Callum", "Dorothy", "Emeka", "Freya", "Gareth", "Ines", "Jun",
    "Keira", "Luca", "Mei", "Noah",
];
const LAST: &[&str] = &[
    "Abbott",
    "Banerjee",
    "Carter",
    "Doyle",
    "Edwards",
    "Fernandes",
    "Gupta",
    "Harper",
    "Ibrahim",
    "Jennings",
    "Khan",
    "Lambert",
    "Mensah",
    "Nowak",
    "Okafor",
    "Palmer",
    "Quinn",
    "Rahman",
    "Shaw",
    "Turner",
    "Underwood",
    "Vaughan",
    "Walker",
    "Young",
    "Zielinski",
    "Ashdown",
    "Barnes",
    "Chen",
    "Dunmore",
    "Ely",
    "Fenwick",
    "Granta",
    "Hobson",
];

pub(super) fn owners(random: &mut fastrand::Rng, places: &Places) -> Result<Vec<Contact>> {
    (0..OWNERS)
        .map(|number| {
            let (first, last) = (any(random, FIRST), any(random, LAST));
            let homes = if chance(random, 72) {
                &places.cambridge
            } else {
                &places.east
            };
            let address = format!("{first}.{last}.{number}@example.org").to_lowercase();
            // Nobody has the numbers from 07700 900000 to 07700 900999.
            let phone = format!("07700 900{:03}", random.u32(..1000));
            Ok(Contact {
                name: Some(format!("{first} {last}")),
                email: Some(EmailAddress::parse(&address)?),
                phone: if chance(random, 60) {
                    Some(PhoneNumber::parse(&phone)?)
                } else {
                    None
                },
                postcode: Some(any(random, homes).postcode.clone()),
            })
        })
        .collect()
}

/// Makes somebody who books a place. One in six has no e-mail address.
pub(super) fn visitor(random: &mut fastrand::Rng, number: usize) -> Result<Contact> {
    let (first, last) = (any(random, FIRST), any(random, LAST));
    let address = format!("{first}.{last}.visitor{number}@example.org").to_lowercase();
    let phone = format!("07700 900{:03}", random.u32(..1000));
    let by_phone = number % 6 == 5;
    Ok(Contact {
        name: Some(format!("{first} {last}")),
        email: if by_phone {
            None
        } else {
            Some(EmailAddress::parse(&address)?)
        },
        phone: if by_phone || chance(random, 30) {
            Some(PhoneNumber::parse(&phone)?)
        } else {
            None
        },
        postcode: None,
    })
}
