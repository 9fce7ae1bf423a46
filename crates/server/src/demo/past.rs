//! Thefts from recent years that have ended, so that figures have something to count. They use their own random
//! numbers, so that nothing else changes.

use anyhow::Result;
use domain::theft::{NewTheftReport, TheftOutcome, TheftWindow};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashSet;

use super::{DemoBike, DemoRecovery, DemoTheft, any, chance, crimes, places::Places};

/// How many bikes were stolen in the past and are back with their owners.
pub const PAST_THEFTS: usize = 760;

/// Picks bikes that have not been stolen and makes a theft for each. Returns each theft with its bike's place in the
/// list.
pub(super) fn thefts(
    seed: u64,
    bikes: &[DemoBike],
    recoveries: &[DemoRecovery],
    places: &Places,
    now: Timestamp,
) -> Result<Vec<(usize, DemoTheft)>> {
    let mut random = fastrand::Rng::with_seed(seed ^ 0x70a5);
    let recovered: HashSet<usize> = recoveries.iter().filter_map(|one| one.really).collect();
    let known = |bike: &DemoBike| bike.registered_at.duration_until(now).as_hours();
    let free: Vec<usize> = bikes
        .iter()
        .enumerate()
        .filter(|(at, bike)| bike.theft.is_none() && !recovered.contains(at) && known(bike) > 24 * 60)
        .map(|(at, _)| at)
        .collect();
    let mut order = free;
    random.shuffle(&mut order);
    let mut past = Vec::with_capacity(PAST_THEFTS);
    for at in order.into_iter().take(PAST_THEFTS) {
        let Some(bike) = bikes.get(at) else { continue };
        let ago = random.i64(24 * 40..known(bike).max(24 * 41));
        past.push((at, theft(&mut random, places, now, ago)?));
    }
    Ok(past)
}

/// Makes a theft that was noticed this many hours ago. Most are noticed after work.
fn theft(random: &mut fastrand::Rng, places: &Places, now: Timestamp, ago: i64) -> Result<DemoTheft> {
    let around = now.checked_sub(SignedDuration::from_hours(ago))?;
    let midnight = domain::london::day_around(around).0;
    let hour = *any(random, &[8, 12, 15, 16, 17, 17, 17, 18, 18, 19, 22]);
    let to = midnight.checked_add(SignedDuration::from_mins(hour * 60 + random.i64(0..60)))?;
    let from = to.checked_sub(SignedDuration::from_mins(random.i64(20..60 * 9)))?;
    let (place, point) = crimes::place(random, places);
    let late = if chance(random, 8) { 24 * 60 * 12 } else { 0 };
    let reported_at = to.checked_add(SignedDuration::from_mins(random.i64(10..60 * 24) + late))?;
    let number = random.u32(1000..99_999);
    let back = reported_at.checked_add(SignedDuration::from_hours(random.i64(24..24 * 18)))?;
    Ok(DemoTheft {
        report: NewTheftReport {
            place: Some(place),
            point: chance(random, 94).then_some(point),
            lock: chance(random, 85).then(|| *any(random, crimes::LOCKS)),
            crime_ref: chance(random, 70).then(|| format!("35/{number:05}/PAST")),
            ..NewTheftReport::at(TheftWindow::new(from, to, now)?)
        },
        reported_at,
        closed: Some((back.min(now), TheftOutcome::Returned)),
    })
}
