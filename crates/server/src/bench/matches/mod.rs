//! `framemark bench matches`: reports thefts while recovered bikes wait in the property store. Now and then it kills
//! the server that matches them.

mod flow;
mod judge;
mod lag;
mod plan;
mod server;

use crate::config::Config;
use crate::lists::progress::grouped;
use anyhow::{Context, Result, bail};
use judge::Pairs;
use plan::Plan;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

/// The options of `bench matches`.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// How many thefts are reported
    #[arg(long, value_name = "N", default_value_t = 10_000,
        value_parser = clap::value_parser!(u32).range(20..=1_000_000))]
    pub reports: u32,
    /// How many recovered bikes wait in the property store meanwhile
    #[arg(long, value_name = "N", default_value_t = 2_000,
        value_parser = clap::value_parser!(u32).range(10..=100_000))]
    pub open: u32,
    /// How many changes are written in a second; with 0, as many as possible
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub rate: u32,
    /// How many times the server is killed
    #[arg(long, value_name = "N", default_value_t = 2,
        value_parser = clap::value_parser!(u32).range(0..=10))]
    pub kills: u32,
    /// The seed for everything that happens
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Prints one JSON object instead of the table
    #[arg(long)]
    pub json: bool,
}

const AFTER_HELP: &str = "\
The benchmark makes a register with twice as many bikes as thefts. Four in ten of the recovered bikes are on it, or are
registered with their report. Officers make the same errors as in `bench home`. This program serves the register in a
separate process, which is killed (SIGKILL) and started again while thefts are reported. Then each recovered bike is
looked up. Each true match that the look-up calls strong must be queued exactly once.

The register is in the system's temporary folder (TMPDIR) and is removed afterwards. At 50 changes a second, 10,000
thefts take four and a half minutes.";

/// What was measured.
#[derive(Debug, Serialize)]
struct Report {
    reports: u32,
    open: u32,
    seed: u64,
    pairs: Pairs,
    changes_a_second: f64,
    lag_p50: f64,
    lag_p99: f64,
    lag_longest: f64,
    caught_up_after_kills: Vec<f64>,
    seconds: f64,
}

/// Measures and prints. Ctrl-C stops it and removes the register.
pub async fn run(args: &Args) -> Result<ExitCode> {
    if args.open > args.reports {
        bail!(
            "--open can be {} at most, as many as the thefts that are reported",
            args.reports
        );
    }
    if !web::shared::assets::built() {
        bail!(
            "this program was built without its styles and scripts, and so serves nothing. Run `make assets` and build it again"
        );
    }
    let report = tokio::select! {
        measured = measure(args) => measured?,
        interrupted = tokio::signal::ctrl_c() => {
            interrupted?;
            bail!("stopped; the temporary register was removed");
        }
    };
    let text = if args.json {
        serde_json::to_string_pretty(&report)? + "\n"
    } else {
        report.markdown()?
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    let as_promised = report.pairs.missing == 0 && report.pairs.twice == 0;
    Ok(if as_promised {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn measure(args: &Args) -> Result<Report> {
    let started = Instant::now();
    let (reports, open) = (args.reports as usize, args.open as usize);
    let plan = Plan::new(args.seed, 2 * reports, reports, open);
    let folder = tempfile::Builder::new()
        .prefix("framemark-bench-")
        .tempdir()
        .context("cannot make a folder for the register; set TMPDIR to one that can be written")?;
    let config = Config::throw_away(folder.path().to_owned());
    let measured = flow::run(&config, &plan, args).await?;
    let steady = &measured.steady;
    let lag = |share: f64| {
        let at = ((steady.len() as f64 * share).ceil() as usize).saturating_sub(1);
        steady.get(at).copied().unwrap_or_default()
    };
    Ok(Report {
        reports: args.reports,
        open: args.open,
        seed: args.seed,
        changes_a_second: measured.rate,
        lag_p50: lag(0.5),
        lag_p99: lag(0.99),
        lag_longest: lag(1.0),
        caught_up_after_kills: measured.after_kills,
        pairs: measured.pairs,
        seconds: started.elapsed().as_secs_f64(),
    })
}

impl Report {
    fn markdown(&self) -> Result<String> {
        let pairs = &self.pairs;
        let mut text = String::new();
        writeln!(
            text,
            "{} thefts reported while {} recovered bikes waited, seed {}: {} of these were registered.\n",
            grouped(u64::from(self.reports)),
            grouped(u64::from(self.open)),
            self.seed,
            grouped(u64::from(pairs.true_pairs)),
        )?;
        writeln!(
            text,
            "| true pairs | strong | of these queued once | missing | twice | weaker, queued | other bikes queued |"
        )?;
        writeln!(text, "|---|---|---|---|---|---|---|")?;
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} |\n",
            pairs.true_pairs,
            pairs.strong,
            pairs.queued_once,
            pairs.missing,
            pairs.twice,
            pairs.weaker_queued,
            pairs.others_queued,
        )?;
        writeln!(
            text,
            "| changes a second | lag p50 | lag p99 | longest lag | caught up after each kill |"
        )?;
        writeln!(text, "|---|---|---|---|---|")?;
        let kills = self.caught_up_after_kills.iter();
        let kills: Vec<String> = kills.map(|seconds| format!("{seconds:.1} s")).collect();
        writeln!(
            text,
            "| {:.0} | {:.2} s | {:.2} s | {:.2} s | {} |",
            self.changes_a_second,
            self.lag_p50,
            self.lag_p99,
            self.lag_longest,
            if kills.is_empty() {
                "-".to_owned()
            } else {
                kills.join(", ")
            },
        )?;
        writeln!(text, "\nIt took {:.0} s.", self.seconds)?;
        Ok(text)
    }
}
