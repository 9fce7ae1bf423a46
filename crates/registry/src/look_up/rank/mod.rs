//! Finds and ranks the bikes that may match a query. Numbers that differ only in look-alikes come from the
//! database, misread ones from the index; each bike is read from the database and ranked with its evidence.

mod marks;
mod records;
mod references;
mod spelling;

pub use marks::{MarkSeen, UnfixedMark};
pub use records::are_of_different_bikes;
pub use spelling::Spelling;

use super::{Areas, LookUp};
use crate::Registry;
use domain::account::Partnership;
use domain::bike::Bike;
use domain::id::BikeId;
use domain::look_up::{Band, BikeEntry, Narrowing, Query, Scored, Stolen};
use marks::MarksRead;
use references::Named;
use search::{Candidates, Within};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::StoreError;
use store::theft::OpenTheft;
use thiserror::Error;

/// Equal numbers that are read from the database at most; more share a number only by mistake.
const MOST_EQUAL: u64 = 50;
/// How many bikes to read and rank beyond those that are shown.
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
    /// Whether the bike is unlikely. An officer who finds nothing better may still want to see it.
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
    /// Marks of ours that were typed and are on no bike.
    pub unfixed: Vec<UnfixedMark>,
    /// How the make and the model are probably spelt.
    pub spelling: Spelling,
}

/// Ranks the bikes that a query may mean, best first, those that are unlikely after the others. What the look-up is
/// narrowed down to is asked of every bike of the register.
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
    let depth = limit + SPARE;
    let known = Known::read(registry, query, look_up).await?;
    let candidates = if narrowing.is_none() {
        registry.index.candidates(query, depth)?
    } else {
        let within = within(registry, narrowing).await?;
        registry.index.candidates_within(query, &within, depth)?
    };
    let ids = known.with(&candidates);
    let bikes = store::bike::load_with_thefts(&registry.store, &ids).await?;
    let entries: Vec<BikeEntry> = bikes
        .iter()
        .map(|(bike, theft)| entry_of(bike, theft.as_ref()))
        .collect();
    let mut scored = search::rank(query, &entries, &candidates, entries.len());
    records::join(registry, &mut scored).await?;
    known.speak_for(&mut scored, registry.index.len()?);

    let by_number = !query.numbers.is_empty();
    let mut bikes: HashMap<BikeId, (Bike, Option<OpenTheft>)> =
        bikes.into_iter().map(|found| (found.0.id, found)).collect();
    let found = scored.into_iter().filter_map(|scored| {
        let (bike, theft) = bikes.remove(&scored.bike)?;
        let mark = known.marks.on_bikes.get(&bike.id).map(|mark| mark.seen.clone());
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

/// What the database knows of what was typed: asked all at once, for a look-up waits for every answer.
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

    /// All bikes that may be the one, in order.
    fn with(&self, candidates: &Candidates) -> Vec<BikeId> {
        let mut ids = self.equal.clone();
        ids.extend(self.marks.on_bikes.keys());
        ids.extend(self.named.keys());
        ids.extend(candidates.found.iter().map(|candidate| candidate.bike));
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Lets marks and references speak for their bikes, leaves out what speaks against itself, and puts the best first.
    fn speak_for(&self, scored: &mut Vec<Scored>, register: u64) {
        for one in &mut *scored {
            if let Some(mark) = self.marks.on_bikes.get(&one.bike) {
                mark.speak_for(one, register);
            }
            if let Some(reference) = self.named.get(&one.bike) {
                reference.speak_for(one);
            }
        }
        // What the evidence speaks against is somebody else's, unless there is hardly a bike that it could be.
        scored.retain(|one| one.bits > 0.0 || !one.is_remote());
        if !self.named.is_empty() {
            // If the text is the reference of a bike, it is not a number, so similar numbers are left out.
            scored.retain(|one| one.band > Band::Possible);
        }
        scored.sort_by(|a, b| b.bits.total_cmp(&a.bits).then(b.bike.cmp(&a.bike)));
    }
}

impl Total {
    /// Where all candidates were read, or one that is unlikely, so that all that are likelier were, those are counted; else
    /// the index tells.
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

/// What the index needs to narrow a look-up down.
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
        standing: bike.standing,
        organisations: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
