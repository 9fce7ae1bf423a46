//! Puts an invented register into a data folder, with the verbs that `import` uses.

use super::core;
use super::plan::Plan;
use crate::config::Config;
use crate::lists::import::follow::follow;
use crate::lists::progress::{Progress, grouped};
use crate::open;
use anyhow::{Context, Result, bail, ensure};
use domain::bike::{Description, Identifier, NewBike};
use domain::id::BikeId;
use domain::look_up::BikeEntry;
use domain::number::Frame;
use domain::theft::{Moment, NewTheftReport, TheftWindow};
use jiff::{SignedDuration, Timestamp};
use registry::bike::import::{self, Import, Line};
use registry::{Registry, Tuning};
use serde::Serialize;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{mpsc, watch};

/// How many bikes go into one transaction, as in `import`.
const BATCH: usize = 10_000;
/// One bike in this many is reported stolen.
const STOLEN: i64 = 10;

/// How long loading took.
#[derive(Clone, Debug, Serialize)]
pub struct Loaded {
    /// The seconds from the first bike until the last one can be found.
    pub seconds: f64,
    /// How many bikes were loaded in a second.
    pub bikes_a_second: f64,
    /// The size of the index, in bytes for each bike.
    pub index_bytes_a_bike: f64,
    /// The size of the database, in bytes for each bike.
    pub database_bytes_a_bike: f64,
}

/// Loads the register.
pub async fn load(config: &Config, plan: &Arc<Plan>) -> Result<Loaded> {
    let registry = open::or_make(config, Tuning::Bulk).await?.0;
    let bikes = plan.register.len() as u64;
    let started = Instant::now();
    let (sender, mut batches) = mpsc::channel(1);
    let maker = tokio::task::spawn_blocking({
        let (registry, plan) = (registry.clone(), Arc::clone(plan));
        move || make(&registry, &plan, &sender)
    });
    let (written, followed) = watch::channel(0);
    let follower = tokio::spawn(follow(registry.clone(), followed));
    let progress = Progress::start("Loading", Some(bikes));
    let (mut import, mut done) = (Import::new(&registry, false), 0);
    while let Some(batch) = batches.recv().await {
        let loaded = import.batch(batch).await?;
        if let Some((line, error)) = loaded.refused.first() {
            bail!("bike {line} of the invented register was refused: {error}");
        }
        done += loaded.added;
        written.send_replace(done);
        progress.set(done, Some(bikes), &format!("{} bikes", grouped(done)));
    }
    drop((written, progress));
    maker.await.context("making the bikes stopped")??;
    follower.await.context("indexing the bikes stopped")??;
    let seconds = started.elapsed().as_secs_f64();
    ensure!(done == bikes, "{done} of {bikes} bikes were loaded");
    in_order(&registry, bikes).await?;
    registry.store().clone().close().await?;
    drop(registry);
    let a_bike = |bytes: u64| bytes as f64 / bikes as f64;
    let database = std::fs::metadata(config.data.join("framemark.db"))?.len();
    Ok(Loaded {
        seconds,
        bikes_a_second: bikes as f64 / seconds,
        index_bytes_a_bike: a_bike(core::bytes_in(&config.data.join("index"))?),
        database_bytes_a_bike: a_bike(database),
    })
}

/// Makes the bikes, batch by batch.
fn make(registry: &Registry, plan: &Plan, sender: &mpsc::Sender<Vec<Line>>) -> Result<()> {
    let now = registry.now();
    let mut batch = Vec::with_capacity(BATCH);
    for entry in plan.register.entries() {
        plan.check()?;
        batch.push(line(registry, &entry, now)?);
        if batch.len() == BATCH {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            // The receiver is only gone if the writing has failed. That reports its own error.
            if sender.blocking_send(full).is_err() {
                return Ok(());
            }
        }
    }
    if !batch.is_empty() {
        // As above, the failed writing reports its own error.
        let _ = sender.blocking_send(batch);
    }
    Ok(())
}

fn line(registry: &Registry, entry: &BikeEntry, now: Timestamp) -> Result<Line> {
    let number = entry.id.0;
    let [(_, frame), others @ ..] = entry.numbers.as_slice() else {
        bail!("bike {number} of the invented register has no number");
    };
    let identifiers = others
        .iter()
        .map(|(kind, number)| Identifier::new(*kind, number))
        .collect::<Result<_, _>>()?;
    let theft = (number % STOLEN == 0).then(|| {
        let gone = now - SignedDuration::from_hours(24 * (1 + number % 300));
        NewTheftReport::at(TheftWindow::stored(
            Moment::exactly(gone - SignedDuration::from_hours(8)),
            Moment::exactly(gone),
        ))
    });
    let external_ref = number.to_string();
    Ok(Line {
        number: number.unsigned_abs(),
        digest: import::digest(registry, [external_ref.as_str(), frame]),
        external_ref,
        bike: NewBike {
            frame: Frame::parse(frame)?,
            description: Description {
                make: entry.make.clone(),
                model: entry.model.clone(),
                colours: entry.colours.clone(),
                kind: entry.kind,
                features: None,
            },
            identifiers,
        },
        owner: None,
        mark: None,
        theft,
    })
}

/// Makes sure that bikes have the same numbers on the register as in the plan.
async fn in_order(registry: &Registry, bikes: u64) -> Result<()> {
    for number in [1, bikes] {
        let bike = store::bike::find(registry.store(), BikeId(number.cast_signed())).await?;
        let reference = bike.and_then(|bike| bike.external_ref);
        ensure!(
            reference.as_deref() == Some(number.to_string().as_str()),
            "bike {number} of the invented register was loaded as {reference:?}"
        );
    }
    Ok(())
}
