//! Measures the published scheme of the largest open registry, on a temporary PostgreSQL cluster and on one core.

use super::cluster::{Cluster, Programs};
use super::plan::Plan;
use super::tally::{SHOWN, Tally};
use crate::lists::progress::{Progress, grouped};
use anyhow::{Context, Result};
use search::bench::Class;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use store::bench::Peer;

/// How many look-ups come before the first one that counts.
const WARM_UP: usize = 20;

/// The result.
pub enum Outcome {
    /// The peer was measured.
    Measured(Measured),
    /// It could not be measured, for this reason.
    LeftOut(String),
}

/// What was measured.
pub struct Measured {
    /// The results by class.
    pub classes: BTreeMap<Class, Tally>,
    /// How long it took to load the bikes and make the indexes.
    pub load_seconds: f64,
    /// The size of the table and indexes, in bytes for each bike.
    pub bytes_a_bike: f64,
    /// The total time of the look-ups.
    pub seconds: f64,
}

/// Loads the register into its own cluster and puts the queries to it, one after the other.
pub async fn measure(plan: &Arc<Plan>) -> Result<Outcome> {
    let programs = match Programs::find() {
        Ok(programs) => programs,
        Err(error) => return Ok(Outcome::LeftOut(format!("{error:#}"))),
    };
    let cluster =
        Cluster::start(programs).context("cannot start the peer's cluster; --without peer leaves it out")?;
    let peer = Peer::open(&cluster.url()).await?;
    let missing = peer.missing().await?;
    if !missing.is_empty() {
        return Ok(Outcome::LeftOut(format!(
            "PostgreSQL's {} missing; on Debian and Ubuntu, install with: apt-get install postgresql-contrib",
            match missing.as_slice() {
                [one] => format!("{one} is"),
                many => format!("{} are", many.join(" and ")),
            }
        )));
    }
    let started = Instant::now();
    let file = cluster.folder().join("bikes.csv");
    write(&file, plan).context("cannot write the peer's list")?;
    let spinner = Progress::start("Loading the peer", None);
    peer.load(&file, |step| spinner.set(0, None, step)).await?;
    drop(spinner);
    let load_seconds = started.elapsed().as_secs_f64();
    fs::remove_file(&file)?;
    let bytes_a_bike = peer.bytes().await? as f64 / plan.register.len() as f64;
    let started = Instant::now();
    let classes = ask_all(&peer, plan).await?;
    let seconds = started.elapsed().as_secs_f64();
    peer.close().await?;
    Ok(Outcome::Measured(Measured {
        classes,
        load_seconds,
        bytes_a_bike,
        seconds,
    }))
}

fn write(file: &Path, plan: &Plan) -> Result<()> {
    let mut csv = csv::Writer::from_path(file)?;
    for entry in plan.register.entries() {
        plan.check()?;
        csv.write_record(Peer::columns(&entry))?;
    }
    csv.flush()?;
    fs::set_permissions(file, fs::Permissions::from_mode(0o644))?;
    Ok(())
}

async fn ask_all(peer: &Peer, plan: &Plan) -> Result<BTreeMap<Class, Tally>> {
    for (_, ask) in plan.absent.iter().rev().take(WARM_UP) {
        peer.find(&ask.typed, &ask.query, SHOWN).await?;
    }
    let total = plan.asks.len() as u64;
    let progress = Progress::start("Peer", Some(total));
    let mut classes: BTreeMap<Class, Tally> = BTreeMap::new();
    for (at, (class, ask)) in plan.asks.iter().enumerate() {
        plan.check()?;
        let started = Instant::now();
        let found = peer.find(&ask.typed, &ask.query, SHOWN).await?;
        let time = started.elapsed();
        let place = found.iter().position(|one| Some(one.bike) == ask.bike);
        classes.entry(*class).or_default().count(place, time);
        let done = at as u64 + 1;
        progress.set(done, Some(total), &format!("{} look-ups", grouped(done)));
    }
    Ok(classes)
}
