//! An officer looks a bike up: logged first, then searched, then shown.

mod area;
pub mod owner_details;
pub mod rank;
pub mod reconcile;

pub use area::Areas;

use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::bike::BikeKind;
use domain::id::LookUpId;
use domain::look_up::Query;
use domain::look_up::Reason;
use domain::number::{FramePattern, PatternError};
use domain::place::Point;
use jiff::Timestamp;
use rank::{Found, MatchError};
use serde::{Deserialize, Serialize};
use store::StoreError;
use store::bike::flags::Flag;
use thiserror::Error;

/// The most results that one look-up shows.
pub const MOST_RESULTS: usize = 50;

/// What an officer typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LookUp {
    /// The one box: a frame number with `?`, `*` and `[8B]`, a mark, another number, or several.
    pub number: Option<String>,
    /// Other numbers, each a box of its own.
    #[serde(default)]
    pub others: Vec<String>,
    /// The make.
    pub make: Option<String>,
    /// The model.
    pub model: Option<String>,
    /// Colours, as slugs.
    #[serde(default)]
    pub colours: Vec<String>,
    /// The kind of cycle.
    pub kind: Option<BikeKind>,
    /// When it was found.
    pub found_at: Option<Timestamp>,
    /// Where it was found.
    pub place: Option<Point>,
}

/// A look-up with its results.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The log entry.
    pub id: LookUpId,
    /// What was looked for.
    pub look_up: LookUp,
    /// Why.
    pub reason: Reason,
    /// When.
    pub at: Timestamp,
    /// The bikes that it may be, best first.
    pub hits: Vec<LikelyBike>,
    /// Whether more than these were found.
    pub more: bool,
    /// In whose area each was stolen, is held or was registered.
    pub areas: Areas,
}

/// A bike that may be the one. Never holds the owner's details.
#[derive(Clone, Debug)]
pub struct LikelyBike {
    /// The bike, its score and its reasons.
    pub found: Found,
    /// Why its registration wants a second look.
    pub flags: Vec<Flag>,
}

/// Why nothing was looked up.
#[derive(Debug, Error)]
pub enum LookUpError {
    /// Nothing was typed to look for.
    #[error("Enter a number, a mark, or what the bike looks like")]
    Nothing,
    /// The number cannot be searched for.
    #[error(transparent)]
    Number(#[from] PatternError),
    /// There is no such look-up of this officer.
    #[error("This look-up is not one of yours")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ranking failed.
    #[error(transparent)]
    Match(#[from] MatchError),
}

impl LookUp {
    /// Parses what was typed into what the ranker takes.
    ///
    /// # Errors
    /// [`LookUpError::Nothing`] or [`LookUpError::Number`], with what to enter instead.
    pub fn query(&self) -> Result<Query, LookUpError> {
        let mut numbers = Vec::new();
        for typed in self.boxes() {
            match FramePattern::parse(typed) {
                Ok(pattern) => numbers.push(pattern),
                // "Unknown" in the box is no number; what else was typed is still looked for.
                Err(PatternError::Words) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let query = Query {
            numbers,
            make: self.make.clone(),
            model: self.model.clone(),
            colours: self.colours.clone(),
            kind: self.kind,
            found_at: self.found_at,
            place: self.place,
        };
        let described = query.make.is_some()
            || query.model.is_some()
            || !query.colours.is_empty()
            || query.kind.is_some();
        if query.numbers.is_empty() && !described {
            Err(LookUpError::Nothing)
        } else {
            Ok(query)
        }
    }

    /// Returns what was typed in each box for numbers.
    pub fn boxes(&self) -> Vec<&str> {
        self.number
            .iter()
            .chain(&self.others)
            .map(String::as_str)
            .filter(|typed| !typed.trim().is_empty())
            .collect()
    }
}

/// Looks a bike up for an officer. The log entry is committed before the search is made.
///
/// # Errors
/// [`LookUpError`]; what cannot be searched for is not logged.
pub async fn look_up(
    registry: &Registry,
    officer: OfficerOf,
    reason: &Reason,
    look_up: &LookUp,
    limit: usize,
) -> Result<Answer, LookUpError> {
    let query = look_up.query()?;
    let at = registry.now();
    let id = log(registry, Some(officer), reason, look_up, at).await?;
    let (hits, more) = hits(registry, &query, look_up, limit).await?;
    note_results(registry, id, hits.len()).await?;
    let areas = Areas::read(registry, hits.iter().map(|hit| &hit.found)).await?;
    Ok(Answer {
        id,
        look_up: look_up.clone(),
        reason: reason.clone(),
        at,
        hits,
        more,
        areas,
    })
}

/// Shows an officer's own earlier look-up again, as the register stands now. It is not logged anew.
///
/// # Errors
/// [`LookUpError::NotFound`] when it is somebody else's or not there.
pub async fn again(
    registry: &Registry,
    officer: OfficerOf,
    id: LookUpId,
    limit: usize,
) -> Result<Answer, LookUpError> {
    let entry = store::look_up::get(&registry.store, id)
        .await?
        .ok_or(LookUpError::NotFound)?;
    if entry.account != Some(officer.account) {
        return Err(LookUpError::NotFound);
    }
    let look_up: LookUp = serde_json::from_value(entry.query).map_err(|_| LookUpError::NotFound)?;
    let (hits, more) = hits(registry, &look_up.query()?, &look_up, limit).await?;
    let areas = Areas::read(registry, hits.iter().map(|hit| &hit.found)).await?;
    Ok(Answer {
        id,
        look_up,
        reason: entry.reason,
        at: entry.at,
        hits,
        more,
        areas,
    })
}

/// Looks a bike up from the command line, which is logged without an account.
///
/// # Errors
/// [`LookUpError`]; what cannot be searched for is not logged.
pub async fn from_command_line(
    registry: &Registry,
    reason: &Reason,
    look_up: &LookUp,
    limit: usize,
) -> Result<Vec<LikelyBike>, LookUpError> {
    let query = look_up.query()?;
    let id = log(registry, None, reason, look_up, registry.now()).await?;
    let (hits, _) = hits(registry, &query, look_up, limit).await?;
    note_results(registry, id, hits.len()).await?;
    Ok(hits)
}

async fn log(
    registry: &Registry,
    officer: Option<OfficerOf>,
    reason: &Reason,
    look_up: &LookUp,
    now: Timestamp,
) -> Result<LookUpId, StoreError> {
    let query = serde_json::to_value(look_up).map_err(|error| StoreError::Corrupt {
        table: "look_up",
        what: error.to_string(),
    })?;
    let tx = registry.store.begin().await?;
    let (account, organisation) = (officer.map(|o| o.account), officer.map(|o| o.organisation));
    let id = store::look_up::begin(&tx, account, organisation, reason, &query, now).await?;
    tx.commit().await?;
    Ok(id)
}

async fn note_results(registry: &Registry, id: LookUpId, results: usize) -> Result<(), StoreError> {
    let tx = registry.store.begin().await?;
    store::look_up::finish(&tx, id, u32::try_from(results).unwrap_or(u32::MAX)).await?;
    tx.commit().await
}

async fn hits(
    registry: &Registry,
    query: &Query,
    look_up: &LookUp,
    limit: usize,
) -> Result<(Vec<LikelyBike>, bool), LookUpError> {
    let limit = limit.clamp(1, MOST_RESULTS);
    let mut found = rank::find(registry, query, &look_up.boxes(), limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let ids: Vec<_> = found.iter().map(|found| found.bike.id).collect();
    let flags = store::bike::flags::for_bikes(&registry.store, &ids).await?;
    let hits = found
        .into_iter()
        .map(|found| {
            let flags = flags
                .iter()
                .filter(|flag| flag.bike == found.bike.id)
                .cloned()
                .collect();
            LikelyBike { found, flags }
        })
        .collect();
    Ok((hits, more))
}

#[cfg(test)]
mod tests;
