//! What readers of a partnership's figures see: the last release, what it says in words, and the tables they choose.

mod changes;
mod choice;
mod compared;
mod police;
mod sentences;

pub use changes::{Changed, changes};
pub use choice::{Choice, Offered, Options, offered, select};
pub(crate) use compared::year;
pub use figures::change::{Limits, limits};
pub use figures::definition::{DEFINITIONS, Definition};
pub use police::table as police_table;
pub use sentences::{Sentence, Sureness, sentences, share_of, sureness};

use crate::Registry;
use crate::account::permits::ReaderOf;
use crate::figure::release::quarter_of;
use domain::account::Partnership;
use domain::figure::Month;
use domain::figure::release::Release;
use domain::london;
use jiff::ToSpan;
use store::StoreError;
use store::figure::{facts, releases};

/// With fewer thefts than this in the last twelve months, we show nothing about the current month, because a single day
/// would stand out.
const FEWEST_FOR_LIVE: u64 = 120;

/// The current month, which is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// Which month it is.
    pub month: Month,
    /// How many thefts have been counted so far.
    pub thefts: u64,
    /// Thefts so far in an unknown area, for all partnerships together.
    pub nowhere: u64,
}

/// What a reader sees.
#[derive(Clone, Debug, PartialEq)]
pub struct Insights {
    /// The partnership that the figures are about.
    pub partnership: Partnership,
    /// Every partnership that the reader may choose.
    pub readable: Vec<Partnership>,
    /// The last release, or `None` before the first quarter is closed.
    pub release: Option<Release>,
    /// How many days ago it was made.
    pub days_since: i32,
    /// The SHA-256 of the release, as hexadecimal digits.
    pub hash: String,
    /// The current month, if enough bikes are stolen.
    pub live: Option<Live>,
}

/// Reads what a reader sees of the partnership with this short name, or of the first one that they may read.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn read(
    registry: &Registry,
    reader: &ReaderOf,
    wanted: Option<&str>,
) -> Result<Option<Insights>, StoreError> {
    let store = &registry.store;
    let all = store::account::organisations::partnerships(store).await?;
    let readable: Vec<Partnership> = all.into_iter().filter(|one| reader.reads(one.id)).collect();
    let chosen = readable
        .iter()
        .find(|one| wanted.is_none_or(|slug| slug == one.slug));
    let Some(partnership) = chosen.cloned() else {
        return Ok(None);
    };
    let kept = releases::last(store, partnership.id).await?;
    let (release, hash) = match kept {
        Some(kept) => (
            Some(super::release::read_body(&kept.body)?),
            kept.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        ),
        None => (None, String::new()),
    };
    let live = live(registry, &partnership.slug).await?;
    Ok(Some(Insights {
        days_since: release.as_ref().map_or(0, |release: &Release| {
            (london::date_of(registry.now()) - release.made_on).get_days()
        }),
        partnership,
        readable,
        release,
        hash,
        live,
    }))
}

async fn live(registry: &Registry, area: &str) -> Result<Option<Live>, StoreError> {
    let store = &registry.store;
    let today = london::date_of(registry.now());
    let year = (today.saturating_sub(1.year()).saturating_add(1.day()), today);
    if super::facts::position(registry).await?.is_none()
        || facts::count(store, Some(area), year).await? < FEWEST_FOR_LIVE
    {
        return Ok(None);
    }
    let month = Month::of(today);
    let days = (month.first_day(), today);
    Ok(Some(Live {
        month,
        thefts: facts::count(store, Some(area), days).await?,
        nowhere: facts::count(store, None, days).await?,
    }))
}

/// The names of the periods of a release.
pub(crate) struct Periods {
    /// The short word for its last twelve months.
    pub(crate) now: String,
    /// The short word for the twelve before.
    pub(crate) before: String,
    /// The last twelve months in words, such as "from October 2025 to September 2026".
    pub(crate) now_said: String,
    /// The same for the twelve before.
    pub(crate) before_said: String,
}

impl Periods {
    pub(crate) fn of(release: &Release) -> Option<Self> {
        let quarter = quarter_of(release.quarter)?;
        let key =
            |quarter: figures::period::Quarter| format!("{}-q{}", quarter.year().begins, quarter.number());
        let last = Month::of(quarter.last_day());
        Some(Self {
            now: key(quarter),
            before: key(quarter.a_year_before()),
            now_said: format!("from {} to {}", last.plus(-11).said(), last.said()),
            before_said: format!("from {} to {}", last.plus(-23).said(), last.plus(-12).said()),
        })
    }
}

#[cfg(test)]
mod tests;
