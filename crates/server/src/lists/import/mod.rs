//! `framemark import`: loads a list of bikes.
//!
//! Three parts work at the same time: a thread reads, parses and seals, a task writes each batch in a transaction,
//! and another task updates the search index. They wait for each other only through the channels.

pub mod follow;
pub mod line;
mod seen;

use crate::lists::progress::{self, Progress, counted, grouped};
use anyhow::{Context, Result, anyhow};
use registry::Registry;
use registry::bike::import::{self, Import, Line, Loaded};
use seen::Seen;
use sheets::cell::Words;
use sheets::sheet::Sheet;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::sync::{mpsc, watch};

/// How many lines go into one transaction. There are many, so that an index page that several of them touch is written
/// only once.
const BATCH: usize = 10_000;
/// How many batches are parsed ahead.
const AHEAD: usize = 1;

/// The options of `import`.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The list: a CSV file as spreadsheets write it, with the names of the columns in the first line
    #[arg(value_name = "FILE.csv")]
    pub file: PathBuf,
    /// Only checks the list against the register; writes nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Refuses lines that would be loaded with a warning
    #[arg(long)]
    pub strict: bool,
}

const AFTER_HELP: &str = "\
Columns, in any order. You may leave out all but external_ref:
  external_ref make model colour kind frame_number identifiers mark features
  owner_name owner_email owner_phone owner_postcode
  stolen_from stolen_to stolen_place stolen_lat stolen_lng crime_ref

external_ref is your own key for the bike. If you load the same file again, nothing changes. A changed line changes
its bike.
A line needs frame_number, identifiers or mark. identifiers is a list of kind:value pairs separated by ';', such as
battery:B123;529:ABCDEF. Dates are ISO 8601 (2026-05-31 or 2026-05-31T18:30).

An empty cell clears what the list said about the look of the bike. It never takes away an owner or a mark, and it
closes a theft report only if a list opened it. A report that has ended is not opened again.

Bad lines are reported by their number in the file; the header is line 1. The other lines are loaded.
Exit status: 0 all lines loaded, 1 some were refused, 2 the file could not be read.";

/// Lines that were parsed together, and the messages about the lines around them.
struct Batch {
    lines: Vec<Line>,
    remarks: Vec<Remark>,
    /// How much of the file has been read, and how many lines.
    bytes: u64,
    read: u64,
}

/// A message about a line.
struct Remark {
    line: u64,
    text: String,
    refused: bool,
}

/// Loads a list.
pub async fn run(registry: &Registry, args: &Args) -> Result<ExitCode> {
    let sheet = Sheet::open(&args.file, line::COLUMNS, "external_ref")?;
    if !["frame_number", "identifiers", "mark"]
        .iter()
        .any(|column| sheet.columns().has(column))
    {
        return Err(anyhow!(
            "{}: the list needs a column frame_number, identifiers or mark",
            args.file.display()
        ));
    }
    if let Some(note) = sheet.note() {
        progress::say(&note);
    }
    let total = sheet.bytes();
    let strict = args.strict;
    let progress = Progress::start(if args.dry_run { "Checking" } else { "Loading" }, total);
    let (sender, batches) = mpsc::channel(AHEAD);
    let reader = tokio::task::spawn_blocking({
        let registry = registry.clone();
        move || read(&registry, sheet, strict, &sender)
    });
    let (written, followed) = watch::channel(0);
    let follower = (!args.dry_run).then(|| tokio::spawn(follow::follow(registry.clone(), followed)));
    let loaded = load(registry, args.dry_run, batches, &progress, total, &written).await;
    drop(written);
    drop(progress);
    // The reader stops when nobody takes its batches any more. If the reader itself failed, we report its error first.
    reader.await.context("reading the list stopped")??;
    let (loaded, read) = loaded?;
    if let Some(follower) = follower {
        follower.await.context("indexing the bikes stopped")??;
    }
    summarise(args.dry_run, read, &loaded)?;
    Ok(if loaded.refused > 0 {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// Reads and parses the file to its end, batch by batch.
fn read(registry: &Registry, mut sheet: Sheet, strict: bool, sender: &mpsc::Sender<Batch>) -> Result<()> {
    let (mut words, now) = (Words::default(), registry.now());
    let mut seen = Seen::default();
    let mut read = 0;
    loop {
        let mut batch = Batch {
            lines: Vec::with_capacity(BATCH),
            remarks: Vec::new(),
            bytes: 0,
            read: 0,
        };
        let mut more = true;
        while more && batch.lines.len() < BATCH && batch.remarks.len() < BATCH {
            more = match sheet.next_row()? {
                Some(row) => {
                    read += 1;
                    let parsed = row.record.map_err(|wrong| vec![wrong]).and_then(|record| {
                        let mut parsed = line::parse(sheet.columns(), &record, &mut words, now)?;
                        parsed.warnings.extend(seen.take(row.line, &parsed));
                        if strict && !parsed.warnings.is_empty() {
                            return Err(parsed.warnings);
                        }
                        let digest = import::digest(registry, sheet.columns().cells(&record));
                        Ok((parsed, digest))
                    });
                    take(registry, &mut batch, row.line, parsed)?;
                    true
                }
                None => false,
            };
        }
        (batch.bytes, batch.read) = (sheet.bytes_read(), read);
        // The receiver is only gone if the writing has failed. That reports its own error.
        if sender.blocking_send(batch).is_err() || !more {
            return Ok(());
        }
    }
}

fn take(
    registry: &Registry,
    batch: &mut Batch,
    number: u64,
    parsed: Result<(line::Parsed, [u8; 16]), Vec<String>>,
) -> Result<()> {
    match parsed {
        Ok((parsed, digest)) => {
            let warned = parsed.warnings.into_iter().map(|text| Remark {
                line: number,
                text,
                refused: false,
            });
            batch.remarks.extend(warned);
            batch.lines.push(Line {
                number,
                external_ref: parsed.external_ref,
                bike: parsed.bike,
                owner: parsed
                    .owner
                    .map(|owner| import::seal(registry, &owner))
                    .transpose()?,
                mark: parsed.mark,
                theft: parsed.theft,
                digest,
            });
        }
        Err(wrong) => batch.remarks.push(Remark {
            line: number,
            text: wrong.join("; "),
            refused: true,
        }),
    }
    Ok(())
}

/// The result of all batches together.
#[derive(Default)]
struct Sum {
    added: u64,
    changed: u64,
    unchanged: u64,
    refused: u64,
    warnings: u64,
}

/// Writes batches as they arrive, and reports problems with their lines in the order of the file.
async fn load(
    registry: &Registry,
    dry_run: bool,
    mut batches: mpsc::Receiver<Batch>,
    progress: &Progress,
    total: Option<u64>,
    written: &watch::Sender<u64>,
) -> Result<(Sum, u64)> {
    let mut import = Import::new(registry, dry_run);
    let (mut sum, mut read) = (Sum::default(), 0);
    while let Some(batch) = batches.recv().await {
        let mut remarks = batch.remarks;
        let Loaded {
            added,
            changed,
            unchanged,
            refused,
        } = import.batch(batch.lines).await?;
        let refused = refused.into_iter().map(|(line, error)| Remark {
            line,
            text: error.to_string(),
            refused: true,
        });
        remarks.extend(refused);
        remarks.sort_by_key(|remark| remark.line);
        for remark in &remarks {
            let kind = if remark.refused { "" } else { "warning: " };
            progress.say(&format!("line {}: {kind}{}", remark.line, remark.text));
            if remark.refused {
                sum.refused += 1
            } else {
                sum.warnings += 1
            }
        }
        sum.added += added;
        sum.changed += changed;
        sum.unchanged += unchanged;
        written.send_replace(sum.added + sum.changed);
        read = batch.read;
        progress.set(batch.bytes, total, &format!("{} lines", grouped(read)));
    }
    Ok((sum, read))
}

fn summarise(dry_run: bool, read: u64, sum: &Sum) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let (new, changed) = if dry_run {
        ("would be new", "would change")
    } else {
        ("new", "changed")
    };
    writeln!(
        out,
        "{}: {} {new}, {} {changed}, {} unchanged, {} refused",
        counted(read, "line", "lines"),
        grouped(sum.added),
        grouped(sum.changed),
        grouped(sum.unchanged),
        grouped(sum.refused),
    )?;
    if sum.refused > 0 || sum.warnings > 0 {
        progress::say(&format!(
            "{}, {}. Correct these lines and import the file again; the other bikes stay as they are",
            counted(sum.refused, "line refused", "lines refused"),
            counted(sum.warnings, "warning", "warnings")
        ));
    }
    Ok(())
}
