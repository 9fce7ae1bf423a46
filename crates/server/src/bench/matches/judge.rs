//! Checks that each true pair that a look-up calls strong is queued exactly once.

use super::plan::Plan;
use anyhow::Result;
use domain::id::{BikeId, RecoveryId};
use domain::look_up::Band;
use domain::recovery::PairStatus;
use registry::Registry;
use registry::account::permits::OfficerOf;
use registry::recovery;
use serde::Serialize;
use std::collections::HashMap;
use store::recovery::standing;

/// What became of the pairs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Pairs {
    /// Recovered bikes that are on the register at the end.
    pub true_pairs: u32,
    /// True pairs that a look-up of the recovery calls strong or certain.
    pub strong: u32,
    /// Strong pairs that are queued once.
    pub queued_once: u32,
    /// Strong pairs that are not queued.
    pub missing: u32,
    /// True pairs that are queued more than once.
    pub twice: u32,
    /// True pairs that are not strong but are queued anyway.
    pub weaker_queued: u32,
    /// Queued pairs that are really two different bikes.
    pub others_queued: u32,
}

/// Looks up each recovered bike, as an officer would, and compares the answer with the queue.
pub async fn judge(
    registry: &Registry,
    officer: OfficerOf,
    plan: &Plan,
    recorded: &[RecoveryId],
    ids: &HashMap<BikeId, BikeId>,
) -> Result<Pairs> {
    let mut pairs = Pairs::default();
    for (one, id) in plan.year.recovered.iter().zip(recorded) {
        let waiting = standing::of_recovery(registry.store(), *id).await?;
        let waiting = waiting.iter().filter(|pair| pair.status == PairStatus::Waiting);
        let waiting: Vec<BikeId> = waiting.map(|pair| pair.found.bike).collect();
        let bike = one.bike.and_then(|bike| ids.get(&bike));
        let queued = waiting.iter().filter(|waits| Some(*waits) == bike).count();
        pairs.others_queued += u32::try_from(waiting.len() - queued)?;
        let Some(bike) = bike else { continue };
        pairs.true_pairs += 1;
        pairs.twice += u32::from(queued > 1);
        let is_strong = is_strong(registry, officer, *id, *bike).await?;
        pairs.strong += u32::from(is_strong);
        pairs.queued_once += u32::from(is_strong && queued == 1);
        pairs.missing += u32::from(is_strong && queued == 0);
        pairs.weaker_queued += u32::from(!is_strong && queued > 0);
    }
    Ok(pairs)
}

async fn is_strong(registry: &Registry, officer: OfficerOf, id: RecoveryId, bike: BikeId) -> Result<bool> {
    if recovery::look(registry, officer, id).await?.is_none() {
        return Ok(false);
    }
    let case = recovery::find(registry, officer, id).await?;
    let answer = recovery::candidates(registry, officer, &case).await?;
    let found = answer.iter().flat_map(|answer| &answer.bikes);
    let mut found = found.filter(|likely| likely.found.bike.id == bike);
    Ok(found.any(|likely| likely.found.scored.band > Band::Possible))
}
