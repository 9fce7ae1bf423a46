//! `framemark bench search`: runs the whole matching benchmark.

use super::load::{self, Loaded};
use super::ours::{self, Ours};
use super::peer::{self, Outcome};
use super::plan::Plan;
use super::report::{Report, Sources};
use super::{core, exhaustive};
use crate::config::Config;
use crate::lists::progress::{grouped, say};
use ::search::bench::{Class, Makers};
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

/// The options of `bench search`.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// How many bikes to make
    #[arg(long, value_name = "N", default_value_t = 100_000,
        value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    pub bikes: u32,
    /// How many queries of each class to ask
    #[arg(long, value_name = "Q", default_value_t = 100,
        value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub queries: u32,
    /// The seed for the bikes, the queries and their errors
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// How common each maker is: seen (as in real numbers) or shuffled
    #[arg(long, value_name = "MIX", default_value = "seen", value_parser = makers)]
    pub makers: Makers,
    /// Measures only these classes of errors, such as edit-1,part-5
    #[arg(long, value_name = "CLASS,..", value_delimiter = ',', value_parser = class)]
    pub classes: Vec<Class>,
    /// Leaves contenders out
    #[arg(long, value_name = "CONTENDER,..", value_delimiter = ',')]
    pub without: Vec<Contender>,
    /// Prints one JSON object instead of the tables
    #[arg(long)]
    pub json: bool,
}

const AFTER_HELP: &str = "\
Classes: format, look-alike-1, look-alike-2, edit-1, edit-2, edit-3, part-7, part-6, part-5, unreadable-2,
unreadable-4, head-lost-and-misread, extra-text, two-numbers, part-5-and-description, fleet, double.

The seed makes bikes and queries. They go into a temporary register in the system's temporary folder (TMPDIR). The
queries are put to:
  ours        the same look-up as on the police page, read from the database and ranked, on one core
  peer        the published scheme of the largest open registry, on a temporary PostgreSQL cluster, on one core;
              left out where PostgreSQL is not installed
  exhaustive  every number on the register compared with the query: the most that any index can find

The tables are Markdown. docs/benchmarks.md says what the columns mean. A million bikes take about a gigabyte
of disk and of memory. For each million bikes, exhaustive takes about a fifth of a second for each query.";

/// The searches that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Contender {
    /// Our look-up
    Ours,
    /// Another registry's scheme, on PostgreSQL
    Peer,
    /// A comparison with every number
    Exhaustive,
}

fn makers(mix: &str) -> Result<Makers, String> {
    let known = Makers::ALL.into_iter().find(|makers| makers.slug() == mix);
    known.ok_or_else(|| {
        format!(
            "not a mix of makers; choose one of: {}",
            Makers::ALL.map(Makers::slug).join(", ")
        )
    })
}

fn class(text: &str) -> Result<Class, String> {
    text.parse().map_err(|_| {
        let known: Vec<String> = Class::all().map(Class::slug).collect();
        format!("not a class; choose from: {}", known.join(", "))
    })
}

/// Measures and prints. Ctrl-C stops it and removes the register.
pub async fn run(args: &Args) -> Result<ExitCode> {
    let with = |contender| !args.without.contains(&contender);
    if !Contender::value_variants().iter().any(|one| with(*one)) {
        bail!("--without leaves no contender; name at most two of ours, peer and exhaustive");
    }
    let mut classes = args.classes.clone();
    classes.sort_unstable();
    classes.dedup();
    if classes.is_empty() {
        classes = Class::all().collect();
    }
    let started = Instant::now();
    let plan = Plan::new(
        args.seed,
        args.bikes as usize,
        args.makers,
        u64::from(args.queries),
        classes,
    );
    let plan = Arc::new(plan);
    let sources = tokio::select! {
        measured = measure(args, &plan, started) => measured?,
        interrupted = tokio::signal::ctrl_c() => {
            plan.stop();
            interrupted?;
            bail!("stopped; the temporary register was removed");
        }
    };
    let report = Report::of(&plan, sources);
    let text = if args.json {
        serde_json::to_string_pretty(&report)? + "\n"
    } else {
        report.markdown()
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

async fn measure(args: &Args, plan: &Arc<Plan>, started: Instant) -> Result<Sources> {
    let with = |contender| !args.without.contains(&contender);
    let made = started.elapsed().as_secs_f64();
    let plan_bytes = core::resident_bytes();
    say(&format!(
        "Made {} bikes and {} queries in {made:.1} s",
        grouped(plan.register.len() as u64),
        grouped((plan.asks.len() + plan.absent.len()) as u64)
    ));
    let folder = tempfile::Builder::new()
        .prefix("framemark-bench-")
        .tempdir()
        .context("cannot make a folder for the register; set TMPDIR to one that can be written")?;
    let config = Config::throw_away(folder.path().to_owned());
    let loaded: Loaded = load::load(&config, plan).await?;
    say(&format!(
        "Loaded in {:.1} s, {} bikes a second",
        loaded.seconds,
        grouped(loaded.bikes_a_second as u64)
    ));
    let mut sources = Sources {
        seed: args.seed,
        makers: args.makers,
        queries: args.queries,
        cores: core::count(),
        plan_bytes,
        loaded,
        ours: None,
        peer: None,
        exhaustive: None,
        left_out: left_out(args),
    };
    if with(Contender::Ours) {
        let started = Instant::now();
        let ours: Ours = ours::measure(&config, plan).await?;
        said(
            "Ours",
            plan.asks.len() + plan.absent.len(),
            started,
            "on one core",
        );
        sources.ours = Some(ours);
    }
    if with(Contender::Peer) {
        measure_peer(plan, &mut sources).await?;
    }
    if with(Contender::Exhaustive) {
        let started = Instant::now();
        let classes = exhaustive::measure(config.data.join("index"), plan).await?;
        let how = format!("on {} cores, one look-up on each", sources.cores);
        said("Exhaustive", plan.asks.len(), started, &how);
        sources.exhaustive = Some(classes);
    }
    Ok(sources)
}

/// Returns the contenders that the command line leaves out, each with the reason.
fn left_out(args: &Args) -> Vec<(String, String)> {
    Contender::value_variants()
        .iter()
        .filter(|one| args.without.contains(one))
        .map(|contender| {
            let name = contender
                .to_possible_value()
                .map_or_else(String::new, |value| value.get_name().to_owned());
            (name, "by --without".to_owned())
        })
        .collect()
}

async fn measure_peer(plan: &Arc<Plan>, sources: &mut Sources) -> Result<()> {
    match peer::measure(plan).await? {
        Outcome::Measured(measured) => {
            say(&format!(
                "Peer: loaded in {:.1} s; {} look-ups in {:.1} s on one core",
                measured.load_seconds,
                grouped(plan.asks.len() as u64),
                measured.seconds
            ));
            sources.peer = Some(measured);
        }
        Outcome::LeftOut(reason) => {
            say(&format!("Peer: left out. {reason}"));
            sources.left_out.push(("peer".to_owned(), reason));
        }
    }
    Ok(())
}

fn said(who: &str, look_ups: usize, started: Instant, how: &str) {
    say(&format!(
        "{who}: {} look-ups in {:.1} s {how}",
        grouped(look_ups as u64),
        started.elapsed().as_secs_f64()
    ));
}
