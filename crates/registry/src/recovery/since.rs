//! What has changed since a recovery was last looked up. Its list of bikes stays as it was then.

use super::RecoveryError;
use super::case_file::{CaseFile, Step};
use crate::Registry;
use crate::look_up::Answer;
use domain::bike::Changed;
use domain::id::BikeId;
use domain::recovery::Recovery;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap, HashSet};
use store::recovery::standing;

/// What has changed about one bike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// It was reported stolen.
    Reported,
    /// The report of its theft was changed.
    ReportChanged,
    /// The report of its theft was closed.
    ReportEnded,
    /// Its record was changed.
    Record(Changed),
    /// Somebody told us that they saw it.
    Seen,
    /// The police have held it since.
    Held,
}

/// What has changed since a look-up for a recovery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Since {
    /// True if what was recorded has been corrected.
    pub corrected: bool,
    /// How many bikes that the look-up did not show are waiting under "Matches".
    pub newer: usize,
    /// How many of the bikes that it showed are no longer on the register.
    pub gone: usize,
    /// What has changed about the bikes that it showed, and when, oldest first.
    pub bikes: BTreeMap<BikeId, Vec<(Timestamp, News)>>,
}

/// Reads what has changed about the bikes of these files since a look-up for a recovery.
///
/// # Errors
/// [`RecoveryError::Store`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn since(
    registry: &Registry,
    recovery: &Recovery,
    answer: &Answer,
    files: &HashMap<BikeId, CaseFile>,
) -> Result<Since, RecoveryError> {
    let source = &registry.store;
    let entries = store::recovery::entries::of_recovery(source, recovery.id).await?;
    let corrected = entries.iter().any(|entry| match &entry.step {
        Step::Corrected(changes) => {
            entry.at > answer.at && changes.iter().any(|change| !change.field.starts_with("Photos"))
        }
        _ => false,
    });
    let shown: HashSet<BikeId> = answer.bikes.iter().map(|likely| likely.found.bike.id).collect();
    let pairs = standing::of_recovery(source, recovery.id).await?;
    let newer = pairs
        .iter()
        .filter(|pair| pair.status.is_open() && !shown.contains(&pair.found.bike));
    let ids: Vec<BikeId> = files.keys().copied().collect();
    let ended = store::theft::closed_after(source, &ids, answer.at).await?;
    let mut bikes = BTreeMap::new();
    for (id, file) in files {
        let mut news = of_file(file, answer.at);
        let of_this = ended.iter().filter(|(bike, _)| bike == id);
        news.extend(of_this.map(|(_, at)| (*at, News::ReportEnded)));
        news.sort_by_key(|(at, _)| *at);
        if !news.is_empty() {
            bikes.insert(*id, news);
        }
    }
    Ok(Since {
        corrected,
        newer: newer.count(),
        gone: answer.gone,
        bikes,
    })
}

fn of_file(file: &CaseFile, at: Timestamp) -> Vec<(Timestamp, News)> {
    let reported = file.theft.iter().map(|theft| (theft.reported_at, News::Reported));
    let report = file
        .theft_changes
        .iter()
        .map(|changed| (changed.at, News::ReportChanged));
    let record = file
        .changes
        .iter()
        .map(|change| (change.at, News::Record(change.difference.what)));
    let seen = file.sightings.iter().map(|seen| (seen.noted_at, News::Seen));
    let held = file.holding.iter().filter_map(|holding| holding.since);
    let held = held.map(|since| (since, News::Held));
    let all = reported.chain(report).chain(record).chain(seen).chain(held);
    all.filter(|(when, _)| *when > at).collect()
}
