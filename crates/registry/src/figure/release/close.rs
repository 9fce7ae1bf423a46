//! Closes each quarter once, on one node, in full or not at all.

use super::counted::Counted;
use super::make::{Beside, Made, make};
use super::model::Kept;
use super::{number_of, quarter_of};
use crate::Registry;
use crate::blocking::blocking;
use crate::figure::facts;
use domain::account::Partnership;
use domain::feed::FeedPosition;
use domain::figure::release::Release;
use domain::london;
use figures::period::Quarter;
use figures::withheld::WithheldError;
use jiff::SignedDuration;
use serde::de::DeserializeOwned;
use store::StoreError;
use store::feed::follower;
use store::figure::releases::{self, ReleaseOf};

/// The name of the right to close quarters. Only one node has it at a time.
const NAME: &str = "releases";
/// A node that dies in the middle gives way to another after this long.
const LEASE: SignedDuration = SignedDuration::from_secs(180);
/// How many earlier releases a release is checked against: all that have a month or a year in common with it.
const TOGETHER: u64 = 14;

/// A quarter that was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The slug of the partnership.
    pub partnership: String,
    /// The quarter, such as `2026/27 Q2`.
    pub quarter: String,
    /// 0 for the first release, or the number of the correction.
    pub revision: i32,
}

/// Why a quarter could not be closed.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// We could not work out what may be shown.
    #[error(transparent)]
    Withheld(#[from] WithheldError),
    /// There is no partnership with this short name.
    #[error("there is no partnership {0:?}")]
    NoPartnership(String),
    /// There is nothing to correct.
    #[error("{0} has no release yet")]
    NoRelease(String),
    /// The facts are being rebuilt.
    #[error("the thefts are being counted again; try again when that is done")]
    NotCounted,
    /// Another process is closing quarters.
    #[error("another process is closing quarters; try again in a few minutes")]
    Busy,
    /// The store failed; what was closed before stays closed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Closes every quarter that is due, and returns them. It does nothing while thefts are being counted again, or while
/// another process closes quarters.
///
/// # Errors
/// [`CloseError`]; what was closed before stays closed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn close_due(registry: &Registry, holder: &str) -> Result<Vec<Closed>, CloseError> {
    let store = &registry.store;
    let last = Quarter::last_closed(london::date_of(registry.now()));
    let mut due = Vec::new();
    for partnership in store::account::organisations::partnerships(store).await? {
        let made = releases::last(store, partnership.id).await?;
        let first = made.map_or(number_of(last), |kept| kept.of.quarter + 1);
        due.extend((first..=number_of(last)).map(|quarter| (partnership.clone(), quarter)));
    }
    if due.is_empty() || counted(registry).await?.is_none() {
        return Ok(Vec::new());
    }
    if !follower::hold(store, NAME, holder, registry.now(), LEASE).await? {
        return Ok(Vec::new());
    }
    let mut closed = Vec::new();
    for (partnership, quarter) in due {
        if let Some(quarter) = quarter_of(quarter) {
            closed.extend(close(registry, &partnership, quarter, 0).await?);
            follower::hold(store, NAME, holder, registry.now(), LEASE).await?;
        }
    }
    follower::let_go(store, NAME, holder).await?;
    Ok(closed)
}

/// Makes the last release of a partnership again, as a correction alongside the first.
///
/// # Errors
/// [`CloseError`]; then nothing was made.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn revise(registry: &Registry, slug: &str, holder: &str) -> Result<Closed, CloseError> {
    let store = &registry.store;
    let all = store::account::organisations::partnerships(store).await?;
    let partnership = all.into_iter().find(|partnership| partnership.slug == slug);
    let partnership = partnership.ok_or_else(|| CloseError::NoPartnership(slug.to_owned()))?;
    let last = releases::last(store, partnership.id).await?;
    let last = last.ok_or_else(|| CloseError::NoRelease(partnership.name.clone()))?;
    let quarter = quarter_of(last.of.quarter).ok_or_else(|| CloseError::NoRelease(slug.to_owned()))?;
    if counted(registry).await?.is_none() {
        return Err(CloseError::NotCounted);
    }
    if !follower::hold(store, NAME, holder, registry.now(), LEASE).await? {
        return Err(CloseError::Busy);
    }
    let made = close(registry, &partnership, quarter, last.of.revision + 1).await;
    follower::let_go(store, NAME, holder).await?;
    made?.ok_or(CloseError::Busy)
}

/// Returns how far the facts follow the feed, or `None` if they have not seen all of it.
async fn counted(registry: &Registry) -> Result<Option<FeedPosition>, StoreError> {
    let store = &registry.store;
    let Some(at) = facts::position(registry).await? else {
        return Ok(None);
    };
    let behind = store::feed::after(store, Some(at), 1).await?;
    Ok(behind.is_empty().then_some(at))
}

/// Makes one release and stores it. Returns `None` if another process has already stored it.
async fn close(
    registry: &Registry,
    partnership: &Partnership,
    quarter: Quarter,
    revision: i32,
) -> Result<Option<Closed>, CloseError> {
    let store = &registry.store;
    let of = ReleaseOf {
        partnership: partnership.id,
        quarter: number_of(quarter),
        revision,
    };
    let Some(feed) = facts::position(registry).await? else {
        return Err(CloseError::NotCounted);
    };
    let rows = releases::last_with_counts(store, partnership.id, TOGETHER).await?;
    let (mut before, mut earlier): (Vec<Release>, Vec<Kept>) = (Vec::new(), Vec::new());
    for (kept, counts) in rows {
        before.push(read(kept.body.as_bytes())?);
        earlier.push(read(&counts)?);
    }
    earlier.reverse();
    let counted = Counted::read(registry, partnership, quarter).await?;
    let seed = of.number().cast_unsigned();
    let made = blocking(move || {
        let beside = Beside {
            before: &before,
            earlier: &earlier,
            seed,
            revision,
            feed,
        };
        make(&counted, &beside)
    })
    .await?;
    keep(registry, of, &made, partnership, quarter).await
}

async fn keep(
    registry: &Registry,
    of: ReleaseOf,
    made: &Made,
    partnership: &Partnership,
    quarter: Quarter,
) -> Result<Option<Closed>, CloseError> {
    let body = written(&made.release)?;
    let tx = registry.store.begin().await?;
    match releases::add(&tx, of, &body, written(&made.kept)?.as_bytes(), registry.now()).await {
        Ok(()) => tx.commit().await?,
        Err(StoreError::Taken(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    tracing::info!(release = of.number(), "Closed {quarter} for {}", partnership.slug);
    Ok(Some(Closed {
        partnership: partnership.slug.clone(),
        quarter: quarter.to_string(),
        revision: of.revision,
    }))
}

fn written(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| corrupt(&error))
}

/// Reads what readers may see of a release.
///
/// # Errors
/// [`StoreError::Corrupt`] when it cannot be read.
pub fn read_body(body: &str) -> Result<Release, StoreError> {
    read(body.as_bytes())
}

fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(json).map_err(|error| corrupt(&error))
}

fn corrupt(error: &serde_json::Error) -> StoreError {
    StoreError::Corrupt {
        table: "figure_release",
        what: format!("a document that cannot be read or written: {error}"),
    }
}
