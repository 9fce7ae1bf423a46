//! Keeps the facts about thefts in step with the change feed. All facts about a changed bike are rebuilt in the
//! transaction that moves the follower on.

use crate::Registry;
use domain::feed::{FeedPosition, Subject};
use domain::figure::TheftFact;
use domain::id::{BikeId, TheftReportId};
use domain::london;
use domain::place::{PlacePrecision, wards};
use domain::theft::TheftOutcome;
use figures::place::Cell;
use jiff::SignedDuration;
use store::StoreError;
use store::feed::{Change, Place, follower};
use store::figure::{facts, reports};

/// The name under which the follower's place in the feed is stored.
pub const NAME: &str = "figures";

/// How many changes are followed at a time.
const BATCH: u64 = 500;
/// How many reports are read at a time when all facts are rebuilt.
const CHUNK: u64 = 2_000;
/// A node that makes no progress for this long gives way to another.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// A report is late after this many days.
const LATE_AFTER: i32 = 7;

/// Follows every change in the feed, and returns how many there were. `holder` names this process among those that
/// share the database; only one of them works at a time.
///
/// # Errors
/// [`StoreError`] when the store fails; what was followed before stays followed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn catch_up(registry: &Registry, holder: &str) -> Result<usize, StoreError> {
    let store = &registry.store;
    let mut done = 0;
    loop {
        let at = follower::position(store, NAME).await?;
        let known = match at {
            Some(at) if store::feed::place(store, at).await? == Place::Known => Some(at),
            _ => None,
        };
        let changes = match known {
            Some(at) => store::feed::after(store, Some(at), BATCH).await?,
            None => Vec::new(),
        };
        if known.is_some() && changes.is_empty() {
            return Ok(done);
        }
        if !follower::hold(store, NAME, holder, registry.now(), LEASE).await? {
            return Ok(done);
        }
        let moved = match known {
            Some(at) => step(registry, holder, at, &changes).await?,
            None => begin(registry, holder).await?,
        };
        if !moved {
            tracing::warn!("Another process is working on the facts about thefts");
            return Ok(done);
        }
        done += changes.len();
    }
}

/// Forgets every fact, so that the follower of the feed rebuilds them all.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing was forgotten.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn forget(registry: &Registry) -> Result<(), StoreError> {
    let tx = registry.store.begin().await?;
    facts::forget_all(&tx, NAME).await?;
    tx.commit().await
}

/// Gives up the right to follow the feed, so that another process need not wait for it to run out.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn let_go(registry: &Registry, holder: &str) -> Result<(), StoreError> {
    follower::let_go(&registry.store, NAME, holder).await
}

/// Returns how far the facts follow the feed, or `None` while they are being rebuilt.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn position(registry: &Registry) -> Result<Option<FeedPosition>, StoreError> {
    follower::position(&registry.store, NAME).await
}

/// Rebuilds all facts, and starts from where the feed was before the first report was read.
async fn begin(registry: &Registry, holder: &str) -> Result<bool, StoreError> {
    let store = &registry.store;
    // The follower has no place until all facts are there, so it begins again after a crash.
    forget(registry).await?;
    let to = store::feed::last(store).await?;
    let mut after = TheftReportId(0);
    loop {
        let reports = reports::after(store, after, CHUNK).await?;
        let Some(last) = reports.last() else { break };
        after = last.id;
        if !follower::hold(store, NAME, holder, registry.now(), LEASE).await? {
            return Ok(false);
        }
        let made: Vec<TheftFact> = reports.into_iter().filter_map(fact).collect();
        let tx = store.begin().await?;
        facts::add(&tx, &made).await?;
        tx.commit().await?;
    }
    let tx = store.begin().await?;
    let moved = follower::advance(&tx, NAME, holder, None, to).await?;
    if moved {
        tx.commit().await?;
        tracing::info!("Rebuilt the facts about all thefts");
    }
    Ok(moved)
}

/// Rebuilds the facts about the bikes in these changes.
async fn step(
    registry: &Registry,
    holder: &str,
    from: FeedPosition,
    changes: &[Change],
) -> Result<bool, StoreError> {
    let Some(last) = changes.last() else {
        return Ok(true);
    };
    let store = &registry.store;
    let mut bikes: Vec<BikeId> = changes
        .iter()
        .filter_map(|change| match change.subject {
            Some(Subject::Bike(bike)) => Some(bike),
            _ => None,
        })
        .collect();
    bikes.sort_unstable();
    bikes.dedup();
    let tx = store.begin().await?;
    let moved = follower::advance(&tx, NAME, holder, Some(from), last.position).await?;
    if moved {
        let reports = reports::of_bikes(&tx, &bikes).await?;
        let made: Vec<TheftFact> = reports.into_iter().filter_map(fact).collect();
        facts::remake(&tx, &bikes, &made).await?;
        tx.commit().await?;
    }
    Ok(moved)
}

/// Makes the fact about a report, or returns `None` for a report that was closed as mistaken.
fn fact(report: reports::Report) -> Option<TheftFact> {
    if report.outcome == Some(TheftOutcome::Mistaken) {
        return None;
    }
    let known = match report.precision {
        PlacePrecision::Exact | PlacePrecision::NamedPlace | PlacePrecision::Postcode => report.point,
        PlacePrecision::Ward | PlacePrecision::None => None,
    };
    let named = report.ward.filter(|code| wards::of_code(code).is_some());
    let ward = named.or_else(|| report.point.and_then(wards::at).map(|ward| ward.code.clone()));
    let cell = known.map(Cell::at);
    let gone = london::date_of(report.window.to());
    let reported = london::date_of(report.reported_at);
    Some(TheftFact {
        report: report.id,
        bike: report.bike,
        ward,
        square: cell.map(|cell| (cell.east, cell.north)),
        gone,
        window: report.window,
        kind: report.kind,
        lock: report.lock,
        was_registered: report.registered_at < report.window.to(),
        was_late: (reported - gone).get_days() > LATE_AFTER,
        has_crime_ref: report.has_crime_ref,
        owner: report.owner,
    })
}

#[cfg(test)]
mod tests;
