//! `framemark bench home`: measures how many recovered bikes get home. A year goes through our verbs and workers, and
//! through two flows that others have published.

mod ours;
mod plain;
mod tally;
pub(super) mod year;

use crate::config::Config;
use crate::lists::progress::{grouped, say};
use crate::system::SystemClock;
use anyhow::{Context, Result, bail};
use domain::Clock;
use jiff::SignedDuration;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;
use tally::Figures;
use year::{DAYS, Year};

/// The options of `bench home`.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// How many bikes are on the register at the end of the year
    #[arg(long, value_name = "N", default_value_t = 20_000,
        value_parser = clap::value_parser!(u32).range(200..=10_000_000))]
    pub bikes: u32,
    /// The seed for the year
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Prints one JSON object instead of the table
    #[arg(long)]
    pub json: bool,
}

const AFTER_HELP: &str = "\
The seed makes a year: bikes are registered, stolen, reported (some late) and recovered with the errors that
officers make, and some were never registered. The year goes through:
  ours             standing matches, in a temporary register in the system's temporary folder (TMPDIR): the ranker
                   compares every change with every recovered bike
  exact search     one exact search of the register when the bike comes in
  nightly, folded  an exact match on the number every night, with look-alikes folded

docs/benchmarks.md says what was assumed, with sources. 100,000 bikes take a few minutes.";

/// What was measured.
#[derive(Debug, Serialize)]
struct Report {
    bikes: u32,
    seed: u64,
    recovered: usize,
    ours: Figures,
    exact_search: Figures,
    nightly_folded: Figures,
    seconds: f64,
}

/// Measures and prints. Ctrl-C stops it and removes the register.
pub async fn run(args: &Args) -> Result<ExitCode> {
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
    Ok(ExitCode::SUCCESS)
}

async fn measure(args: &Args) -> Result<Report> {
    let started = Instant::now();
    let year = Year::new(args.seed, args.bikes as usize);
    say(&format!(
        "{} bikes come in during the year",
        grouped(year.recovered.len() as u64)
    ));
    let folder = tempfile::Builder::new()
        .prefix("framemark-bench-")
        .tempdir()
        .context("cannot make a folder for the register; set TMPDIR to one that can be written")?;
    let config = Config::throw_away(folder.path().to_owned());
    // The year ends today, so that nothing in it lies in the future.
    let begins = SystemClock::default().now() - SignedDuration::from_hours(24 * DAYS);
    let ours = ours::run(&config, &year, begins).await?.figures();
    Ok(Report {
        bikes: args.bikes,
        seed: args.seed,
        recovered: year.recovered.len(),
        ours,
        exact_search: plain::exact(&year).figures(),
        nightly_folded: plain::nightly(&year).figures(),
        seconds: started.elapsed().as_secs_f64(),
    })
}

impl Report {
    fn markdown(&self) -> Result<String> {
        let (readable, all) = self.ours.of;
        let mut text = String::new();
        writeln!(
            text,
            "{} bikes, seed {}: {} recovered bikes, {all} of them on the register, {readable} of these with at least \
             half of the number readable.\n",
            grouped(u64::from(self.bikes)),
            self.seed,
            grouped(self.recovered as u64),
        )?;
        writeln!(
            text,
            "| flow | matched, of those half readable | matched, of all | days until, p50 / p90 | false matches shown | \
             decisions | decisions a bike home |"
        )?;
        writeln!(text, "|---|---|---|---|---|---|---|")?;
        for (name, figures) in [
            ("ours", &self.ours),
            ("exact search", &self.exact_search),
            ("nightly, folded", &self.nightly_folded),
        ] {
            let each = figures.decisions_a_bike_home;
            let each = each.map_or_else(|| "-".to_owned(), |each| format!("{each:.2}"));
            writeln!(
                text,
                "| {name} | {:.1}% | {:.1}% | {} / {} | {} | {} | {each} |",
                figures.matched_readable * 100.0,
                figures.matched * 100.0,
                figures.days_p50,
                figures.days_p90,
                figures.false_shown,
                figures.decisions,
            )?;
        }
        writeln!(text, "\nIt took {:.0} s.", self.seconds)?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_year_brings_more_home_than_the_flows_of_others() {
        testkit::run(async {
            let args = Args {
                bikes: 1_500,
                seed: 70_929,
                json: false,
            };
            let report = measure(&args).await.unwrap();
            let (ours, others) = (&report.ours, [&report.exact_search, &report.nightly_folded]);
            assert!(ours.of.0 >= 5, "{report:?}");
            assert!(ours.matched_readable >= 0.85, "{report:?}");
            assert!(ours.decisions_a_bike_home.unwrap() <= 1.7, "{report:?}");
            for other in others {
                assert!(ours.matched > other.matched, "{report:?}");
                assert_eq!(ours.of, other.of, "the same bikes are counted");
            }
            assert!(report.markdown().unwrap().contains("| ours |"));
        });
    }
}
