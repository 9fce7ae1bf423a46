//! Lets an officer look a bike up. The results are logged and stored before they are shown, and every page reads the
//! stored results.

pub mod acts;
mod area;
mod ask;
pub mod inspect;
mod kept;
mod log;
pub mod notices;
pub mod openings;
pub mod own;
pub mod owner_details;
pub mod rank;
mod read_back;
pub mod reconcile;
pub mod samples;

pub use area::Areas;
pub(crate) use ask::searched;
pub use ask::{Told, from_command_line, look_up, look_up_as_spelt, show_more};
pub(crate) use kept::{put_together, scored_in, take_down};
pub(crate) use log::Logged;
pub use rank::{Ranked, Spelling, Total, UnfixedMark};
pub use read_back::{ShownBike, asked, last_reasons, read_back, shown};
pub(crate) use read_back::{each_shown, of_recovery};
pub(crate) use reconcile::{MOST_RESULTS as MOST_LISTED, listed};
pub use store::bike::flags::{Flag, FlagKind};

use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::bike::BikeKind;
use domain::catalogue::Features;
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

/// The most results that one look-up shows, however often the officer asks for more.
pub const MOST_SHOWN: usize = 500;

/// What an officer typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LookUp {
    /// The box for numbers: a frame number with `?`, `*` and `[8B]`, a mark, another number, or several of them.
    pub number: Option<String>,
    /// Other numbers, each from a box of its own.
    #[serde(default)]
    pub others: Vec<String>,
    /// The make of the bike.
    pub make: Option<String>,
    /// The model of the bike.
    pub model: Option<String>,
    /// The colours of the bike, as slugs.
    #[serde(default)]
    pub colours: Vec<String>,
    /// The kind of bike.
    pub kind: Option<BikeKind>,
    /// Its distinguishing features, as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features: Option<String>,
    /// When it was found.
    pub found_at: Option<Timestamp>,
    /// Where it was found.
    pub place: Option<Point>,
    /// The filters that the officer chose.
    #[serde(default, skip_serializing_if = "Narrowing::is_none")]
    pub narrowing: Narrowing,
    /// The look-up that this one filters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narrows: Option<LookUpId>,
}

/// A look-up with its results.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The id of the look-up in the log.
    pub id: LookUpId,
    /// Who asked, or `None` for the command line.
    pub by: Option<AccountId>,
    /// What the officer looked for.
    pub look_up: LookUp,
    /// Why the officer looked the bike up.
    pub reason: Reason,
    /// When the look-up was made.
    pub at: Timestamp,
    /// The likely bikes, best first. Scores and reasons are as they were shown; the bikes are as they are now.
    pub bikes: Vec<LikelyBike>,
    /// How many bikes were shown that are no longer on the register.
    pub gone: usize,
    /// True if the results are still kept. If not, there are no bikes here.
    pub kept: bool,
    /// How many bikes are possible or better.
    pub total: Total,
    /// True if there are more results.
    pub more: bool,
    /// The areas in which each bike was stolen, is held or was registered.
    pub areas: Areas,
    /// The recoveries of the officer's own force whose reference was typed.
    pub recoveries: Vec<Recovery>,
    /// True if the officer typed whole numbers of different bikes.
    pub different_bikes: bool,
    /// If several whole numbers were typed, those that no bike on the register has.
    pub of_no_bike: Vec<String>,
    /// Our marks that were typed but were not on a bike.
    pub unfixed: Vec<UnfixedMark>,
    /// The likely spelling of the make and the model.
    pub spelling: Spelling,
}

/// A likely bike. It never contains the owner's details.
#[derive(Clone, Debug)]
pub struct LikelyBike {
    /// The bike, its score and its reasons.
    pub found: Found,
    /// Why somebody should look at its registration again.
    pub flags: Vec<Flag>,
}

/// Why nothing was looked up.
#[derive(Debug, Error)]
pub enum LookUpError {
    /// Nothing was typed.
    #[error("Enter a number, a mark, or what the bike looks like")]
    Nothing,
    /// The number cannot be searched for.
    #[error(transparent)]
    Number(#[from] PatternError),
    /// The officer's force has no such look-up.
    #[error("This look-up belongs to another force, or we no longer keep its results")]
    NotFound,
    /// The store failed; nothing was looked up.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The bikes could not be ranked.
    #[error(transparent)]
    Match(#[from] MatchError),
}

impl LookUp {
    /// Parses what was typed into what the ranker takes.
    ///
    /// # Errors
    /// [`LookUpError::Nothing`] or [`LookUpError::Number`], with what to enter instead.
    pub fn query(&self) -> Result<Query, LookUpError> {
        let mut numbers = patterns(self.number.iter())?;
        let parts = patterns(self.others.iter())?;
        let on_parts = parts.len();
        numbers.extend(parts);
        let query = Query {
            numbers,
            on_parts,
            make: self.make.clone(),
            model: self.model.clone(),
            colours: self.colours.clone(),
            kind: self.kind,
            features: Features::of(self.features.as_deref().unwrap_or_default()),
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

    /// Writes the query for the log.
    fn write(&self) -> Result<serde_json::Value, StoreError> {
        serde_json::to_value(self).map_err(|error| StoreError::Corrupt {
            table: "look_up",
            what: error.to_string(),
        })
    }

    /// Reads the query of a log entry. An entry for many look-ups at once was not made by an officer, so it has no
    /// query.
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

/// Reads boxes for numbers, without those that are empty.
fn patterns<'b>(boxes: impl Iterator<Item = &'b String>) -> Result<Vec<FramePattern>, LookUpError> {
    let mut patterns = Vec::new();
    for typed in boxes.filter(|typed| !typed.trim().is_empty()) {
        match FramePattern::parse(typed) {
            Ok(pattern) => patterns.push(pattern),
            // "Unknown" in the box is not a number. We still look for everything else that was typed.
            Err(PatternError::Words) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(patterns)
}

/// Returns true if an officer may read a look-up: it is the officer's own, or a colleague's of the same force.
fn may_read(officer: OfficerOf, entry: &store::look_up::LookUp) -> bool {
    entry.account.is_some() && entry.organisation == Some(officer.organisation)
}

/// Adds flags to the bikes that were found.
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
