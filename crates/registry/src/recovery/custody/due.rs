//! Works out when a bike may be disposed of, and lists the bikes that are due.

use super::rule;
use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::recovery::{Recovery, RecoveryStatus};
use jiff::Timestamp;
use store::StoreError;
use store::recovery::standing;

/// The most bikes that one list shows.
const MOST: u64 = 500;

/// When a recovered bike may be disposed of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposal {
    /// From this time on.
    From(Timestamp),
    /// Not while it is held as an exhibit. It has been held since this time.
    OnHold(Timestamp),
    /// Not while a match is waiting for an officer.
    OpenMatch,
    /// Its owner is known.
    HasOwner,
    /// Its owner is known and has not answered, so from this time on.
    Unanswered(Timestamp),
    /// It is no longer in the store.
    Gone,
}

/// Returns when a recovery may be disposed of under its force's rule.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_recovery(registry: &Registry, recovery: &Recovery) -> Result<Disposal, StoreError> {
    match recovery.status {
        RecoveryStatus::Open => {}
        RecoveryStatus::Tied => return of_tied(registry, recovery).await,
        _ => return Ok(Disposal::Gone),
    }
    if let Some(since) = recovery.held_at {
        return Ok(Disposal::OnHold(since));
    }
    let pairs = standing::of_recovery(&registry.store, recovery.id).await?;
    if pairs.iter().any(|pair| pair.status.is_open()) {
        return Ok(Disposal::OpenMatch);
    }
    let rule = rule::rule_of(registry, recovery.organisation).await?;
    Ok(Disposal::From(rule.falls_due(recovery.recorded_at)))
}

/// A bike whose owner is known is kept for them, unless they have not answered for a long time.
async fn of_tied(registry: &Registry, recovery: &Recovery) -> Result<Disposal, StoreError> {
    let home = store::recovery::home::find(&registry.store, recovery.id).await?;
    let silent = home.filter(|home| !home.waits_for_insurer(registry.now()));
    let Some(silent) = silent.and_then(|home| home.silent_at) else {
        return Ok(Disposal::HasOwner);
    };
    if let Some(since) = recovery.held_at {
        return Ok(Disposal::OnHold(since));
    }
    let rule = rule::rule_of(registry, recovery.organisation).await?;
    Ok(Disposal::Unanswered(
        silent.max(rule.falls_due(recovery.recorded_at)),
    ))
}

/// Lists the recoveries of the officer's force that may be disposed of by this time, the oldest first. Each comes
/// with the time from which it may be.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn due(
    registry: &Registry,
    officer: OfficerOf,
    by: Timestamp,
) -> Result<Vec<(Recovery, Timestamp)>, StoreError> {
    let rule = rule::rule_of(registry, officer.organisation).await?;
    let until = rule.received_until(by);
    let due = store::recovery::falling_due(&registry.store, officer.organisation, until, MOST).await?;
    let with_day = |recovery: Recovery| {
        let from = rule.falls_due(recovery.recorded_at);
        (recovery, from)
    };
    Ok(due.into_iter().map(with_day).collect())
}
