//! Our flow: the year goes through the verbs and the workers, day by day. Each morning an officer decides on the
//! matches that are waiting.

use super::super::made::{line, officer};
use super::tally::Tally;
use super::year::{DAYS, Recovered, Theft, Year};
use crate::config::Config;
use crate::lists::progress::Progress;
use crate::system::SystemRandom;
use anyhow::{Context, Result, bail, ensure};
use domain::Clock;
use domain::id::{BikeId, RecoveryId};
use domain::look_up::BikeEntry;
use domain::recovery::{NewRecovery, PairStatus};
use domain::theft::{Moment, NewTheftReport, TheftWindow};
use jiff::{SignedDuration, Timestamp};
use registry::account::permits::OfficerOf;
use registry::bike::import::{Import, Line};
use registry::recovery::{self, matches};
use registry::{Index, Keyring, MasterKey, Parts, PhotoFolder, Registry, Store, Tuning, feed, report_theft};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// How many bikes go into one transaction, as in `import`.
const BATCH: usize = 10_000;
/// How many pairs the officer reads at a time.
const AT_ONCE: u64 = 25;

/// A clock that moves with the year.
#[derive(Debug)]
struct YearClock(Mutex<Timestamp>);

impl Clock for YearClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl YearClock {
    fn set(&self, at: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }
}

/// The register during the year.
struct Flow<'y> {
    year: &'y Year,
    registry: Registry,
    clock: Arc<YearClock>,
    officer: OfficerOf,
    begins: Timestamp,
    /// The id on the register of each bike in the plan.
    ids: HashMap<BikeId, BikeId>,
    /// The place in the plan and the day of the match for each recovery.
    recorded: HashMap<RecoveryId, (usize, Option<i64>)>,
    tally: Tally,
}

/// Runs the year in the folder of a temporary register.
pub async fn run(config: &Config, year: &Year, begins: Timestamp) -> Result<Tally> {
    let clock = Arc::new(YearClock(Mutex::new(begins)));
    let registry = open(config, Arc::clone(&clock)).await?;
    let officer = officer(&registry).await?;
    let mut flow = Flow {
        year,
        registry,
        clock,
        officer,
        begins,
        ids: HashMap::new(),
        recorded: HashMap::new(),
        tally: Tally::default(),
    };
    let progress = Progress::start("The year", Some(DAYS.unsigned_abs()));
    let early = year
        .register
        .entries()
        .filter(|entry| year.registered(entry.id) == 0);
    flow.register(early.collect()).await?;
    flow.follow().await?;
    let mut late: BTreeMap<i64, Vec<BikeId>> = BTreeMap::new();
    for (bike, day) in &year.late {
        late.entry(*day).or_default().push(*bike);
    }
    for day in 1..DAYS {
        flow.clock.set(flow.at(day));
        let new = late.remove(&day).unwrap_or_default();
        flow.register(new.into_iter().map(|bike| year.register.entry(bike)).collect())
            .await?;
        for theft in year.reports.get(&day).into_iter().flatten() {
            flow.report(theft, day).await?;
        }
        for at in year.arrivals.get(&day).into_iter().flatten() {
            flow.record(*at).await?;
        }
        flow.follow().await?;
        flow.decide(day).await?;
        progress.set(
            day.unsigned_abs(),
            Some(DAYS.unsigned_abs()),
            &format!("day {day}"),
        );
    }
    drop(progress);
    let Flow {
        registry,
        recorded,
        mut tally,
        ..
    } = flow;
    for (at, matched) in recorded.into_values() {
        tally.count(year, &year.recovered[at], matched);
    }
    registry.store().clone().close().await?;
    Ok(tally)
}

async fn open(config: &Config, clock: Arc<YearClock>) -> Result<Registry> {
    config.make_folder()?;
    migrations::bring_up_to_date(&config.database_url)
        .await
        .context("cannot make the temporary register")?;
    let keys = Keyring::new(&MasterKey::generate(&SystemRandom), Arc::new(SystemRandom));
    Ok(Registry::new(Parts {
        store: Store::open(&config.database_url, keys, Tuning::Bulk).await?,
        index: Arc::new(Index::open(&config.data.join("index"))?),
        photos: PhotoFolder::open(&config.data.join("photos"))?,
        clock,
        random: Arc::new(SystemRandom),
        public_url: "http://127.0.0.1:8080".to_owned(),
        answers_last: config.answers_last,
    }))
}

impl Flow<'_> {
    /// Returns the instant that is this many days after the beginning of the year.
    fn at(&self, day: i64) -> Timestamp {
        self.begins + SignedDuration::from_hours(24 * day)
    }

    /// Registers bikes, each with an owner, as `import` does.
    async fn register(&mut self, entries: Vec<BikeEntry>) -> Result<()> {
        for chunk in entries.chunks(BATCH) {
            let lines = chunk.iter().map(|entry| line(&self.registry, entry));
            let lines = lines.collect::<Result<Vec<Line>>>()?;
            let loaded = Import::new(&self.registry, false).batch(lines).await?;
            if let Some((line, error)) = loaded.refused.first() {
                bail!("bike {line} of the invented register was refused: {error}");
            }
            // Bikes are numbered in the order in which they arrive.
            let next = self.ids.len() as i64 + 1;
            let new = chunk.iter().zip(next..);
            self.ids.extend(new.map(|(entry, id)| (entry.id, BikeId(id))));
            if let Some(last) = chunk.last() {
                let bike = store::bike::find(self.registry.store(), self.ids[&last.id]).await?;
                let reference = bike.and_then(|bike| bike.external_ref);
                ensure!(
                    reference == Some(last.id.0.to_string()),
                    "the bikes arrived in the wrong order"
                );
            }
        }
        Ok(())
    }

    async fn report(&self, theft: &Theft, day: i64) -> Result<()> {
        let bike = self.ids[&theft.bike];
        let owner = store::bike::ownerships::owner_of(self.registry.store(), bike).await?;
        let owner = owner.context("a bike has no owner")?.account;
        let gone = self.at(theft.gone.min(day)) - SignedDuration::from_hours(9);
        let seen = Moment::exactly(gone - SignedDuration::from_hours(8));
        let report = NewTheftReport {
            point: Some(theft.place),
            ..NewTheftReport::at(TheftWindow::stored(seen, Moment::exactly(gone)))
        };
        match report_theft(&self.registry, owner, bike, report).await {
            // The bike is already back with its owner, but the owner reports the theft anyway.
            Ok(()) | Err(registry::theft::report::ReportTheftError::AlreadyReported) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn record(&mut self, at: usize) -> Result<()> {
        let Recovered {
            read, look, place, ..
        } = &self.year.recovered[at];
        let new = NewRecovery {
            property_ref: format!("PS/{at}"),
            read: read.clone(),
            identifiers: Vec::new(),
            make: look.make.clone(),
            model: look.model.clone(),
            colours: look.colours.clone(),
            kind: look.kind,
            found_at: self.registry.now(),
            found_by: None,
            place: None,
            given: None,
            point: Some(*place),
        };
        let id = recovery::record(&self.registry, self.officer, &new).await?;
        self.recorded.insert(id, (at, None));
        Ok(())
    }

    /// Does what the workers do in a round: first the index, then the standing matches.
    async fn follow(&self) -> Result<()> {
        feed::catch_up(&self.registry, |_| ()).await?;
        matches::catch_up(&self.registry, "bench").await?;
        Ok(())
    }

    /// Decides, as an officer would, on all pairs that are waiting. Pairs that come up after a rejection are decided
    /// on the same day.
    async fn decide(&mut self, day: i64) -> Result<()> {
        loop {
            let waiting = matches::list(&self.registry, self.officer, PairStatus::Waiting, (0, AT_ONCE));
            let waiting = waiting.await?;
            if waiting.is_empty() {
                return Ok(());
            }
            for pair in waiting {
                self.decide_on(&pair, day).await?;
            }
            self.follow().await?;
        }
    }

    async fn decide_on(&mut self, pair: &matches::Pair, day: i64) -> Result<()> {
        let recorded = self.recorded.get_mut(&pair.recovery.id);
        let (at, matched) = recorded.context("this recovery was never recorded")?;
        let one = &self.year.recovered[*at];
        let bike = one.bike.and_then(|bike| self.ids.get(&bike));
        let shown = (pair.id, pair.version);
        let decided = if bike == Some(&pair.likely.found.bike.id) {
            let why = "The bike was compared with its photos";
            matches::confirm(&self.registry, self.officer, shown, why)
                .await
                .map(|_| true)
        } else {
            let why = "The bike was compared with its photos";
            matches::reject(&self.registry, self.officer, shown, why)
                .await
                .map(|()| false)
        };
        match decided {
            Ok(true) => {
                *matched = Some(day - one.day);
                let id = (pair.recovery.id, None);
                let given = recovery::HandOver::because("The year of the benchmark has no counter");
                recovery::return_to_owner(&self.registry, self.officer, id, &given).await?;
            }
            Ok(false) => self.tally.false_shown += 1,
            // A decision just now has settled this pair too, so it is no longer on the page.
            Err(matches::DecideError::Changed) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
        self.tally.decisions += 1;
        Ok(())
    }
}
