//! Compares the query with every number on the register. No index can find more.

use super::plan::Plan;
use super::tally::{SHOWN, Tally};
use crate::lists::progress::{Progress, grouped};
use anyhow::{Context, Result};
use domain::look_up::BikeEntry;
use rayon::prelude::*;
use registry::Index;
use search::bench::{Ask, Class};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How many bikes are ranked exactly: as many as our look-up reads.
const RANKED: usize = SHOWN + 4;

/// Measures on all cores, with one look-up on each.
pub async fn measure(index: PathBuf, plan: &Arc<Plan>) -> Result<BTreeMap<Class, Tally>> {
    let plan = Arc::clone(plan);
    let run = move || {
        let index = Index::open(&index)?;
        let (total, done) = (plan.asks.len() as u64, AtomicU64::new(0));
        let progress = Progress::start("Exhaustive", Some(total));
        let counted: Vec<(Class, Option<usize>, Duration)> = plan
            .asks
            .par_iter()
            .map(|(class, ask)| {
                plan.check()?;
                let started = Instant::now();
                let place = place(&index, &plan, ask)?;
                let time = started.elapsed();
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                progress.set(done, Some(total), &format!("{} look-ups", grouped(done)));
                Ok((*class, place, time))
            })
            .collect::<Result<_>>()?;
        let mut classes: BTreeMap<Class, Tally> = BTreeMap::new();
        for (class, place, time) in counted {
            classes.entry(class).or_default().count(place, time);
        }
        Ok(classes)
    };
    tokio::task::spawn_blocking(run)
        .await
        .context("the exhaustive search stopped")?
}

fn place(index: &Index, plan: &Plan, ask: &Ask) -> Result<Option<usize>> {
    let candidates = index.exhaustive(&ask.query, RANKED)?;
    let bikes = candidates.found.iter().map(|candidate| candidate.bike);
    let truths: Vec<BikeEntry> = bikes.map(|bike| plan.register.entry(bike)).collect();
    let ranked = search::rank(&ask.query, &truths, &candidates, SHOWN);
    Ok(ranked.iter().position(|one| Some(one.bike) == ask.bike))
}
