//! `framemark bench figures`: makes the register of a whole region, then counts its thefts, closes a quarter and reads
//! every table.

mod make;

use super::core;
use crate::config::Config;
use crate::lists::progress::grouped;
use crate::open;
use anyhow::{Context, Result, bail};
use domain::account::{Membership, Organisation, OrganisationKind, Role, Viewer};
use domain::figure::release::Release;
use domain::id::{AccountId, PartnershipId};
use make::Sizes;
use registry::account::permits::ReaderOf;
use registry::figure::insights::{self, Choice, Options};
use registry::figure::{facts, release};
use registry::{Registry, Tuning};
use serde::Serialize;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

/// The options of `bench figures`.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// How many bikes are on the register
    #[arg(long, value_name = "N", default_value_t = 1_000_000,
        value_parser = clap::value_parser!(u32).range(100..=10_000_000))]
    pub bikes: u32,
    /// How many of them were stolen in the last four years
    #[arg(long, value_name = "N", default_value_t = 200_000)]
    pub thefts: u32,
    /// How many bikes were recovered in that time
    #[arg(long, value_name = "N", default_value_t = 50_000)]
    pub recoveries: u32,
    /// The seed for the register
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Prints one JSON object instead of the table
    #[arg(long)]
    pub json: bool,
}

const AFTER_HELP: &str = "\
The benchmark makes a register in the system's temporary folder (TMPDIR) and then removes it. It measures:
  facts     how long it takes to count all thefts again
  close     how long it takes to close the last quarter of both partnerships
  change    how long one more theft takes to reach the facts
  tables    how long it takes to read a table: the first one, and the 95th percentile of all that the pages offer
Memory is that of the whole process after closing.";

/// What was measured.
#[derive(Debug, Serialize)]
struct Report {
    bikes: u32,
    thefts: u32,
    recoveries: u32,
    made_seconds: f64,
    facts_seconds: f64,
    close_seconds: f64,
    change_seconds: f64,
    tables: usize,
    first_table_ms: f64,
    table_p95_ms: f64,
    resident_mb: Option<u64>,
}

/// Measures and prints. Ctrl-C stops it and removes the register.
pub async fn run(args: &Args) -> Result<ExitCode> {
    if args.thefts > args.bikes {
        bail!("--thefts cannot be more than --bikes");
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
        report.markdown()
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

async fn measure(args: &Args) -> Result<Report> {
    let folder = tempfile::Builder::new()
        .prefix("framemark-bench-")
        .tempdir()
        .context("cannot make a folder for the register; set TMPDIR to one that can be written")?;
    let config = Config::throw_away(folder.path().to_owned());
    let registry = open::or_make(&config, Tuning::Bulk).await?.0;
    let started = Instant::now();
    let sizes = Sizes {
        bikes: args.bikes,
        thefts: args.thefts,
        recoveries: args.recoveries,
    };
    let made = make::register(&registry, sizes, args.seed).await?;
    let made_seconds = started.elapsed().as_secs_f64();
    let facts_seconds = timed(async || Ok(facts::catch_up(&registry, "bench").await.map(drop)?)).await?;
    let close_seconds = timed(async || {
        let closed = release::close_due(&registry, "bench").await?;
        if closed.len() != 2 {
            bail!("{} quarters were closed, but there should be 2", closed.len());
        }
        Ok(())
    })
    .await?;
    let resident = core::resident_bytes();
    let change_seconds = timed(async || {
        make::one_more(&registry, &made).await?;
        facts::catch_up(&registry, "bench").await?;
        Ok(())
    })
    .await?;
    let mut times = tables(&registry, made.partnership).await?;
    let first = times.first().copied().unwrap_or_default();
    times.sort_by(f64::total_cmp);
    let at = times.len() * 95 / 100;
    registry.store().clone().close().await?;
    Ok(Report {
        bikes: args.bikes,
        thefts: args.thefts,
        recoveries: args.recoveries,
        made_seconds,
        facts_seconds,
        close_seconds,
        change_seconds,
        tables: times.len(),
        first_table_ms: first,
        table_p95_ms: times.get(at).copied().unwrap_or_default(),
        resident_mb: resident.map(|bytes| bytes / 1_000_000),
    })
}

async fn timed(work: impl AsyncFnOnce() -> Result<()>) -> Result<f64> {
    let started = Instant::now();
    work().await?;
    Ok(started.elapsed().as_secs_f64())
}

/// Reads every table on offer, as a page would, and returns how many milliseconds each took.
async fn tables(registry: &Registry, partnership: PartnershipId) -> Result<Vec<f64>> {
    let analyst = Viewer {
        account: AccountId(1),
        memberships: vec![Membership {
            organisation: Organisation {
                partnership: Some(partnership),
                ..make::organisation(OrganisationKind::Council)
            },
            role: Role::Analyst,
        }],
    };
    let reader = ReaderOf::of(&analyst).context("the analyst may not read figures")?;
    let read = async || {
        let found = insights::read(registry, &reader, None).await?;
        found.context("the analyst has no partnership")
    };
    let first = read().await?;
    let release = first.release.context("no quarter was closed")?;
    let mut times = Vec::new();
    for options in all_options(&release) {
        let started = Instant::now();
        let seen = read().await?;
        let release = seen.release.context("no quarter was closed")?;
        if insights::sentences(&release).len() != 4 {
            bail!("there should be four sentences");
        }
        let slug = &seen.partnership.slug;
        if let Some(Choice::Police(_, months)) = insights::select(&release, &options) {
            insights::police_table(registry, slug, &options, &months).await?;
        }
        times.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(times)
}

/// Returns all choices that the pages offer.
fn all_options(release: &Release) -> Vec<Options> {
    let mut all = Vec::new();
    for form in insights::offered(release) {
        for area in &form.areas {
            for period in &form.periods {
                all.extend(form.by.iter().map(|by| Options {
                    area: area.key.clone(),
                    period: period.key.clone(),
                    by: by.key.clone(),
                    source: form.source.to_owned(),
                }));
            }
        }
    }
    all
}

impl Report {
    fn markdown(&self) -> String {
        let memory = self
            .resident_mb
            .map_or_else(|| "not known".to_owned(), |mb| format!("{mb} MB"));
        format!(
            "{} bikes, {} thefts, {} recoveries, made in {:.0} s.\n\n\
             | what | measured |\n|---|---|\n\
             | count all thefts again | {:.1} s |\n\
             | close the quarter of both partnerships | {:.1} s |\n\
             | count one more theft | {:.3} s |\n\
             | read the first of {} tables | {:.1} ms |\n\
             | read a table, p95 | {:.1} ms |\n\
             | memory after closing | {memory} |\n",
            grouped(u64::from(self.bikes)),
            grouped(u64::from(self.thefts)),
            grouped(u64::from(self.recoveries)),
            self.made_seconds,
            self.facts_seconds,
            self.close_seconds,
            self.change_seconds,
            self.tables,
            self.first_table_ms,
            self.table_p95_ms,
        )
    }
}
