//! Lets officers read the pairs of their force. Each bike is logged before it is shown.

use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::look_up::{LikelyBike, put_together};
use domain::id::{BikeId, MatchId, RecoveryId};
use domain::look_up::Reason;
use domain::recovery::{PairStatus, Recovery};
use jiff::Timestamp;
use std::collections::HashMap;
use store::StoreError;
use store::look_up::audit::{self, Action, AuditEntry};
use store::recovery::standing;

/// A bike on the register beside a recovered one.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The id of the pair.
    pub id: MatchId,
    /// What was recorded about the recovered bike.
    pub recovery: Recovery,
    /// The bike on the register: the evidence as it was found, the bike as it is now.
    pub likely: LikelyBike,
    /// The status of the pair.
    pub status: PairStatus,
    /// When it was found.
    pub found_at: Timestamp,
    /// The time until which it is parked.
    pub parked_until: Option<Timestamp>,
    /// When it was decided on.
    pub decided_at: Option<Timestamp>,
    /// Why it was rejected.
    pub reason: Option<String>,
    /// The version to send with a decision, so that no officer overwrites another officer's decision.
    pub version: i64,
}

/// Lists pairs of the officer's force that have this status, the likeliest first, and notes in the log that they were
/// shown.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing is shown.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn list(
    registry: &Registry,
    officer: OfficerOf,
    status: PairStatus,
    (offset, limit): (u64, u64),
) -> Result<Vec<Pair>, StoreError> {
    let source = &registry.store;
    let rows = standing::list(source, officer.organisation, status, (offset, limit)).await?;
    let mut pairs = Vec::with_capacity(rows.len());
    let mut recoveries: HashMap<RecoveryId, Recovery> = HashMap::new();
    for row in rows {
        if !recoveries.contains_key(&row.recovery)
            && let Some(recovery) = store::recovery::find(source, row.recovery).await?
        {
            recoveries.insert(row.recovery, recovery);
        }
        let likely = put_together(registry, &row.found.kept).await?.pop();
        let (Some(recovery), Some(likely)) = (recoveries.get(&row.recovery), likely) else {
            continue;
        };
        pairs.push(Pair {
            id: row.id,
            recovery: recovery.clone(),
            likely,
            status: row.status,
            found_at: row.found_at,
            parked_until: row.parked_until,
            decided_at: row.decided_at,
            reason: row.reason,
            version: row.version,
        });
    }
    log(registry, officer, &pairs).await?;
    Ok(pairs)
}

/// Writes one entry for each bike that is shown, with the property reference as the reason.
async fn log(registry: &Registry, officer: OfficerOf, pairs: &[Pair]) -> Result<(), StoreError> {
    if pairs.is_empty() {
        return Ok(());
    }
    let now = registry.now();
    let tx = registry.store.begin().await?;
    for pair in pairs {
        let entry = AuditEntry {
            reason: Some(reason_of(&pair.recovery)),
            ..entry(Action::MatchShown, officer, pair.likely.found.bike.id)
        };
        audit::record(&tx, &entry, now).await?;
    }
    tx.commit().await
}

/// Returns why an officer looks at a bike that is paired with a recovered one.
pub(super) fn reason_of(recovery: &Recovery) -> Reason {
    Reason::noted(&format!("Property reference {}", recovery.recovery.property_ref))
}

pub(super) fn entry(action: Action, officer: OfficerOf, bike: BikeId) -> AuditEntry {
    AuditEntry {
        actor: Some(officer.account),
        organisation: Some(officer.organisation),
        bike: Some(bike),
        ..AuditEntry::of(action)
    }
}

/// Counts the pairs of the officer's force that are waiting.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn count_waiting(registry: &Registry, officer: OfficerOf) -> Result<u64, StoreError> {
    count(registry, officer, PairStatus::Waiting).await
}

/// Counts the pairs of the officer's force that have this status.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn count(registry: &Registry, officer: OfficerOf, status: PairStatus) -> Result<u64, StoreError> {
    standing::count(&registry.store, officer.organisation, status).await
}

/// Returns true if a bike is or was paired with a recovery of the officer's force.
pub(in crate::recovery) async fn stands_against(
    registry: &Registry,
    officer: OfficerOf,
    recovery: RecoveryId,
    bike: BikeId,
) -> Result<bool, StoreError> {
    let pairs = standing::of_recovery(&registry.store, recovery).await?;
    Ok(pairs
        .iter()
        .any(|pair| pair.found.bike == bike && pair.organisation == officer.organisation))
}
