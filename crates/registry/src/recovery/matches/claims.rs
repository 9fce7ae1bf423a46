//! Records on the register that may be of one and the same bike, because several owners have registered its number.

use crate::Registry;
use crate::look_up::rank::Found;
use domain::id::{AccountId, BikeId};
use std::collections::{HashMap, HashSet};
use store::StoreError;
use store::bike::{flags, ownerships};

/// If more bikes than this share a number, it is not the number of one bike.
const MOST: usize = 4;
/// A bike that shares a number but is less likely than this is not the right one: other evidence is against it.
const LEAST: f64 = 0.1;

/// What is known about bikes that may be one and the same.
pub(super) struct Claims {
    owners: HashMap<BikeId, AccountId>,
    /// Pairs on which an officer has to decide.
    disputed: HashSet<(BikeId, BikeId)>,
}

/// One bike, or several that may be one and the same.
pub(super) struct Group {
    /// How likely it is that one of them is the bike.
    pub(super) likelihood: f64,
    pub(super) bikes: Vec<Found>,
}

impl Claims {
    pub(super) async fn read(registry: &Registry, found: &[Found]) -> Result<Self, StoreError> {
        let source = &registry.store;
        let bikes: Vec<BikeId> = found.iter().map(|found| found.bike.id).collect();
        let owners = if bikes.len() > 1 {
            ownerships::owners_of(source, &bikes).await?
        } else {
            HashMap::new()
        };
        let flags = flags::for_bikes(source, &bikes).await?;
        let open = flags.iter().filter(|flag| flag.is_open());
        Ok(Self {
            owners: owners.into_iter().map(|(bike, of)| (bike, of.account)).collect(),
            disputed: open.map(|flag| (flag.bike, flag.other)).collect(),
        })
    }

    /// Puts bikes together that share a number or are disputed between their owners, keeping their order.
    pub(super) fn group(&self, found: Vec<Found>) -> Vec<Group> {
        let numbers: Vec<Vec<String>> = found.iter().map(numbers).collect();
        let mut borne: HashMap<&str, usize> = HashMap::new();
        for number in numbers.iter().flatten() {
            *borne.entry(number).or_default() += 1;
        }
        let mut groups: Vec<(HashSet<&str>, Vec<Found>)> = Vec::new();
        for (found, numbers) in found.into_iter().zip(&numbers) {
            let own = numbers.iter().map(String::as_str);
            let own: HashSet<&str> = own.filter(|number| borne[number] <= MOST).collect();
            let bike = found.bike.id;
            let joins = |(theirs, bikes): &(HashSet<&str>, Vec<Found>)| {
                let disputed = |other: &Found| {
                    let other = other.bike.id;
                    self.disputed.contains(&(bike, other)) || self.disputed.contains(&(other, bike))
                };
                let shares = found.scored.posterior >= LEAST && !theirs.is_disjoint(&own);
                shares || bikes.iter().any(disputed)
            };
            match groups.iter_mut().find(|group| joins(group)) {
                Some((theirs, bikes)) => {
                    theirs.extend(own);
                    bikes.push(found);
                }
                None => groups.push((own, vec![found])),
            }
        }
        let with_likelihood = groups.into_iter().map(|(_, bikes)| Group {
            likelihood: self.likelihood(&bikes),
            bikes,
        });
        with_likelihood.collect()
    }

    /// Each record of one owner already has the likelihood of all of them together, so each owner counts once.
    fn likelihood(&self, bikes: &[Found]) -> f64 {
        let mut nobodys = 0.0;
        let mut by_owner: HashMap<AccountId, f64> = HashMap::new();
        for found in bikes {
            match self.owners.get(&found.bike.id) {
                Some(owner) => {
                    let likely = by_owner.entry(*owner).or_default();
                    *likely = likely.max(found.scored.posterior);
                }
                None => nobodys += found.scored.posterior,
            }
        }
        f64::min(nobodys + by_owner.values().sum::<f64>(), 1.0)
    }
}

/// Returns the numbers of a bike with look-alikes folded, without fillers.
fn numbers(found: &Found) -> Vec<String> {
    let real = found.bike.numbers().filter(|(_, number)| !number.is_filler());
    real.map(|(_, number)| number.folded()).collect()
}
