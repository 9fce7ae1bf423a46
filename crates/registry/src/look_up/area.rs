//! The areas in which a bike was stolen, is held or was registered.

use crate::Registry;
use crate::look_up::rank::Found;
use domain::account::Partnership;
use domain::id::{BikeId, PartnershipId};
use domain::place::area;
use std::collections::{BTreeSet, HashMap};
use store::StoreError;

/// The partnerships of the register, and which bikes belong to them.
#[derive(Clone, Debug, Default)]
pub struct Areas {
    /// Every partnership, by name.
    pub partnerships: Vec<Partnership>,
    of: HashMap<BikeId, BTreeSet<PartnershipId>>,
}

impl Areas {
    /// Reads the areas in which bikes were stolen, are held, or were registered or marked.
    ///
    /// It does not look at where the owner lives, because an officer must give a reason to see that.
    pub(super) async fn read(registry: &Registry, found: &[Found]) -> Result<Self, StoreError> {
        let source = &registry.store;
        let bikes: Vec<BikeId> = found.iter().map(|found| found.bike.id).collect();
        let (partnerships, organisations, touched) = tokio::try_join!(
            store::account::organisations::partnerships(source),
            store::account::organisations::all(source),
            store::bike::organisations_of(source, &bikes),
        )?;
        let partnership_of: HashMap<_, _> = organisations
            .into_iter()
            .filter_map(|organisation| Some((organisation.id, organisation.partnership?)))
            .collect();
        let mut of: HashMap<BikeId, BTreeSet<PartnershipId>> = HashMap::new();
        for (bike, organisations) in touched {
            let known = organisations.iter().filter_map(|id| partnership_of.get(id));
            of.entry(bike).or_default().extend(known);
        }
        for found in found {
            let point = found.theft.and_then(|theft| theft.point);
            let slug = point.and_then(area::partnership_at);
            let stolen_in = partnerships.iter().find(|one| Some(one.slug.as_str()) == slug);
            if let Some(partnership) = stolen_in {
                of.entry(found.bike.id).or_default().insert(partnership.id);
            }
        }
        of.retain(|_, areas| !areas.is_empty());
        Ok(Self { partnerships, of })
    }

    /// The partnerships that a bike belongs to, by name. The list is empty if nothing is known.
    pub fn of(&self, bike: BikeId) -> impl Iterator<Item = &Partnership> {
        let of = self.of.get(&bike);
        let is_one = move |one: &&Partnership| of.is_some_and(|areas| areas.contains(&one.id));
        self.partnerships.iter().filter(is_one)
    }
}
