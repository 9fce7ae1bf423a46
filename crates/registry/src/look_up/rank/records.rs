//! Finds records of the same bike, and numbers of different bikes.

use super::Found;
use crate::Registry;
use domain::MarkCode;
use domain::bike::BikeReference;
use domain::id::{AccountId, BikeId};
use domain::look_up::Scored;
use domain::mark::code::Reading;
use domain::number::{TypedNumber, numbers_in};
use std::collections::{HashMap, HashSet};
use store::StoreError;

/// Treats records with the same whole number and the same account as one bike, so each is as likely as all of them
/// together.
pub(super) async fn join(registry: &Registry, scored: &mut [Scored]) -> Result<(), StoreError> {
    let whole = |one: &Scored| one.alignment.as_ref().and_then(|alignment| alignment.whole());
    let mut by_number: HashMap<String, Vec<BikeId>> = HashMap::new();
    for one in scored.iter() {
        if let Some(number) = whole(one) {
            by_number.entry(number).or_default().push(one.bike);
        }
    }
    by_number.retain(|_, bikes| bikes.len() > 1);
    if by_number.is_empty() {
        return Ok(());
    }
    let bikes: Vec<BikeId> = by_number.values().flatten().copied().collect();
    let owners = store::bike::ownerships::owners_of(&registry.store, &bikes).await?;
    let record =
        |one: &Scored| -> Option<(String, AccountId)> { Some((whole(one)?, owners.get(&one.bike)?.account)) };
    let mut likely: HashMap<(String, AccountId), f64> = HashMap::new();
    for one in scored.iter() {
        if let Some(record) = record(one) {
            *likely.entry(record).or_default() += one.posterior;
        }
    }
    for one in scored.iter_mut() {
        if let Some(together) = record(one).and_then(|record| likely.get(&record)) {
            one.say(together.min(1.0));
        }
    }
    Ok(())
}

/// Returns true if the officer typed whole numbers of different bikes. Either a part of one bike is on another, or
/// the look-up is about two bikes.
pub fn are_of_different_bikes<'f>(found: impl IntoIterator<Item = &'f Found>) -> bool {
    let whole: Vec<(&Found, String)> = found
        .into_iter()
        .filter_map(|found| Some((found, found.scored.alignment.as_ref()?.whole()?)))
        .filter(|(_, number)| number.len() >= SHORTEST)
        .collect();
    let bears = |found: &Found, number: &str| {
        let own = found.bike.numbers().map(|(_, number)| number);
        let former = found.bike.former.iter().map(|one| &one.number);
        own.chain(former).any(|own| own.key() == number)
    };
    whole.iter().any(|(one, number)| {
        whole
            .iter()
            .any(|(other, another)| number != another && !bears(one, another) && !bears(other, number))
    })
}

/// If several whole numbers were typed, returns those that none of these bikes has. They belong to bikes that are not
/// on the register, or were misread.
pub fn numbers_of_no_bike(typed: &[&str], found: &[Found]) -> Vec<String> {
    let numbers: Vec<TypedNumber> = typed.iter().flat_map(|text| numbers_in(text)).collect();
    if numbers.len() < 2 {
        return Vec::new();
    }
    let known: HashSet<&str> = found
        .iter()
        .flat_map(|found| {
            let own = found.bike.numbers().map(|(_, number)| number.key());
            own.chain(found.bike.former.iter().map(|one| one.number.key()))
        })
        .collect();
    let unknown = |number: &&TypedNumber| {
        let keys = number.keys();
        let long = keys.iter().any(|key| key.len() >= SHORTEST);
        let ours = matches!(MarkCode::read(number.written()), Reading::Exact(_))
            || number.written().parse::<BikeReference>().is_ok();
        long && !ours && !keys.iter().any(|key| known.contains(key.as_str()))
    };
    let unknown = numbers.iter().filter(unknown);
    unknown.map(|number| number.written().to_owned()).collect()
}

/// Shorter numbers may easily be on other bikes too.
const SHORTEST: usize = 6;
