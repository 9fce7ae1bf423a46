//! Records that are of one bike, and numbers that are not.

use super::Found;
use crate::Registry;
use domain::id::{AccountId, BikeId};
use domain::look_up::Scored;
use std::collections::HashMap;
use store::StoreError;

/// Takes records that bear the same whole number and belong to the same account for one bike: each is as likely as
/// all of them together.
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

/// Whether whole numbers that were typed are on different bikes: a part of one bike on another, or two bikes in one
/// look-up.
pub fn are_of_different_bikes<'f>(found: impl IntoIterator<Item = &'f Found>) -> bool {
    let whole: Vec<(&Found, String)> = found
        .into_iter()
        .filter_map(|found| Some((found, found.scored.alignment.as_ref()?.whole()?)))
        .filter(|(_, number)| number.len() >= SHORTEST)
        .collect();
    let bears = |found: &Found, number: &str| {
        let frame = found.bike.frame.number().into_iter();
        let others = found.bike.identifiers.iter().map(|identifier| &identifier.number);
        frame.chain(others).any(|own| own.key() == number)
    };
    whole.iter().any(|(one, number)| {
        whole
            .iter()
            .any(|(other, another)| number != another && !bears(one, another) && !bears(other, number))
    })
}

/// Shorter numbers are too easily other bikes' too.
const SHORTEST: usize = 6;
