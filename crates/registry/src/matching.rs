//! The bikes that a query may mean: right but for look-alikes from the database, misread from the index,
//! each read from the database and ranked with its evidence.

use crate::Registry;
use domain::bike::Bike;
use domain::mark_code::{MarkCode, PutRight, Reading};
use domain::matching::{Band, BikeEntry, Evidence, Field, Query, Scored, Stolen};
use domain::id::BikeId;
use std::collections::HashMap;
use store::StoreError;
use store::theft_reports::OpenTheft;
use thiserror::Error;

/// Equal numbers that are read from the database at most; more share a number only by mistake.
const MOST_EQUAL: u64 = 50;
/// Random characters of a mark code are worth this many bits: 8 symbols of 5.
const MARK_BITS: f64 = 40.0;
/// Codes that one wrong character could have been: 10 places, 31 other symbols.
const ONE_WRONG: f64 = 310.0;
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
}

/// A mark as it was read and what had to be put right to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkSeen {
    /// The mark on the bike.
    pub code: MarkCode,
    /// What was changed or filled in.
    pub put_right: Vec<PutRight>,
}

/// Ranks the bikes that a query may mean, best first. `typed` is what stands in the number boxes, for marks.
///
/// # Errors
/// [`MatchError`] when the store or the index fails.
pub async fn find(
    registry: &Registry,
    query: &Query,
    typed: &[&str],
    limit: usize,
) -> Result<Vec<Found>, MatchError> {
    let marks = marks(registry, typed).await?;
    let candidates = registry.index.candidates(query, limit + SPARE)?;
    let folded: Vec<String> =
        query.numbers.iter().flat_map(|pattern| pattern.keys()).map(|key| domain::number::fold(&key)).collect();
    let mut ids = store::identifiers::bikes_with(&registry.store, &folded, MOST_EQUAL).await?;
    ids.extend(marks.keys());
    ids.extend(candidates.found.iter().map(|candidate| candidate.bike));
    ids.sort_unstable();
    ids.dedup();

    let bikes = store::bikes::load(&registry.store, &ids).await?;
    let thefts = store::theft_reports::open_thefts(&registry.store, &ids).await?;
    let entries: Vec<BikeEntry> = bikes.iter().map(|bike| entry_of(bike, thefts.get(&bike.id))).collect();
    let mut scored = search::rank(query, &entries, &candidates, entries.len());
    for one in &mut scored {
        if let Some((seen, bits)) = marks.get(&one.bike) {
            add_mark(one, seen, *bits);
        }
    }
    scored.sort_by(|a, b| b.bits.total_cmp(&a.bits).then(b.bike.cmp(&a.bike)));
    scored.truncate(limit);

    let mut bikes: HashMap<BikeId, Bike> = bikes.into_iter().map(|bike| (bike.id, bike)).collect();
    Ok(scored
        .into_iter()
        .filter_map(|scored| {
            let bike = bikes.remove(&scored.bike)?;
            let theft = thefts.get(&bike.id).copied();
            let mark = marks.get(&bike.id).map(|(seen, _)| seen.clone());
            Some(Found { bike, theft, scored, mark })
        })
        .collect())
}

/// Makes what the index and the ranker need of a bike.
pub(crate) fn entry_of(bike: &Bike, theft: Option<&OpenTheft>) -> BikeEntry {
    let frame = bike.frame.number().map(|number| (domain::bike::IdentifierKind::Frame, number));
    let others = bike.identifiers.iter().map(|identifier| (identifier.kind, &identifier.number));
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

/// Finds the bikes whose live mark is what was typed, with the bits that the reading is worth.
async fn marks(
    registry: &Registry,
    typed: &[&str],
) -> Result<HashMap<BikeId, (MarkSeen, f64)>, StoreError> {
    let mut found = HashMap::new();
    for text in typed {
        let reading = MarkCode::read(text);
        let put_right = reading.put_right().to_vec();
        let (codes, choices) = match reading {
            Reading::Exact(code) | Reading::Restored { code, .. } => (vec![code], 1.0),
            Reading::Corrected { code, .. } => (vec![code], ONE_WRONG),
            Reading::Unresolved { candidates } => {
                let codes: Vec<MarkCode> = candidates.collect();
                let choices = codes.len() as f64;
                (codes, choices)
            }
            Reading::NotAMark(_) => continue,
        };
        let bits = MARK_BITS - choices.log2();
        for mark in store::marks::find_many(&registry.store, &codes).await? {
            if let Some(bike) = mark.bike {
                let seen = MarkSeen { code: mark.code, put_right: put_right.clone() };
                found.insert(bike, (seen, bits));
            }
        }
    }
    Ok(found)
}

/// Lets a mark speak for a bike. What was typed was then no number, so that it is none of this bike's
/// numbers says nothing.
fn add_mark(scored: &mut Scored, seen: &MarkSeen, bits: f64) {
    if scored.evidence.iter().any(|evidence| evidence.field == Field::Number && evidence.bits < 0.0) {
        scored.evidence.retain(|evidence| evidence.field != Field::Number || evidence.bits >= 0.0);
        scored.alignment = None;
    }
    let code = seen.code;
    let sentence = match seen.put_right.as_slice() {
        [] => format!("mark: {code} is fixed to this bike and its check characters agree"),
        put_right => {
            let changes: Vec<String> = put_right
                .iter()
                .map(|change| match change.was {
                    '?' => format!("character {} is {}", change.position + 1, change.is),
                    was => format!("character {} is {}, read as {was}", change.position + 1, change.is),
                })
                .collect();
            format!("mark: {code} is fixed to this bike; its check characters show that {}", changes.join(" and "))
        }
    };
    scored.evidence.insert(0, Evidence { field: Field::Mark, bits, sentence });
    scored.bits = scored.evidence.iter().map(|evidence| evidence.bits).sum();
    if seen.put_right.is_empty() && bits >= MARK_BITS {
        scored.posterior = scored.posterior.max(0.999_999);
    } else {
        scored.posterior = scored.posterior.max(0.995);
    }
    scored.band = Band::of(scored.posterior);
}
