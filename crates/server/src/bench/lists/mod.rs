//! `framemark bench lists`: sends a list of recovered bikes through the page over HTTP, as an officer would, while
//! other people check numbers.

mod checks;
mod list;

use super::client::{Client, hidden_in};
use super::load;
use super::plan::Plan;
use super::tally::Figures;
use super::web::{officers, serve};
use crate::config::Config;
use crate::lists::progress::{grouped, say};
use crate::open;
use crate::worker::{self, index::Index, lists::Lists, matches::Matches};
use ::search::bench::{Class, Makers};
use anyhow::{Context, Result, bail, ensure};
use checks::Checks;
use list::Made;
use registry::{Registry, Tuning};
use serde::Serialize;
use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// The options of `bench lists`.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// How many bikes are on the register
    #[arg(long, value_name = "N", default_value_t = 100_000,
        value_parser = clap::value_parser!(u32).range(100..=100_000_000))]
    pub bikes: u32,
    /// How many recovered bikes are on the list
    #[arg(long, value_name = "N", default_value_t = 500,
        value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub rows: u32,
    /// The seed for the bikes and the errors in their numbers
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Prints one JSON object instead of the table
    #[arg(long)]
    pub json: bool,
}

const AFTER_HELP: &str = "\
The benchmark starts a server and its workers on a free port of this machine, with a temporary SQLite register in
the system's temporary folder (TMPDIR). An officer sends the list as a file, says what its columns mean, opens its page
until every row has been looked up, and downloads the result. Meanwhile other people make 40 checks a second. If a check
has to wait for the one before it, its time counts from when it was due.

The aims, for 500 rows and 100,000 bikes on two cores: under 20 seconds, and checks under 100 ms at p99.";

/// How often the officer's page is opened while the list is being looked up.
const EVERY: Duration = Duration::from_millis(250);
/// How long other people check numbers before the list is sent. Their times are compared with those during the list.
const BEFORE: Duration = Duration::from_secs(5);
/// The longest time that a list may take.
const LONGEST: Duration = Duration::from_secs(3_600);

/// What was measured.
#[derive(Debug, Serialize)]
struct Report {
    bikes: u32,
    rows: u32,
    seed: u64,
    /// The time from the press of the first button to the last byte of the result.
    seconds: f64,
    /// The time until the page with the columns came.
    sent_seconds: f64,
    /// The time after that until the list was accepted.
    mapped_seconds: f64,
    /// The time after that until every row had been looked up.
    looked_up_seconds: f64,
    /// How many times the page showed progress when it was opened.
    progress_seen: usize,
    /// How long it took to download the result as CSV.
    result_seconds: f64,
    /// The share of registered bikes that came first in the results for their row.
    right_first: f64,
    /// The times of `/check?number=` before the list was sent.
    check_before: Times,
    /// The same while the list was being looked up.
    check_meanwhile: Times,
}

/// How long checks took.
#[derive(Clone, Copy, Debug, Serialize)]
struct Times {
    count: usize,
    p50_ms: f64,
    p99_ms: f64,
}

impl Times {
    fn of((figures, count): (Figures, usize)) -> Self {
        Self {
            count,
            p50_ms: figures.p50_ms,
            p99_ms: figures.p99_ms,
        }
    }
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
        report.markdown()
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

async fn measure(args: &Args) -> Result<Report> {
    let classes: Vec<Class> = Class::all().collect();
    // Some queries cannot be searched for and are left out of the list.
    let of_each = u64::from(args.rows).div_ceil(classes.len() as u64) + 2;
    let plan = Arc::new(Plan::new(
        args.seed,
        args.bikes as usize,
        Makers::ALL[0],
        of_each,
        classes,
    ));
    let made = Made::of(&plan, args.rows as usize)?;
    let folder = tempfile::Builder::new()
        .prefix("framemark-bench-")
        .tempdir()
        .context("cannot make a folder for the register; set TMPDIR to one that can be written")?;
    let config = Config::throw_away(folder.path().to_owned());
    load::load(&config, &plan).await?;
    say(&format!("Loaded {} bikes", grouped(u64::from(args.bikes))));
    let registry = open::or_make(&config, Tuning::Serve).await?.0;
    let (address, server) = serve(&registry, folder.path().join("uploads")).await?;
    let (stop, workers) = work(&registry);
    let report = through_the_page(args, &registry, address, &made).await;
    stop.cancel();
    for worker in workers {
        worker.await.context("a worker stopped")?;
    }
    server.abort();
    registry.store().clone().close().await?;
    report
}

/// Starts the workers that a list and the checks need.
fn work(registry: &Registry) -> (CancellationToken, Vec<tokio::task::JoinHandle<()>>) {
    let stop = CancellationToken::new();
    let holder = registry.random_id();
    let workers = vec![
        tokio::spawn(worker::keep(Index, registry.clone(), stop.clone())),
        tokio::spawn(worker::keep(Lists, registry.clone(), stop.clone())),
        tokio::spawn(worker::keep(Matches { holder }, registry.clone(), stop.clone())),
    ];
    (stop, workers)
}

async fn through_the_page(
    args: &Args,
    registry: &Registry,
    address: SocketAddr,
    made: &Made,
) -> Result<Report> {
    let mut officers = officers(registry, address, 1).await?;
    let (mut officer, token) = officers.pop().flatten().context("there is no officer")?;
    let before = Checks::start(address, &made.checked).await?;
    tokio::time::sleep(BEFORE).await;
    let check_before = Times::of(before.end().await?);
    let meanwhile = Checks::start(address, &made.checked).await?;
    let walked = walk(&mut officer, &token, made).await;
    let check_meanwhile = Times::of(meanwhile.end().await?);
    let walked = walked?;
    let right = made.right_first(&walked.result)?;
    Ok(Report {
        bikes: args.bikes,
        rows: args.rows,
        seed: args.seed,
        seconds: walked.at[3],
        sent_seconds: walked.at[0],
        mapped_seconds: walked.at[1] - walked.at[0],
        looked_up_seconds: walked.at[2] - walked.at[1],
        progress_seen: walked.progress_seen,
        result_seconds: walked.at[3] - walked.at[2],
        right_first: right,
        check_before,
        check_meanwhile,
    })
}

/// How long an officer's list took, and what came of it.
struct Walked {
    /// Seconds until the columns were shown, the list was accepted, every row was looked up, and the result had
    /// arrived.
    at: [f64; 4],
    progress_seen: usize,
    result: String,
}

/// Sends a list, says what its columns mean, waits for its rows and downloads the result.
async fn walk(officer: &mut Client, token: &str, made: &Made) -> Result<Walked> {
    let started = Instant::now();
    let seconds = || started.elapsed().as_secs_f64();
    let list = [
        ("csrf", None, token),
        ("file", Some("store.csv"), made.csv.as_str()),
        ("reason", None, "Benchmark"),
    ];
    let columns = officer.post_parts("/police/property-store", &list).await?;
    ensure!(
        columns.status == 200,
        "the answer to a list was {}",
        columns.status
    );
    let sent = seconds();
    let path = say_columns(officer, &columns.body).await?;
    let mapped = seconds();
    let progress_seen = until_done(officer, &path).await?;
    let looked_up = seconds();
    let result = officer.get(&format!("{path}/result.csv")).await?;
    ensure!(
        result.status == 200,
        "the answer to a request for a result was {}",
        result.status
    );
    Ok(Walked {
        at: [sent, mapped, looked_up, seconds()],
        progress_seen,
        result: result.body,
    })
}

/// Answers a page that asks what the columns mean, and returns the address of the list.
async fn say_columns(officer: &mut Client, page: &str) -> Result<String> {
    let hidden = |name: &str| hidden_in(page, name);
    let (csrf, once, content) = (hidden("csrf")?, hidden("once")?, hidden("content")?);
    let mut parts = vec![
        ("csrf", None, csrf.as_str()),
        ("once", None, once.as_str()),
        ("name", None, "store.csv"),
        ("shown", None, "0"),
        ("sheet", None, "0"),
        ("reason", None, "Benchmark"),
        ("then", None, "start"),
        ("content", None, content.as_str()),
    ];
    parts.extend(
        list::MEANINGS
            .iter()
            .map(|(field, meaning)| (*field, None, *meaning)),
    );
    let taken = officer
        .post_parts("/police/property-store/columns", &parts)
        .await?;
    match (taken.status, taken.location) {
        (303, Some(path)) => Ok(path),
        (status, _) => bail!("the answer to the columns of a list was {status}"),
    }
}

/// Opens the page of a list until no row is waiting, and returns how many times it showed progress.
async fn until_done(officer: &mut Client, path: &str) -> Result<usize> {
    let started = Instant::now();
    let mut percents: Vec<String> = Vec::new();
    loop {
        let page = officer.get(path).await?;
        ensure!(
            page.status == 200,
            "the answer to the page of a list was {}",
            page.status
        );
        let Some((_, progress)) = page.body.split_once("id=\"progress\" max=\"100\" value=\"") else {
            return Ok(percents.len());
        };
        let percent = progress.split('"').next().unwrap_or_default().to_owned();
        if !percents.contains(&percent) {
            percents.push(percent);
        }
        ensure!(started.elapsed() < LONGEST, "the list did not finish in time");
        tokio::time::sleep(EVERY).await;
    }
}

impl Report {
    fn markdown(&self) -> String {
        let check = |times: Times| {
            format!(
                "{:.1} / {:.1} ms of {}",
                times.p50_ms,
                times.p99_ms,
                grouped(times.count as u64)
            )
        };
        format!(
            "{} recovered bikes against {} on SQLite, seed {}, 40 checks a second meanwhile.\n\n\
             | what | measured |\n|---|---|\n\
             | from the file to the result, in all | {:.1} s |\n\
             | sent and read, until the page asks about its columns | {:.2} s |\n\
             | columns explained, until the list is accepted | {:.2} s |\n\
             | every row looked up | {:.1} s, {:.0} rows a second |\n\
             | the page showed progress when it was opened | {} times |\n\
             | the result as CSV | {:.2} s |\n\
             | the right bike came first | {:.1}% of those on the register |\n\
             | `/check?number=` before, p50 / p99 | {} |\n\
             | `/check?number=` meanwhile, p50 / p99 | {} |\n",
            grouped(u64::from(self.rows)),
            grouped(u64::from(self.bikes)),
            self.seed,
            self.seconds,
            self.sent_seconds,
            self.mapped_seconds,
            self.looked_up_seconds,
            f64::from(self.rows) / self.looked_up_seconds.max(f64::EPSILON),
            self.progress_seen,
            self.result_seconds,
            self.right_first * 100.0,
            check(self.check_before),
            check(self.check_meanwhile),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_list_goes_through_the_page() {
        testkit::run(async {
            let args = Args {
                bikes: 1_500,
                rows: 60,
                seed: 70_929,
                json: false,
            };
            let report = measure(&args).await.unwrap();
            assert!(report.right_first > 0.7, "{report:?}");
            assert!(report.progress_seen > 0, "{report:?}");
            assert!(
                report.check_meanwhile.count > 0 && report.check_before.count > 50,
                "{report:?}"
            );
            assert!(report.seconds >= report.looked_up_seconds && report.looked_up_seconds > 0.0);
            assert!(
                report
                    .markdown()
                    .contains("| from the file to the result, in all |")
            );
        });
    }
}
