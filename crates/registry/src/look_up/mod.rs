//! An officer looks a bike up. What was found is logged and kept before it is shown, and every page reads what was kept.

mod area;
mod ask;
mod kept;
pub mod owner_details;
pub mod rank;
mod read_back;
pub mod reconcile;

pub use area::Areas;
pub use ask::{from_command_line, look_up, look_up_as_spelt, show_more};
pub(crate) use ask::{keep, searched};
pub use rank::{Ranked, Spelling, Total, UnfixedMark};
pub(crate) use read_back::of_recovery;
pub use read_back::{ShownBike, asked, last_reasons, read_back, shown};
pub use store::bike::flags::{Flag, FlagKind};

use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::bike::BikeKind;
use domain::id::{AccountId, LookUpId};
use domain::look_up::{Narrowing, Query, Reason};
use domain::number::{FramePattern, PatternError};
use domain::place::Point;
use domain::recovery::Recovery;
use jiff::Timestamp;
use rank::{Found, MatchError};
use serde::{Deserialize, Serialize};
use store::StoreError;
use thiserror::Error;

/// The most results that the command line shows.
pub const MOST_RESULTS: usize = 50;

/// The most results that one look-up shows, however often more are asked for.
pub const MOST_SHOWN: usize = 500;

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
    /// What the results are narrowed down to.
    #[serde(default, skip_serializing_if = "Narrowing::is_none")]
    pub narrowing: Narrowing,
    /// The look-up that this one narrows down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narrows: Option<LookUpId>,
}

/// A look-up with its results.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The log entry.
    pub id: LookUpId,
    /// Who asked; none for the command line.
    pub by: Option<AccountId>,
    /// What was looked for.
    pub look_up: LookUp,
    /// Why.
    pub reason: Reason,
    /// When.
    pub at: Timestamp,
    /// The bikes that it may be, best first: scores and reasons as they were shown, the bikes as they are now.
    pub bikes: Vec<LikelyBike>,
    /// Whether what was shown is still kept; if not, there are no bikes here.
    pub kept: bool,
    /// How many are possible or better.
    pub total: Total,
    /// Whether more than these were found.
    pub more: bool,
    /// In whose area each was stolen, is held or was registered.
    pub areas: Areas,
    /// The recoveries of the officer's own force that what was typed names.
    pub recoveries: Vec<Recovery>,
    /// Whether whole numbers that were typed are on different bikes.
    pub different_bikes: bool,
    /// Marks of ours that were typed and were on no bike.
    pub unfixed: Vec<UnfixedMark>,
    /// How the make and the model are probably spelt.
    pub spelling: Spelling,
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
    /// There is no such look-up of this officer's force.
    #[error("This look-up belongs to another force, or we no longer keep its results")]
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

    /// Writes down what was looked for, for the log.
    fn write(&self) -> Result<serde_json::Value, StoreError> {
        serde_json::to_value(self).map_err(|error| StoreError::Corrupt {
            table: "look_up",
            what: error.to_string(),
        })
    }

    /// Reads the query of a log entry. An entry for many look-ups at once was not made by an officer, so it
    /// has none.
    fn read(query: serde_json::Value) -> Result<Self, LookUpError> {
        serde_json::from_value(query).map_err(|_| LookUpError::NotFound)
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

/// Tells whether an officer may read a look-up: it is the officer's own, or a colleague's of the same force.
fn may_read(officer: OfficerOf, entry: &store::look_up::LookUp) -> bool {
    entry.account.is_some() && entry.organisation == Some(officer.organisation)
}

/// Puts the flags of found bikes beside them.
async fn with_flags(registry: &Registry, found: Vec<Found>) -> Result<Vec<LikelyBike>, StoreError> {
    let flags = flags_of(registry, &found).await?;
    Ok(likely(found, &flags))
}

async fn flags_of(registry: &Registry, found: &[Found]) -> Result<Vec<Flag>, StoreError> {
    let ids: Vec<_> = found.iter().map(|found| found.bike.id).collect();
    store::bike::flags::for_bikes(&registry.store, &ids).await
}

fn likely(found: Vec<Found>, flags: &[Flag]) -> Vec<LikelyBike> {
    let with_flags = |found: Found| {
        let of_bike = flags.iter().filter(|flag| flag.bike == found.bike.id);
        LikelyBike {
            flags: of_bike.copied().collect(),
            found,
        }
    };
    found.into_iter().map(with_flags).collect()
}

#[cfg(test)]
mod tests;
