//! The bikes that a query may mean: right but for look-alikes from the database, misread from the index,
//! each read from the database and ranked with its evidence.

mod marks;
mod records;
mod references;

pub use marks::MarkSeen;
pub use records::are_of_different_bikes;

use super::{Areas, LookUp};
use crate::Registry;
use domain::bike::Bike;
use domain::id::BikeId;
use domain::look_up::{Band, BikeEntry, Query, Scored, Stolen};
use domain::mark::Mark;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::StoreError;
use store::theft::OpenTheft;
use thiserror::Error;

/// Equal numbers that are read from the database at most; more share a number only by mistake.
const MOST_EQUAL: u64 = 50;
/// Read from the database for exact ranking beside those that are shown.
const SPARE: usize = 4;
/// So many of the likeliest are held against what a look-up is narrowed down to.
const POOL: usize = 2_500;

/// Why nothing could be ranked.
#[derive(Debug, Error)]
pub enum MatchError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index failed.
    #[error("the search index failed: {0}")]
    Index(#[from] search::SearchError),
}

/// A bike that may be the one, as the database holds it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The bike.
    pub bike: Bike,
    /// The open report of its theft, when and where.
    pub theft: Option<OpenTheft>,
    /// The score and the reasons.
    pub scored: Scored,
    /// The mark by which it was found.
    pub mark: Option<MarkSeen>,
    /// Whether its number comes near and no more: somebody who finds nothing better may want to see it.
    pub unlikely: bool,
}

/// How many bikes are possible or better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// So many were counted.
    #[serde(rename = "n")]
    pub count: usize,
    /// Whether there may be more than were counted.
    #[serde(rename = "f", default, skip_serializing_if = "std::ops::Not::not")]
    pub at_least: bool,
}

/// What a search found.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// The bikes that are shown, best first.
    pub found: Vec<Found>,
    /// How many are possible or better, shown or not.
    pub total: Total,
    /// Whether there are more than are shown.
    pub more: bool,
}

/// Ranks the bikes that a query may mean, best first, those that are unlikely after the others. What the look-up is
/// narrowed down to is asked of the likeliest of the whole register, not of those that are shown.
///
/// # Errors
/// [`MatchError`] when the store or the index fails.
pub async fn find(
    registry: &Registry,
    query: &Query,
    look_up: &LookUp,
    limit: usize,
) -> Result<Ranked, MatchError> {
    let narrowing = &look_up.narrowing;
    let typed = look_up.boxes();
    let depth = if narrowing.is_none() { limit + SPARE } else { POOL };
    let marks = marks::read(registry, &typed).await?.on_bikes;
    let named = references::read(registry, &typed).await?;
    let candidates = registry.index.candidates(query, depth)?;
    let folded: Vec<String> = query
        .numbers
        .iter()
        .flat_map(|pattern| pattern.keys())
        .map(|key| domain::number::fold(&key))
        .collect();
    let mut ids = store::bike::identifiers::bikes_with(&registry.store, &folded, MOST_EQUAL).await?;
    ids.extend(marks.keys());
    ids.extend(named.keys());
    ids.extend(candidates.found.iter().map(|candidate| candidate.bike));
    ids.sort_unstable();
    ids.dedup();

    let bikes = store::bike::load_with_thefts(&registry.store, &ids).await?;
    let entries: Vec<BikeEntry> = bikes
        .iter()
        .map(|(bike, theft)| entry_of(bike, theft.as_ref()))
        .collect();
    let register = registry.index.len()?;
    let mut scored = search::rank(query, &entries, &candidates, entries.len());
    records::join(registry, &mut scored).await?;
    for one in &mut scored {
        if let Some(mark) = marks.get(&one.bike) {
            mark.speak_for(one, register);
        }
        if let Some(reference) = named.get(&one.bike) {
            reference.speak_for(one);
        }
    }
    // What the evidence speaks against is somebody else's, unless there is hardly a bike that it could be.
    scored.retain(|one| one.bits > 0.0 || !one.is_remote());
    if !named.is_empty() {
        // A reference that names a bike was no number: what only comes near it is left out.
        scored.retain(|one| one.band > Band::Possible);
    }
    scored.sort_by(|a, b| b.bits.total_cmp(&a.bits).then(b.bike.cmp(&a.bike)));

    let by_number = !query.numbers.is_empty();
    let mut bikes: HashMap<BikeId, (Bike, Option<OpenTheft>)> =
        bikes.into_iter().map(|found| (found.0.id, found)).collect();
    let found = scored.into_iter().filter_map(|scored| {
        let (bike, theft) = bikes.remove(&scored.bike)?;
        let mark = marks.get(&bike.id).map(|mark| mark.seen.clone());
        Some(Found {
            unlikely: by_number && scored.is_unlikely(),
            bike,
            theft,
            scored,
            mark,
        })
    });
    let found = found.filter(|found| narrowing.lets_pass(&found.bike, found.theft.map(|theft| theft.window)));
    let mut found: Vec<Found> = found.collect();
    if narrowing.asks_for_areas() {
        let areas = Areas::read(registry, &found).await?;
        found.retain(|found| {
            let of = areas.of(found.bike.id).map(|one| one.slug.as_str());
            narrowing.lets_pass_area(of)
        });
    }
    let likely = found.iter().filter(|found| !found.unlikely).count();
    // Where one that is unlikely was read, all that are likelier were.
    let all_read = candidates.scored <= depth || likely < found.len();
    let total = Total {
        count: if all_read || !narrowing.is_none() {
            likely
        } else {
            likely.max(candidates.likely)
        },
        at_least: !all_read && !narrowing.is_none() || candidates.likely >= POOL,
    };
    let more = found.len() > limit;
    found.truncate(limit);
    Ok(Ranked { found, total, more })
}

/// Finds marks of ours among what was typed that are on no bike yet, or no longer.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn unfixed_marks(registry: &Registry, typed: &[&str]) -> Result<Vec<Mark>, StoreError> {
    Ok(marks::read(registry, typed).await?.unfixed)
}

/// Makes what the index and the ranker need of a bike.
pub(crate) fn entry_of(bike: &Bike, theft: Option<&OpenTheft>) -> BikeEntry {
    let frame = bike
        .frame
        .number()
        .map(|number| (domain::bike::IdentifierKind::Frame, number));
    let others = bike
        .identifiers
        .iter()
        .map(|identifier| (identifier.kind, &identifier.number));
    BikeEntry {
        id: bike.id,
        numbers: frame
            .into_iter()
            .chain(others)
            .map(|(kind, number)| (kind, number.as_written().to_owned()))
            .collect(),
        make: bike.description.make.clone(),
        model: bike.description.model.clone(),
        colours: bike.description.colours.clone(),
        kind: bike.description.kind,
        stolen: theft.map(|theft| Stolen {
            from: Some(theft.window.from()),
            to: Some(theft.window.to()),
            place: theft.point,
        }),
    }
}

#[cfg(test)]
mod tests;
