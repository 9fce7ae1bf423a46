//! Reports the thefts at an even pace, while the server follows them and is killed now and then.

use super::super::made::{line, officer};
use super::Args;
use super::judge::{Pairs, judge};
use super::lag::Lag;
use super::plan::Plan;
use super::server::Server;
use crate::config::Config;
use crate::lists::progress::{Progress, grouped, say};
use crate::open;
use anyhow::{Context, Result, bail};
use domain::id::{BikeId, RecoveryId};
use domain::place::Point;
use domain::recovery::NewRecovery;
use domain::theft::{Moment, NewTheftReport, TheftWindow};
use jiff::SignedDuration;
use registry::account::permits::OfficerOf;
use registry::bike::import::{Import, Line};
use registry::recovery;
use registry::{Registry, Tuning, feed, report_theft};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How many bikes go into one transaction, as in `import`.
const BATCH: usize = 10_000;

/// What was measured.
pub struct Measured {
    /// What became of the pairs.
    pub pairs: Pairs,
    /// Seconds from a change until the worker had followed it, shortest first.
    pub steady: Vec<f64>,
    /// Seconds until the worker had caught up, for each kill.
    pub after_kills: Vec<f64>,
    /// How many changes were written in a second.
    pub rate: f64,
}

/// The invented register while thefts are reported.
struct Flow<'p> {
    plan: &'p Plan,
    registry: Registry,
    officer: OfficerOf,
    /// The id on the register of each bike in the plan.
    ids: HashMap<BikeId, BikeId>,
    /// The recoveries, in the order of the plan.
    recorded: Vec<RecoveryId>,
}

/// Makes the register, carries out the plan, and judges the result.
pub async fn run(config: &Config, plan: &Plan, args: &Args) -> Result<Measured> {
    let mut flow = begin(config, plan).await?;
    let mut server = Server::start(&config.data)?;
    let lag = Lag::default();
    let last = store::feed::last(flow.registry.store()).await?;
    lag.wrote(last);
    lag.killed(last);
    // First the worker compares every recovery with the register.
    lag.watch(&flow.registry, || true).await?;
    say("The server has looked up every recovered bike; thefts are now being reported");
    let lag = Lag::default();
    let done = AtomicBool::new(false);
    let watched = flow.registry.clone();
    let (reported, watched) = tokio::join!(
        async {
            let reported = flow.report_all(&mut server, &lag, args).await;
            done.store(true, Ordering::Relaxed);
            reported
        },
        lag.watch(&watched, || done.load(Ordering::Relaxed)),
    );
    let rate = reported?;
    watched?;
    server.must_run()?;
    drop(server);
    flow.registry.store().clone().close().await?;
    let Flow {
        plan,
        officer,
        ids,
        recorded,
        ..
    } = flow;
    let registry = open::ready(config, Tuning::Serve).await?;
    feed::catch_up(&registry, |_| ()).await?;
    let pairs = judge(&registry, officer, plan, &recorded, &ids).await?;
    registry.store().clone().close().await?;
    let (steady, after_kills) = lag.measured();
    Ok(Measured {
        pairs,
        steady,
        after_kills,
        rate,
    })
}

/// Makes the register with the bikes that are on it from the start, and records what is in the property store.
async fn begin<'p>(config: &Config, plan: &'p Plan) -> Result<Flow<'p>> {
    let (registry, _) = open::or_make(config, Tuning::Bulk).await?;
    let officer = officer(&registry).await?;
    let mut flow = Flow {
        plan,
        registry,
        officer,
        ids: HashMap::new(),
        recorded: Vec::new(),
    };
    let early = plan.year.register.entries().map(|entry| entry.id);
    let early: Vec<BikeId> = early.filter(|bike| !plan.late.contains(bike)).collect();
    for bikes in early.chunks(BATCH) {
        flow.register(bikes).await?;
    }
    flow.record_all().await?;
    feed::catch_up(&flow.registry, |_| ()).await?;
    flow.registry.store().clone().close().await?;
    // From here on, the server writes the index.
    flow.registry = open::ready(config, Tuning::Serve).await?;
    Ok(flow)
}

impl Flow<'_> {
    async fn register(&mut self, bikes: &[BikeId]) -> Result<()> {
        let entries = bikes.iter().map(|bike| self.plan.year.register.entry(*bike));
        let lines = entries.map(|entry| line(&self.registry, &entry));
        let lines = lines.collect::<Result<Vec<Line>>>()?;
        let loaded = Import::new(&self.registry, false).batch(lines).await?;
        if let Some((line, error)) = loaded.refused.first() {
            bail!("bike {line} of the invented register was refused: {error}");
        }
        // Bikes are numbered in the order in which they arrive.
        let next = self.ids.len() as i64 + 1;
        self.ids.extend(bikes.iter().copied().zip((next..).map(BikeId)));
        Ok(())
    }

    async fn record_all(&mut self) -> Result<()> {
        let found_at = self.registry.now() - SignedDuration::from_hours(24 * 14);
        for (at, one) in self.plan.year.recovered.iter().enumerate() {
            let new = NewRecovery {
                found_by: None,
                property_ref: format!("PS/{at}"),
                read: one.read.clone(),
                identifiers: Vec::new(),
                make: one.look.make.clone(),
                model: one.look.model.clone(),
                colours: one.look.colours.clone(),
                kind: one.look.kind,
                found_at,
                place: None,
                given: None,
                point: Some(one.place),
            };
            self.recorded
                .push(recovery::record(&self.registry, self.officer, &new).await?);
        }
        Ok(())
    }

    /// Reports every theft at the given pace, kills the server now and then, and returns how many changes were
    /// written in a second.
    async fn report_all(&mut self, server: &mut Server, lag: &Lag, args: &Args) -> Result<f64> {
        let reports = &self.plan.reports;
        let total = reports.len() as u64;
        let progress = Progress::start("Thefts", Some(total));
        let (started, mut changes) = (Instant::now(), 0_u32);
        let each = reports.len() / (args.kills as usize + 1);
        let mut kills = 0;
        for (nth, &(bike, place)) in reports.iter().enumerate() {
            if kills < args.kills && nth >= each * (kills as usize + 1) && !lag.is_down() {
                lag.killed(store::feed::last(self.registry.store()).await?);
                server.kill_and_start()?;
                kills += 1;
            }
            if self.plan.late.contains(&bike) {
                self.register(&[bike]).await?;
                changes += 1;
                self.wrote(lag).await?;
            }
            self.report(bike, place).await?;
            changes += 1;
            self.wrote(lag).await?;
            if args.rate > 0 {
                let due = started + Duration::from_secs_f64(f64::from(changes) / f64::from(args.rate));
                tokio::time::sleep_until(due.into()).await;
            }
            if nth % 50 == 0 {
                server.must_run()?;
                progress.set(nth as u64, Some(total), &grouped(nth as u64));
            }
        }
        Ok(f64::from(changes) / started.elapsed().as_secs_f64())
    }

    async fn wrote(&self, lag: &Lag) -> Result<()> {
        lag.wrote(store::feed::last(self.registry.store()).await?);
        Ok(())
    }

    async fn report(&self, bike: BikeId, place: Point) -> Result<()> {
        let bike = self.ids[&bike];
        let owner = store::bike::ownerships::owner_of(self.registry.store(), bike).await?;
        let owner = owner.context("a bike without an owner")?.account;
        let gone = self.registry.now() - SignedDuration::from_hours(24 * 15);
        let seen = Moment::exactly(gone - SignedDuration::from_hours(8));
        let report = NewTheftReport {
            point: Some(place),
            ..NewTheftReport::at(TheftWindow::stored(seen, Moment::exactly(gone)))
        };
        Ok(report_theft(&self.registry, owner, bike, report).await?)
    }
}
