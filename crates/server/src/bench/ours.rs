//! Our look-up from end to end: it finds marks and equal numbers in the database and candidates in the index, reads
//! each from the database, and ranks them with reasons. The log entry and the page are left out.

use super::core;
use super::plan::Plan;
use super::tally::{Reliability, SHOWN, Tally};
use crate::config::Config;
use crate::lists::progress::{Progress, grouped};
use crate::open;
use anyhow::{Context, Result};
use domain::look_up::{Band, Query};
use domain::number::FramePattern;
use registry::look_up::{LookUp, rank};
use registry::{Registry, Tuning};
use search::bench::{Ask, Class};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How many look-ups come before the first one that counts, so that the files are in memory.
const WARM_UP: usize = 200;

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct Ours {
    /// The results by class.
    pub classes: BTreeMap<Class, Tally>,
    /// All results that were shown for queries about bikes on the register.
    pub present: Reliability,
    /// The same, together with as many queries about bikes that are not on it.
    pub half_absent: Reliability,
    /// Every result that was shown as certain but was the wrong bike.
    pub wrong: Vec<Wrong>,
    /// Queries that try to break the look-up.
    pub hostile: Hostile,
    /// How long it took to open the register with its index.
    pub open_seconds: f64,
    /// The memory in use after all look-ups. It includes the plan, and what loading the register used.
    pub resident_bytes: Option<u64>,
    /// True if all of it ran on one core.
    pub one_core: bool,
}

/// A result that was shown as certain but was the wrong bike.
#[derive(Clone, Debug, Serialize)]
pub struct Wrong {
    /// The class of the query, as on the command line.
    pub class: String,
    /// What was typed in the query.
    pub typed: String,
    /// The number stamped on the bike that was looked for.
    pub stamped: String,
    /// True if that bike is on the register.
    pub registered: bool,
    /// The numbers on record for the bike that was shown.
    pub shown: Vec<String>,
    /// The likelihood that was shown.
    pub likelihood: f64,
}

/// What happened to queries that try to break the look-up.
#[derive(Clone, Debug, Default)]
pub struct Hostile {
    /// How many were answered.
    pub answered: usize,
    /// How many were refused with a reason.
    pub refused: usize,
    /// The time of the slowest one.
    pub slowest: Duration,
}

/// Measures on a thread that stays on one core, as do the database's threads that it starts.
pub async fn measure(config: &Config, plan: &Arc<Plan>) -> Result<Ours> {
    let (done, result) = oneshot::channel();
    let (config, plan) = (config.clone(), Arc::clone(plan));
    std::thread::Builder::new()
        .name("look-ups".to_owned())
        .spawn(move || {
            // If the command was stopped, nobody waits for the result.
            let _ = done.send(on_this_thread(&config, &plan));
        })?;
    result.await.context("the measurement stopped")?
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
            if !right && found.scored.band == Band::Certain {
                ours.wrong.push(Wrong::of(*class, ask, found));
            }
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

impl Wrong {
    fn of(class: Class, ask: &Ask, found: &rank::Found) -> Self {
        let numbers = found.bike.numbers();
        Self {
            class: class.slug(),
            typed: ask.typed.clone(),
            stamped: ask.stamped.clone(),
            registered: ask.bike.is_some(),
            shown: numbers
                .map(|(_, number)| number.as_written().to_owned())
                .collect(),
            likelihood: found.scored.posterior,
        }
    }
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
