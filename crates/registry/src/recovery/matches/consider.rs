//! Finds the bikes on the register that an officer should look at for one recovery.

use super::super::looking::wanted;
use super::claims::Claims;
use crate::Registry;
use crate::look_up::rank::{self, Found, MatchError};
use crate::look_up::take_down;
use domain::bike::Standing;
use domain::id::BikeId;
use domain::look_up::Band;
use domain::recovery::{BETTER, PairStatus, Recovery};
use std::collections::HashMap;
use store::recovery::standing;

/// A bike that is only possible is worth a look if it is at least this likely and there is nothing better. With a
/// lower floor, more bikes are found, but officers have more to decide. `framemark bench home` shows how much more.
pub const FLOOR: f64 = 0.3;

/// How many of the best bikes are considered. The very best may be held elsewhere or rejected.
const BEST: usize = 10;

/// Ranks the bikes on the register for a recovery, and returns those that an officer should see: all that are strong or
/// certain, or else the best of the possible ones. Bikes that may be one and the same count as one. Bikes that are named
/// are ranked whether or not the index has seen them.
pub(super) async fn consider(
    registry: &Registry,
    recovery: &Recovery,
    named: &[BikeId],
) -> Result<Vec<standing::Found>, MatchError> {
    let look_up = wanted(recovery);
    // Nothing was recorded that could be looked for.
    let Ok(query) = look_up.query() else {
        return Ok(Vec::new());
    };
    let ranked = rank::find_with(registry, &query, &look_up, BEST, named).await?;
    let refused = refused(registry, recovery).await?;
    let claims = Claims::read(registry, &ranked.found).await?;
    let chosen = worth_a_look(ranked.found, &refused, &claims);
    let written = chosen.iter().map(|found| {
        Ok(standing::Found {
            bike: found.bike.id,
            bits: found.scored.bits,
            likelihood: found.scored.posterior,
            kept: take_down(found)?,
        })
    });
    written.collect()
}

/// Reads the bikes that an officer has rejected, with the bits that the evidence had then.
async fn refused(registry: &Registry, recovery: &Recovery) -> Result<HashMap<BikeId, f64>, MatchError> {
    let undone = store::recovery::undone_of(&registry.store, recovery.id).await?;
    let mut refused: HashMap<BikeId, f64> = undone.into_iter().collect();
    for pair in standing::of_recovery(&registry.store, recovery.id).await? {
        if pair.status == PairStatus::Rejected {
            refused.insert(pair.found.bike, pair.found.bits);
        }
    }
    Ok(refused)
}

/// Returns the bikes that an officer should see. Bikes that may be one and the same are seen together: each of them
/// is only half as likely, and the officer has to choose between those who claim it.
fn worth_a_look(found: Vec<Found>, refused: &HashMap<BikeId, f64>, claims: &Claims) -> Vec<Found> {
    let free = |found: &Found| {
        let held = matches!(found.bike.standing, Standing::HeldByPolice | Standing::Retired);
        let before = refused.get(&found.bike.id);
        !held && before.is_none_or(|bits| found.scored.bits >= bits + BETTER)
    };
    let (mut free, ruled_out): (Vec<Found>, Vec<Found>) = found.into_iter().partition(free);
    // A bike that has been ruled out no longer counts against the others.
    let others: f64 = ruled_out.iter().map(|found| found.scored.posterior).sum();
    let left = (1.0 - others).max(f64::EPSILON);
    for found in &mut free {
        found.scored.say((found.scored.posterior / left).min(1.0));
    }
    let mut groups = claims.group(free);
    groups.sort_by(|a, b| b.likelihood.total_cmp(&a.likelihood));
    if groups.first().is_some_and(|best| is_strong(best.likelihood)) {
        groups.retain(|group| is_strong(group.likelihood));
    } else {
        groups.retain(|group| group.likelihood >= FLOOR);
        groups.truncate(1);
    }
    groups.into_iter().flat_map(|group| group.bikes).collect()
}

fn is_strong(likelihood: f64) -> bool {
    Band::of(likelihood) > Band::Possible
}
