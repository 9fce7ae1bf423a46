//! Follows the change feed: compares every changed bike with the recoveries, and every changed recovery with the bikes,
//! once.
//!
//! The results are written in the transaction that moves the follower on. So a crash loses nothing and repeats nothing.
//! If two nodes work at once, one moves on and the other finds that it has lost its place.

use super::consider::consider;
use super::sift::concerned;
use crate::Registry;
use crate::look_up::rank::MatchError;
use domain::feed::{FeedPosition, Subject};
use domain::id::{BikeId, OrganisationId, RecoveryId};
use domain::recovery::{Recovery, RecoveryStatus};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use store::feed::{Change, Place, follower};
use store::recovery::standing;
use store::{StoreError, Tx};

/// The name under which its place in the feed is stored.
pub const NAME: &str = "matches";

/// How many changes are read and settled at a time.
const BATCH: u64 = 200;
/// How many recoveries are compared with the whole register at a time.
const AT_ONCE: u64 = 50;
/// A node that makes no progress for this long gives way to another.
const LEASE: SignedDuration = SignedDuration::from_secs(15);
/// How often a node says that it is still working, in the middle of a long piece of work.
const RENEW: SignedDuration = SignedDuration::from_secs(3);

/// What was found for one recovery.
type Considered = (RecoveryId, OrganisationId, Vec<standing::Found>);

/// Compares every change that the search index has seen with the other side, and returns how many there were. `holder`
/// names this process among those that share the database; only one of them works at a time.
///
/// # Errors
/// [`MatchError`] when the store or the index fails; what was settled before stays settled.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn catch_up(registry: &Registry, holder: &str) -> Result<usize, MatchError> {
    let store = &registry.store;
    let mut done = 0;
    loop {
        let at = follower::position(store, NAME).await?;
        let known = match at {
            Some(at) if store::feed::place(store, at).await? == Place::Known => Some(at),
            _ => None,
        };
        let Some(seen) = registry.index.position()? else {
            return Ok(done);
        };
        let changes = match known {
            Some(at) => seen_by_index(store::feed::after(store, Some(at), BATCH).await?, seen),
            None => Vec::new(),
        };
        if known.is_some() && changes.is_empty() {
            return Ok(done);
        }
        if !follower::hold(store, NAME, holder, registry.now(), LEASE).await? {
            return Ok(done);
        }
        let moved = match known {
            Some(_) => step(registry, holder, at, &changes).await?,
            None => begin(registry, holder, at, seen).await?,
        };
        if !moved {
            tracing::warn!("Another process is working on the standing matches");
            return Ok(done);
        }
        done += changes.len();
    }
}

/// Returns the changes that the search index has seen too, because a look-up for a recovery must find what came before
/// it.
fn seen_by_index(changes: Vec<Change>, seen: FeedPosition) -> Vec<Change> {
    let key = |at: FeedPosition| (at.transaction, at.position);
    let within = |change: &Change| change.position.epoch == seen.epoch && key(change.position) <= key(seen);
    changes.into_iter().take_while(within).collect()
}

/// Compares every recovery with the register, before the first change is followed.
async fn begin(
    registry: &Registry,
    holder: &str,
    from: Option<FeedPosition>,
    to: FeedPosition,
) -> Result<bool, MatchError> {
    let store = &registry.store;
    let ended_after = registry.matched_until();
    let mut after = RecoveryId(0);
    loop {
        let ids = store::recovery::ids_to_match(store, ended_after, after, AT_ONCE).await?;
        let Some(last) = ids.last() else { break };
        after = *last;
        let recoveries = store::recovery::to_match(store, ended_after, Some(&ids)).await?;
        let Some(considered) = consider_all(registry, holder, &recoveries, &BTreeMap::new()).await? else {
            return Ok(false);
        };
        if !follower::hold(store, NAME, holder, registry.now(), LEASE).await? {
            return Ok(false);
        }
        let tx = store.begin().await?;
        settle(registry, &tx, &considered).await?;
        tx.commit().await?;
    }
    let tx = store.begin().await?;
    let moved = follower::advance(&tx, NAME, holder, from, to).await?;
    if moved {
        tx.commit().await?;
    }
    Ok(moved)
}

/// Settles some changes and moves on past them.
async fn step(
    registry: &Registry,
    holder: &str,
    from: Option<FeedPosition>,
    changes: &[Change],
) -> Result<bool, MatchError> {
    let Some(last) = changes.last() else {
        return Ok(true);
    };
    let store = &registry.store;
    let (mut bikes, mut changed): (Vec<BikeId>, Vec<RecoveryId>) = (Vec::new(), Vec::new());
    for subject in changes.iter().filter_map(|change| change.subject) {
        match subject {
            Subject::Bike(bike) => bikes.push(bike),
            Subject::Recovery(recovery) => changed.push(recovery),
        }
    }
    bikes.sort_unstable();
    bikes.dedup();
    let recoveries = store::recovery::to_match(store, registry.matched_until(), None).await?;
    let mut named = concerned(registry, &recoveries, &bikes).await?;
    changed.extend(standing::recoveries_with(store, &bikes).await?);
    for recovery in changed {
        named.entry(recovery).or_default();
    }
    let recoveries: Vec<Recovery> = recoveries
        .into_iter()
        .filter(|recovery| named.contains_key(&recovery.id))
        .collect();
    let Some(considered) = consider_all(registry, holder, &recoveries, &named).await? else {
        return Ok(false);
    };
    let tx = store.begin().await?;
    let moved = follower::advance(&tx, NAME, holder, from, last.position).await?;
    if moved {
        settle(registry, &tx, &considered).await?;
        tx.commit().await?;
    }
    Ok(moved)
}

/// Looks up the recoveries, one after the other. Returns `None` if another node has taken over meanwhile.
async fn consider_all(
    registry: &Registry,
    holder: &str,
    recoveries: &[Recovery],
    named: &BTreeMap<RecoveryId, Vec<BikeId>>,
) -> Result<Option<Vec<Considered>>, MatchError> {
    let mut considered = Vec::with_capacity(recoveries.len());
    let mut renewed = registry.now();
    for recovery in recoveries {
        let now = registry.now();
        if now.duration_since(renewed) >= RENEW {
            if !follower::hold(&registry.store, NAME, holder, now, LEASE).await? {
                return Ok(None);
            }
            renewed = now;
        }
        let bikes = named.get(&recovery.id).map_or(&[][..], Vec::as_slice);
        let found = consider(registry, recovery, bikes).await?;
        considered.push((recovery.id, recovery.organisation, found));
    }
    Ok(Some(considered))
}

/// Writes down what was found, except for recoveries that were matched in the meantime.
async fn settle(registry: &Registry, tx: &Tx, considered: &[Considered]) -> Result<(), StoreError> {
    let now = registry.now();
    for (recovery, organisation, found) in considered {
        let standing_now = store::recovery::find_to_change(tx, *recovery).await?;
        let unowned = |recovery: &Recovery| {
            let ended = RecoveryStatus::ENDED_WITHOUT_OWNER.contains(&recovery.status);
            recovery.bike.is_none() && (ended || recovery.status == RecoveryStatus::Open)
        };
        if standing_now.as_ref().is_some_and(unowned) {
            let new = standing::settle(tx, *recovery, *organisation, found, now).await?;
            if new > 0 {
                tracing::info!(
                    recovery.id = %recovery,
                    "Found {} that an officer should look at",
                    domain::text::counted(new, "bike", "bikes")
                );
            }
        }
    }
    Ok(())
}
