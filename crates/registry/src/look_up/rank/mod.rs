//! The bikes that a query may mean: right but for look-alikes from the database, misread from the index,
//! each read from the database and ranked with its evidence.

mod marks;

pub use marks::MarkSeen;

use crate::Registry;
use domain::bike::Bike;
use domain::id::BikeId;
use domain::look_up::{BikeEntry, Query, Scored, Stolen};
use std::collections::HashMap;
use store::StoreError;
use store::theft::OpenTheft;
use thiserror::Error;

/// Equal numbers that are read from the database at most; more share a number only by mistake.
const MOST_EQUAL: u64 = 50;
/// Read from the database for exact ranking beside those that are shown.
const SPARE: usize = 4;

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

/// Ranks the bikes that a query may mean, best first, those that are unlikely after the others. `typed` is what stands
/// in the number boxes, for marks.
///
/// # Errors
/// [`MatchError`] when the store or the index fails.
pub async fn find(
    registry: &Registry,
    query: &Query,
    typed: &[&str],
    limit: usize,
) -> Result<Vec<Found>, MatchError> {
    let marks = marks::read(registry, typed).await?;
    let candidates = registry.index.candidates(query, limit + SPARE)?;
    let folded: Vec<String> = query
        .numbers
        .iter()
        .flat_map(|pattern| pattern.keys())
        .map(|key| domain::number::fold(&key))
        .collect();
    let mut ids = store::bike::identifiers::bikes_with(&registry.store, &folded, MOST_EQUAL).await?;
    ids.extend(marks.keys());
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
    for one in &mut scored {
        if let Some(mark) = marks.get(&one.bike) {
            mark.speak_for(one, register);
        }
    }
    // What the evidence speaks against is somebody else's, unless there is hardly a bike that it could be.
    scored.retain(|one| one.bits > 0.0 || !one.is_unlikely());
    scored.sort_by(|a, b| b.bits.total_cmp(&a.bits).then(b.bike.cmp(&a.bike)));
    scored.truncate(limit);

    let mut bikes: HashMap<BikeId, (Bike, Option<OpenTheft>)> =
        bikes.into_iter().map(|found| (found.0.id, found)).collect();
    Ok(scored
        .into_iter()
        .filter_map(|scored| {
            let (bike, theft) = bikes.remove(&scored.bike)?;
            let mark = marks.get(&bike.id).map(|mark| mark.seen.clone());
            Some(Found {
                unlikely: !query.numbers.is_empty() && scored.is_unlikely(),
                bike,
                theft,
                scored,
                mark,
            })
        })
        .collect())
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
