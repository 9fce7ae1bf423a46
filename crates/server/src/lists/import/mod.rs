//! `framemark import`: loads a list of bikes.
//!
//! A pipeline of three: one thread reads, parses and seals; a task writes, a transaction a batch; another lets
//! the search index follow meanwhile. They wait for each other only through the channels.

pub mod follow;
pub mod line;
mod seen;

use crate::lists::cell::Words;
use crate::lists::progress::{self, Progress, grouped};
use crate::lists::sheet::Sheet;
use anyhow::{Context, Result, anyhow};
use registry::Registry;
use registry::bike::import::{self, Import, Line, Loaded};
use seen::Seen;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::sync::{mpsc, watch};

/// Lines in a transaction. Many, because a page of an index that several of them touch is written once.
const BATCH: usize = 10_000;
/// Batches that are parsed before they are wanted.
const AHEAD: usize = 1;

/// What `import` takes.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The list: CSV, its first line naming the columns; text and separators as spreadsheets write them
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
Columns, in any order, all but external_ref may be left out:
  external_ref make model colour kind frame_number identifiers mark features
  owner_name owner_email owner_phone owner_postcode
  stolen_from stolen_to stolen_place stolen_lat stolen_lng crime_ref

external_ref is your own key for the bike: the same file again changes nothing, a changed line changes its bike.
A line needs frame_number, identifiers or mark. identifiers is kind:value pairs split by ';', such as
battery:B123;529:ABCDEF. Dates are ISO 8601 (2026-05-31 or 2026-05-31T18:30).

An empty cell clears what the list said of the bike's looks. It never takes an owner or a mark away, and closes a
theft report only if a list opened it. A report that has ended is not opened again.

Bad lines are reported by their number in the file, the header being line 1; the others are loaded.
Exit status: 0 all lines taken, 1 some were refused, 2 the file could not be read.";

/// Lines that were parsed together, and the messages about the lines around them.
struct Batch {
    lines: Vec<Line>,
    remarks: Vec<Remark>,
    /// How much of the file has been read, and how many lines.
    bytes: u64,
    read: u64,
}

/// Something to say about a line.
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
            "{}: the list has none of frame_number, identifiers, mark",
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
    // The reader stops when nobody takes its batches any more; its own error comes first.
    reader.await.context("the reading stopped")??;
    let (loaded, read) = loaded?;
    if let Some(follower) = follower {
        follower.await.context("the indexing stopped")??;
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
            more = match sheet.next()? {
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
        // Nobody listens any more when the writing has failed, which says so itself.
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

/// How it went, all batches together.
#[derive(Default)]
struct Sum {
    added: u64,
    changed: u64,
    unchanged: u64,
    refused: u64,
    warnings: u64,
}

/// Writes batches as they come, and says what is wrong with their lines in the order of the file.
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

/// A number with its noun.
fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
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
