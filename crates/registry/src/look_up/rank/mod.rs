//! Finds and ranks the bikes that may match a query. The database finds numbers that differ only in look-alikes, and
//! the index finds misread ones. Each bike is then read from the database and ranked with its evidence.

mod marks;
mod records;
mod references;
mod spelling;

pub use marks::{MarkSeen, UnfixedMark};
pub use records::{are_of_different_bikes, numbers_of_no_bike};
pub use spelling::Spelling;

use super::{Areas, LookUp};
use crate::Registry;
use domain::account::Partnership;
use domain::bike::Bike;
use domain::catalogue::Features;
use domain::id::BikeId;
use domain::look_up::{Band, BikeEntry, Narrowing, Query, Scored, Seen, Stolen};
use marks::MarksRead;
use references::Named;
use search::{Candidates, Within};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::StoreError;
use store::message::sightings::LastSeen;
use store::theft::OpenTheft;
use thiserror::Error;

/// The most bikes with an equal number that are read from the database. If more bikes than this share a number, they
/// share it only by mistake.
const MOST_EQUAL: u64 = 50;
/// How many bikes to read and rank beyond those that are shown.
const SPARE: usize = 4;

/// Why nothing could be ranked.
#[derive(Debug, Error)]
pub enum MatchError {
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The search index could not be read.
    #[error("the search index failed: {0}")]
    Index(#[from] search::SearchError),
}

/// A likely bike, as it is in the database.
#[derive(Clone, Debug)]
pub struct Found {
    /// The bike as it is on the register.
    pub bike: Bike,
    /// The open report of its theft, when and where.
    pub theft: Option<OpenTheft>,
    /// The score and the reasons.
    pub scored: Scored,
    /// The mark by which it was found.
    pub mark: Option<MarkSeen>,
    /// True if the bike is unlikely. An officer who finds nothing better may still want to see it.
    pub unlikely: bool,
}

/// How many bikes are possible or better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// How many were counted.
    #[serde(rename = "n")]
    pub count: usize,
    /// True if there may be more.
    #[serde(rename = "f", default, skip_serializing_if = "std::ops::Not::not")]
    pub at_least: bool,
}

/// What a search found.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// The bikes that are shown, best first.
    pub found: Vec<Found>,
    /// How many bikes are possible or better, whether they are shown or not.
    pub total: Total,
    /// True if there are more than are shown.
    pub more: bool,
    /// Our marks that were typed but are not on a bike.
    pub unfixed: Vec<UnfixedMark>,
    /// The likely spelling of the make and the model.
    pub spelling: Spelling,
}

/// Ranks the bikes that a query may mean, best first, with unlikely ones at the end. The filters apply to every bike on
/// the register.
///
/// # Errors
/// [`MatchError`] when the store or the index fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn find(
    registry: &Registry,
    query: &Query,
    look_up: &LookUp,
    limit: usize,
) -> Result<Ranked, MatchError> {
    find_with(registry, query, look_up, limit, &[]).await
}

/// Ranks as [`find`] does, and also scores the named bikes, whether or not the index has seen them.
///
/// # Errors
/// [`MatchError`] when the store or the index fails.
pub(crate) async fn find_with(
    registry: &Registry,
    query: &Query,
    look_up: &LookUp,
    limit: usize,
    named: &[BikeId],
) -> Result<Ranked, MatchError> {
    let narrowing = &look_up.narrowing;
    let depth = limit + SPARE;
    let known = Known::read(registry, query, look_up).await?;
    let candidates = candidates(registry, query, narrowing, depth).await?;
    let ids = known.with(&candidates, named);
    let bikes = store::bike::load_with_thefts(&registry.store, &ids).await?;
    let seen = store::message::sightings::last_seen(&registry.store, &ids).await?;
    let entries: Vec<BikeEntry> = bikes
        .iter()
        .map(|(bike, theft)| seen_too(entry_of(bike, theft.as_ref()), &seen))
        .collect();
    let mut scored = search::rank(query, &entries, &candidates, entries.len());
    records::join(registry, &mut scored).await?;
    known.speak_for(&mut scored, registry.index.len()?);

    let mut found = with_evidence(query, scored, bikes, &known.marks);
    let lets_pass =
        |found: &Found| narrowing.lets_pass(&found.bike, found.theft.as_ref().map(|theft| theft.window));
    found.retain(lets_pass);
    if narrowing.asks_for_areas() {
        let areas = Areas::read(registry, &found).await?;
        found.retain(|found| {
            let of = areas.of(found.bike.id).map(|one| one.slug.as_str());
            narrowing.lets_pass_area(of)
        });
    }
    let total = Total::of(&found, &candidates, depth);
    let more = found.len() > limit;
    found.truncate(limit);
    Ok(Ranked {
        found,
        total,
        more,
        unfixed: known.marks.unfixed,
        spelling: Spelling::of(registry, query)?,
    })
}

/// Asks the index for bikes. If the look-up has filters, it asks for those that pass them.
async fn candidates(
    registry: &Registry,
    query: &Query,
    narrowing: &Narrowing,
    depth: usize,
) -> Result<Candidates, MatchError> {
    if narrowing.is_none() {
        return Ok(registry.index.candidates(query, depth)?);
    }
    let within = within(registry, narrowing).await?;
    Ok(registry.index.candidates_within(query, &within, depth)?)
}

/// Joins each score with its bike, keeping the order of the scores.
fn with_evidence(
    query: &Query,
    scored: Vec<Scored>,
    bikes: Vec<(Bike, Option<OpenTheft>)>,
    marks: &MarksRead,
) -> Vec<Found> {
    let by_number = !query.numbers.is_empty();
    let mut bikes: HashMap<BikeId, (Bike, Option<OpenTheft>)> =
        bikes.into_iter().map(|found| (found.0.id, found)).collect();
    let found = scored.into_iter().filter_map(|scored| {
        let (bike, theft) = bikes.remove(&scored.bike)?;
        let mark = marks.on_bikes.get(&bike.id).map(|mark| mark.seen.clone());
        Some(Found {
            unlikely: by_number && scored.is_unlikely(),
            bike,
            theft,
            scored,
            mark,
        })
    });
    found.collect()
}

/// What the database knows about what was typed. The questions are asked at the same time, because a look-up waits for
/// every answer.
struct Known {
    marks: MarksRead,
    named: HashMap<BikeId, Named>,
    /// Bikes with an equal number, look-alikes folded.
    equal: Vec<BikeId>,
}

impl Known {
    async fn read(registry: &Registry, query: &Query, look_up: &LookUp) -> Result<Self, StoreError> {
        let typed = look_up.boxes();
        let keys = query.numbers.iter().flat_map(|pattern| pattern.keys());
        let folded: Vec<String> = keys.map(|key| domain::number::fold(&key)).collect();
        let (marks, named, equal) = tokio::try_join!(
            marks::read(registry, &typed),
            references::read(registry, &typed),
            store::bike::identifiers::bikes_with(&registry.store, &folded, MOST_EQUAL),
        )?;
        Ok(Self { marks, named, equal })
    }

    /// Returns all bikes to rank, in order.
    fn with(&self, candidates: &Candidates, named: &[BikeId]) -> Vec<BikeId> {
        let mut ids = self.equal.clone();
        ids.extend(named);
        ids.extend(self.marks.on_bikes.keys());
        ids.extend(self.named.keys());
        ids.extend(candidates.found.iter().map(|candidate| candidate.bike));
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Adds the evidence of marks and references, leaves out evidence that no longer counts, and puts the best bikes
    /// first.
    fn speak_for(&self, scored: &mut Vec<Scored>, register: u64) {
        for one in &mut *scored {
            if let Some(mark) = self.marks.on_bikes.get(&one.bike) {
                mark.speak_for(one, register);
            }
            if let Some(reference) = self.named.get(&one.bike) {
                reference.speak_for(one);
            }
        }
        // A bike that is too unlikely to be worth a look is left out, unless the evidence speaks for it.
        scored.retain(|one| one.bits > 0.0 || !one.is_remote());
        if !self.named.is_empty() {
            // If the text is the reference of a bike, it is not a number, so similar numbers are left out.
            scored.retain(|one| one.band > Band::Possible);
        }
        scored.sort_by(|a, b| b.bits.total_cmp(&a.bits).then(b.bike.cmp(&a.bike)));
    }
}

impl Total {
    /// Counts the likely bikes. If all candidates were read, or one of them is unlikely, all likely ones were read and
    /// can be counted. Otherwise the index says how many there are.
    fn of(found: &[Found], candidates: &Candidates, depth: usize) -> Self {
        let likely = found.iter().filter(|found| !found.unlikely).count();
        if candidates.scored <= depth || likely < found.len() {
            Self {
                count: likely,
                at_least: false,
            }
        } else {
            Self {
                count: likely.max(candidates.likely),
                at_least: candidates.at_least,
            }
        }
    }
}

/// What the index needs for the filters of a look-up.
async fn within(registry: &Registry, narrowing: &Narrowing) -> Result<Within, StoreError> {
    let mut within = Within {
        narrowing: narrowing.clone(),
        partnerships: Vec::new(),
    };
    if narrowing.asks_for_areas() {
        let (partnerships, organisations) = tokio::try_join!(
            store::account::organisations::partnerships(&registry.store),
            store::account::organisations::all(&registry.store),
        )?;
        let of = |partnership: &Partnership| {
            let theirs = organisations
                .iter()
                .filter(|one| one.partnership == Some(partnership.id));
            theirs.map(|organisation| organisation.id).collect()
        };
        let named = partnerships.iter().map(|one| (one.slug.clone(), of(one)));
        within.partnerships = named.collect();
    }
    Ok(within)
}

/// Adds to a bike's entry when and where somebody last saw it.
pub(crate) fn seen_too(entry: BikeEntry, seen: &HashMap<BikeId, LastSeen>) -> BikeEntry {
    let Some(last) = seen.get(&entry.id) else {
        return entry;
    };
    let seen = Some(Seen {
        at: last.at,
        place: last.point,
    });
    BikeEntry {
        stolen: Some(Stolen {
            seen,
            ..entry.stolen.unwrap_or_default()
        }),
        ..entry
    }
}

/// Makes the entry of a bike for the index and the ranker.
pub(crate) fn entry_of(bike: &Bike, theft: Option<&OpenTheft>) -> BikeEntry {
    let former = bike.former.iter().map(|one| (one.kind, &one.number));
    BikeEntry {
        id: bike.id,
        numbers: bike
            .numbers()
            .chain(former)
            .map(|(kind, number)| (kind, number.as_written().to_owned()))
            .collect(),
        make: bike.description.make.clone(),
        model: bike.description.model.clone(),
        colours: bike.description.colours.clone(),
        kind: bike.description.kind,
        features: Features::of(bike.description.features.as_deref().unwrap_or_default()),
        stolen: theft.map(|theft| Stolen {
            from: Some(theft.window.from()),
            to: Some(theft.window.to()),
            place: theft.point,
            seen: None,
        }),
        standing: bike.standing,
        organisations: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
