//! `framemark reconcile`: looks up a whole property store at once.

use crate::lists::out_file::OutFile;
use crate::lists::progress::{Progress, grouped, say};
use crate::lists::result::ResultLine;
use crate::lists::spreadsheet::Results;
use anyhow::{Context, Result};
use csv::StringRecord;
use domain::look_up::Reason;
use domain::text;
use registry::Registry;
use registry::look_up::rank::Found;
use registry::look_up::reconcile::{self, Reconciling};
use registry::look_up::{LookUp, LookUpError};
use serde::Serialize;
use sheets::cell::{self, Words, quoted};
use sheets::columns::Columns;
use sheets::dates;
use sheets::sheet::{Row, Sheet};
use std::collections::{HashMap, VecDeque};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tokio::task::JoinHandle;

const COLUMNS: &[&str] = &[
    "property_ref",
    "frame_number",
    "identifiers",
    "mark",
    "make",
    "model",
    "colour",
    "kind",
    "found_on",
    "found_lat",
    "found_lng",
];

/// How many look-ups run for each core: enough that writing the results does not hold them up.
const EACH_CORE: usize = 4;

/// The options of `reconcile`.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(
    after_help = "Columns: property_ref (required), frame_number, identifiers, mark, make, model, colour, \
    kind, found_on, found_lat, found_lng. In numbers, ?, * and [8B] stand for characters that you cannot read.\nThe output is \
    one JSON object on each line, at most ten for each property_ref, best first: property_ref, rank, bike, external_ref, bits, \
    band, evidence. If no similar bike is on the register, there is one line with rank 0 and bike null. If --out ends in \
    .csv, the same is written for a spreadsheet, with each bike's make, colour and number.\nExit status: 0 all lines \
    looked up, 1 some were refused, 2 the file could not be read."
)]
pub struct Args {
    /// The property store's list: CSV in UTF-8 with a header line
    #[arg(value_name = "FILE.csv")]
    pub file: PathBuf,
    /// The file to write the results to; an existing file is replaced. One that ends in .csv opens in a spreadsheet
    #[arg(long, value_name = "MATCHES.jsonl")]
    pub out: PathBuf,
    /// Your reason, for the audit log; "reconcile" and the file's name if left out
    #[arg(long, value_name = "WORDS")]
    pub reason: Option<String>,
}

/// One recovered bike.
struct Recovered {
    line: u64,
    property_ref: String,
    look_up: LookUp,
}

/// A line of the output.
#[derive(Serialize)]
struct Output<'r> {
    property_ref: &'r str,
    #[serde(flatten)]
    result: ResultLine<'r>,
}

/// Looks up every bike in a property store.
pub async fn run(registry: &Registry, args: &Args) -> Result<ExitCode> {
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let name: String = name.chars().take(150).collect();
    let reason = args.reason.clone().unwrap_or_else(|| format!("reconcile {name}"));
    let reason = Reason::parse(&reason).context("--reason")?;
    let (recovered, refused) = read(&args.file)?;
    let mut file = OutFile::create(&args.out)?;
    let mut out = if is_for_a_spreadsheet(&args.out) {
        Out::Spreadsheet(Box::new(Results::begin(&mut file)?))
    } else {
        Out::Lines(&mut file)
    };
    let run = Reconciling::start(registry, &reason, &name, recovered.len()).await?;
    let sum = look_up_all(registry, recovered, &mut out).await?;
    run.finish(sum.results).await?;
    out.finish()?;
    file.finish()?;
    writeln!(
        std::io::stdout().lock(),
        "{} looked up: {} certain, {} strong, {} possible, {} without a similar bike; {} {} refused",
        grouped(sum.looked_up),
        grouped(sum.certain),
        grouped(sum.strong),
        grouped(sum.possible),
        grouped(sum.nothing),
        grouped(refused),
        if refused == 1 { "line" } else { "lines" },
    )?;
    Ok(if refused > 0 {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// Reads the whole list. It reports bad lines and returns how many there are.
fn read(file: &Path) -> Result<(Vec<Recovered>, u64)> {
    let mut sheet = Sheet::open(file, COLUMNS, "property_ref")?;
    let (mut words, mut recovered, mut refused) = (Words::default(), Vec::new(), 0);
    let mut seen: HashMap<String, u64> = HashMap::new();
    while let Some(Row { line, record }) = sheet.next_row()? {
        let parsed = record
            .and_then(|record| parse(sheet.columns(), &record, &mut words))
            .and_then(|parsed| match seen.insert(parsed.0.clone(), line) {
                Some(before) => Err(format!(
                    "property_ref {} is already on line {before}",
                    quoted(&parsed.0)
                )),
                None => Ok(parsed),
            });
        match parsed {
            Ok((property_ref, look_up, warnings)) => {
                warnings
                    .iter()
                    .for_each(|warning| say(&format!("line {line}: warning: {warning}")));
                recovered.push(Recovered {
                    line,
                    property_ref,
                    look_up,
                });
            }
            Err(wrong) => {
                say(&format!("line {line}: {wrong}"));
                refused += 1;
            }
        }
    }
    Ok((recovered, refused))
}

/// Parses a line into a query, and the parts that were left out.
fn parse(
    columns: &Columns,
    record: &StringRecord,
    words: &mut Words,
) -> Result<(String, LookUp, Vec<String>), String> {
    let cell = |column: &str| columns.cell(record, column);
    let line = |column: &str, max: usize| {
        text::optional_line(cell(column), max).map_err(|error| format!("{column}: {error}"))
    };
    let property_ref = line("property_ref", 200)?.ok_or("property_ref is empty")?;
    let mut warnings = Vec::new();
    let (colours, unknown) = words.colours(&line("colour", 200)?.unwrap_or_default());
    if !unknown.is_empty() {
        warnings.push(format!(
            "colour {} is not known and is left out",
            unknown.join(", ")
        ));
    }
    let kind = line("kind", 60)?;
    let read = kind.as_deref().and_then(|text| words.kind(text));
    if let (Some(text), None) = (&kind, read) {
        warnings.push(format!("kind {} is not known and is left out", quoted(text)));
    }
    let found_on = Some(cell("found_on")).filter(|text| !text.is_empty());
    let found_on = found_on
        .map(dates::when)
        .transpose()
        .map_err(|error| format!("found_on: {error}"))?;
    let point = cell::point(cell("found_lat"), cell("found_lng"))
        .map_err(|error| format!("found_lat, found_lng: {error}"))?;
    let look_up = LookUp {
        number: line("frame_number", 1_000)?,
        others: others(cell("identifiers"))
            .into_iter()
            .chain(line("mark", 1_000)?)
            .collect(),
        make: line("make", 100)?.map(|make| words.make(&make)),
        model: line("model", 100)?,
        colours,
        kind: read,
        // The bike was found at some time on that day, so a theft on the same day does not rule it out.
        found_at: found_on.map(|when| when.last),
        place: point,
        ..LookUp::default()
    };
    match look_up.query() {
        Ok(_) | Err(LookUpError::Nothing) => Ok((property_ref, look_up, warnings)),
        Err(error) => Err(error.to_string()),
    }
}

/// Returns the numbers from `kind:value` pairs. They may have unreadable characters, and any kind is allowed.
fn others(text: &str) -> Vec<String> {
    let value = |pair: &str| {
        pair.split_once(':')
            .map_or(pair, |(_, value)| value)
            .trim()
            .to_owned()
    };
    text.split(';')
        .map(value)
        .filter(|value| !value.is_empty())
        .collect()
}

/// The result.
#[derive(Default)]
struct Sum {
    looked_up: u64,
    certain: u64,
    strong: u64,
    possible: u64,
    nothing: u64,
    results: usize,
}

type Looking = (u64, String, JoinHandle<Result<Vec<Found>, LookUpError>>);

/// Looks all of them up, using every core, and writes the results in the order of the list.
async fn look_up_all(registry: &Registry, recovered: Vec<Recovered>, out: &mut Out<'_>) -> Result<Sum> {
    let total = Some(recovered.len() as u64);
    let progress = Progress::start("Looking up", total);
    let most = EACH_CORE * std::thread::available_parallelism().map_or(1, usize::from);
    let mut under_way: VecDeque<Looking> = VecDeque::new();
    let mut sum = Sum::default();
    let mut left = recovered.into_iter();
    loop {
        while under_way.len() < most
            && let Some(next) = left.next()
        {
            let registry = registry.clone();
            let look = tokio::spawn(async move { reconcile::find(&registry, &next.look_up).await });
            under_way.push_back((next.line, next.property_ref, look));
        }
        let Some((line, property_ref, look)) = under_way.pop_front() else {
            return Ok(sum);
        };
        let found = look
            .await
            .context("a look-up stopped")?
            .with_context(|| format!("line {line}"))?;
        out.write(&property_ref, &found)?;
        sum.looked_up += 1;
        sum.results += found.len();
        *sum.of(found.first()) += 1;
        progress.set(sum.looked_up, total, &format!("{} bikes", grouped(sum.looked_up)));
    }
}

impl Sum {
    /// Returns the count for the band of the best result.
    fn of(&mut self, best: Option<&Found>) -> &mut u64 {
        use domain::look_up::Band;
        match best.map(|found| found.scored.band) {
            Some(Band::Certain) => &mut self.certain,
            Some(Band::Strong) => &mut self.strong,
            Some(Band::Possible) => &mut self.possible,
            None => &mut self.nothing,
        }
    }
}

/// Where results go.
enum Out<'f> {
    Lines(&'f mut OutFile),
    Spreadsheet(Box<Results<&'f mut OutFile>>),
}

/// Returns true if a file's name says that it is for a spreadsheet.
fn is_for_a_spreadsheet(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
}

impl Out<'_> {
    fn write(&mut self, property_ref: &str, found: &[Found]) -> Result<()> {
        match self {
            Self::Lines(out) => write_lines(out, property_ref, found),
            Self::Spreadsheet(results) => results.write(property_ref, found),
        }
    }

    fn finish(self) -> Result<()> {
        match self {
            Self::Lines(_) => Ok(()),
            Self::Spreadsheet(results) => results.finish(),
        }
    }
}

fn write_lines(out: &mut impl Write, property_ref: &str, found: &[Found]) -> Result<()> {
    let none = found.is_empty().then(ResultLine::none);
    let results = found
        .iter()
        .enumerate()
        .map(|(at, found)| ResultLine::of(at + 1, found));
    for result in results.chain(none) {
        serde_json::to_writer(&mut *out, &Output { property_ref, result })?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
