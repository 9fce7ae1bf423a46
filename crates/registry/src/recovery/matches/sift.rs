//! Finds the recoveries that changed bikes may belong to.

use super::super::looking::wanted;
use crate::Registry;
use crate::blocking::blocking;
use crate::look_up::rank::{MatchError, entry_of, seen_too};
use domain::MarkCode;
use domain::bike::Bike;
use domain::id::{BikeId, RecoveryId};
use domain::look_up::BikeEntry;
use domain::mark::code::{PartOfCode, Reading};
use domain::recovery::Recovery;
use std::collections::BTreeMap;

/// A bike that is less likely than this when it is scored by itself is not worth a whole look-up.
const LEAST: f64 = 0.02;

/// Finds the recoveries for which changed bikes are worth a look-up, each with those bikes.
pub(super) async fn concerned(
    registry: &Registry,
    recoveries: &[Recovery],
    changed: &[BikeId],
) -> Result<BTreeMap<RecoveryId, Vec<BikeId>>, MatchError> {
    let mut concerned: BTreeMap<RecoveryId, Vec<BikeId>> = BTreeMap::new();
    if recoveries.is_empty() || changed.is_empty() {
        return Ok(concerned);
    }
    let (bikes, damaged) = store::bike::load_readable(&registry.store, changed).await?;
    for (bike, error) in damaged {
        tracing::error!(bike.id = %bike, %error, "A bike cannot be read, so it is not compared with any recovery");
    }
    for (recovery, bike) in by_mark(recoveries, bikes.iter().map(|(bike, _)| bike)) {
        concerned.entry(recovery).or_default().push(bike);
    }
    let seen = store::message::sightings::last_seen(&registry.store, changed).await?;
    let entries: Vec<BikeEntry> = bikes
        .iter()
        .map(|(bike, theft)| seen_too(entry_of(bike, theft.as_ref()), &seen))
        .collect();
    let (ids, queries): (Vec<RecoveryId>, Vec<_>) = recoveries
        .iter()
        .filter_map(|recovery| Some((recovery.id, wanted(recovery).query().ok()?)))
        .unzip();
    let index = std::sync::Arc::clone(&registry.index);
    let sifted = blocking(move || {
        let sift = index.sift(queries)?;
        let worth = |entry: &BikeEntry| (entry.id, sift.worth(entry, LEAST));
        Ok::<_, search::SearchError>(entries.iter().map(worth).collect::<Vec<_>>())
    });
    for (bike, places) in sifted.await? {
        for recovery in places.into_iter().filter_map(|at| ids.get(at)) {
            concerned.entry(*recovery).or_default().push(bike);
        }
    }
    Ok(concerned)
}

/// Finds the pairs where the text read off the recovered bike may be the mark of the other bike.
fn by_mark<'b>(recoveries: &[Recovery], bikes: impl Iterator<Item = &'b Bike>) -> Vec<(RecoveryId, BikeId)> {
    let marked: Vec<(MarkCode, BikeId)> = bikes.filter_map(|bike| Some((bike.mark?, bike.id))).collect();
    if marked.is_empty() {
        return Vec::new();
    }
    let may_be = |recovery: &Recovery, code: MarkCode| {
        let look_up = wanted(recovery);
        look_up.boxes().into_iter().any(|text| reads_as(text, code))
    };
    let pairs = recoveries.iter().flat_map(|recovery| {
        let fitting = marked.iter().filter(|(code, _)| may_be(recovery, *code));
        fitting.map(|(_, bike)| (recovery.id, *bike))
    });
    pairs.collect()
}

fn reads_as(text: &str, code: MarkCode) -> bool {
    match MarkCode::read(text) {
        Reading::Exact(read)
        | Reading::Restored { code: read, .. }
        | Reading::Corrected { code: read, .. } => read == code,
        Reading::Unresolved { mut candidates } => candidates.any(|read| read == code),
        Reading::NotAMark(_) => PartOfCode::read(text).is_some_and(|part| part.is_of(code)),
    }
}
