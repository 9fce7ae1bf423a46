//! Our look-up, end to end: marks and equal numbers from the database, candidates from the index, each read from
//! the database and ranked with its reasons. Without the log entry and the page.

use super::core;
use super::plan::Plan;
use super::tally::{Reliability, SHOWN, Tally};
use crate::config::Config;
use crate::lists::progress::{Progress, grouped};
use crate::open;
use anyhow::{Context, Result};
use domain::look_up::Query;
use domain::number::FramePattern;
use registry::look_up::{LookUp, rank};
use registry::{Registry, Tuning};
use search::bench::{Ask, Class};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Look-ups before the first that counts, so that the files are in memory.
const WARM_UP: usize = 200;

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct Ours {
    /// By class.
    pub classes: BTreeMap<Class, Tally>,
    /// All shown results of queries about bikes on the register.
    pub present: Reliability,
    /// The same with as many queries about bikes that are not on it.
    pub half_absent: Reliability,
    /// Queries that try to break the look-up.
    pub hostile: Hostile,
    /// What opening the register took, index included.
    pub open_seconds: f64,
    /// Memory in use after all look-ups, the plan and the making of the register included.
    pub resident_bytes: Option<u64>,
    /// Whether all of it ran on one core.
    pub one_core: bool,
}

/// What became of queries that try to break the look-up.
#[derive(Clone, Debug, Default)]
pub struct Hostile {
    /// How many were answered.
    pub answered: usize,
    /// How many were refused with a reason.
    pub refused: usize,
    /// What the slowest took.
    pub slowest: Duration,
}

/// Measures on a thread that stays on one core, and so do the database's own that it starts.
pub async fn measure(config: &Config, plan: &Arc<Plan>) -> Result<Ours> {
    let (done, result) = oneshot::channel();
    let (config, plan) = (config.clone(), Arc::clone(plan));
    std::thread::Builder::new()
        .name("look-ups".to_owned())
        .spawn(move || {
            // Nobody waits any more when the command was stopped.
            let _ = done.send(on_this_thread(&config, &plan));
        })?;
    result.await.context("the measuring stopped")?
}

fn on_this_thread(config: &Config, plan: &Plan) -> Result<Ours> {
    let one_core = core::stay_on_one();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut ours = runtime.block_on(run(config, plan))?;
    ours.one_core = one_core;
    Ok(ours)
}

async fn run(config: &Config, plan: &Plan) -> Result<Ours> {
    let started = Instant::now();
    let registry = open::or_make(config, Tuning::Serve).await?.0;
    let mut ours = Ours {
        open_seconds: started.elapsed().as_secs_f64(),
        ..Ours::default()
    };
    for (_, ask) in plan.absent.iter().rev().take(WARM_UP) {
        look_up(&registry, ask).await?;
    }
    let total = (plan.asks.len() + plan.absent.len()) as u64;
    let progress = Progress::start("Ours", Some(total));
    let all = plan.asks.iter().chain(&plan.absent);
    for (at, (class, ask)) in all.enumerate() {
        plan.check()?;
        let (found, time) = look_up(&registry, ask).await?;
        let place = found.iter().position(|found| Some(found.bike.id) == ask.bike);
        if ask.bike.is_some() {
            ours.classes.entry(*class).or_default().count(place, time);
        }
        for (at, found) in found.iter().enumerate() {
            let right = place == Some(at);
            ours.half_absent.count(found.scored.posterior, right);
            if ask.bike.is_some() {
                ours.present.count(found.scored.posterior, right);
            }
        }
        let done = at as u64 + 1;
        progress.set(done, Some(total), &format!("{} look-ups", grouped(done)));
    }
    ours.hostile = hostile(&registry, plan).await?;
    ours.resident_bytes = core::resident_bytes();
    registry.store().clone().close().await?;
    Ok(ours)
}

async fn hostile(registry: &Registry, plan: &Plan) -> Result<Hostile> {
    let mut hostile = Hostile::default();
    for typed in search::bench::hostile(&plan.register) {
        let started = Instant::now();
        match FramePattern::parse(&typed) {
            Ok(pattern) => {
                let query = Query {
                    numbers: vec![pattern],
                    ..Query::default()
                };
                rank::find(registry, &query, &typed_in(&typed), SHOWN).await?;
                hostile.answered += 1;
            }
            Err(_) => hostile.refused += 1,
        }
        hostile.slowest = hostile.slowest.max(started.elapsed());
    }
    Ok(hostile)
}

async fn look_up(registry: &Registry, ask: &Ask) -> Result<(Vec<rank::Found>, Duration)> {
    let started = Instant::now();
    let ranked = rank::find(registry, &ask.query, &typed_in(&ask.typed), SHOWN).await?;
    Ok((ranked.found, started.elapsed()))
}

fn typed_in(number: &str) -> LookUp {
    LookUp {
        number: Some(number.to_owned()),
        ..LookUp::default()
    }
}
