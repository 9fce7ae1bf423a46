//! `framemark labels`: makes sheets of labels from blank marks.

use crate::lists::out_file::OutFile;
use crate::lists::progress::say;
use anyhow::{Result, anyhow, bail};
use domain::id::{BatchId, OrganisationId};
use registry::Registry;
use registry::mark::batches::{self, FARTHEST, MoveMarksError, Moved, PrintError, Sheet, Stock};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// The options of `labels`.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(
    after_help = "Print at 100 % or \"actual size\". Measure once with --calibration: its first page says what to do \
    if the labels do not fit. The page's \"Move across\" is --offset-x, and \"Move down\" is --offset-y. Use the same offsets for this printer every time. You can print a batch again; marks that \
    are on a bike or void are left out. Set --public-url to the address that a scan should open."
)]
pub struct Args {
    /// The batch to print
    #[arg(
        long,
        value_name = "ID",
        required_unless_present = "count",
        conflicts_with = "count"
    )]
    pub batch: Option<BatchId>,
    /// Makes this many new marks and prints them
    #[arg(long, value_name = "N")]
    pub count: Option<u32>,
    /// The organisation that gets the marks; without it, new marks belong to no organisation
    #[arg(long, value_name = "SLUG")]
    pub org: Option<String>,
    /// The label stock: L7160, L7159, L7651 or roll62
    #[arg(long, default_value = "L7160", value_parser = stock)]
    pub stock: Stock,
    /// The file to write; an existing file is replaced
    #[arg(long, value_name = "SHEET.pdf")]
    pub out: PathBuf,
    /// The first free label on the first sheet
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub start: usize,
    /// Moves everything to the right by this many millimetres
    #[arg(long, value_name = "MM", default_value_t = 0.0, allow_negative_numbers = true)]
    pub offset_x: f64,
    /// Moves everything down by this many millimetres
    #[arg(long, value_name = "MM", default_value_t = 0.0, allow_negative_numbers = true)]
    pub offset_y: f64,
    /// Adds a calibration page before the labels
    #[arg(long)]
    pub calibration: bool,
    /// Also writes the slips for owners who give only a phone number; print them on plain paper
    #[arg(long, value_name = "SLIPS.pdf")]
    pub slips: Option<PathBuf>,
}

fn stock(typed: &str) -> Result<Stock, String> {
    let known = Stock::all().map(Stock::slug).join(", ");
    Stock::parse(typed).ok_or_else(|| format!("not a label stock; choose one of: {known}"))
}

/// Makes new marks if they were asked for, and writes the sheets.
pub async fn run(registry: &Registry, args: &Args) -> Result<ExitCode> {
    let most = args.stock.geometry().per_sheet();
    // We check this before we make marks, because marks cannot be unmade.
    if !(1..=most).contains(&args.start) {
        bail!("--start: a sheet of {} has labels 1 to {most}", args.stock.slug());
    }
    if !(args.offset_x.abs() <= FARTHEST && args.offset_y.abs() <= FARTHEST) {
        bail!("--offset-x and --offset-y are at most {FARTHEST} mm each way");
    }
    let how = Sheet {
        stock: args.stock,
        start: args.start,
        offset: (args.offset_x, args.offset_y),
        calibration: args.calibration,
        places: None,
    };
    let mut file = OutFile::create(&args.out)?;
    let (batch, new) = match (args.batch, args.count) {
        (Some(batch), _) => (of(registry, batch, args.org.as_deref(), how).await?, false),
        (None, Some(count)) => (make(registry, args.org.as_deref(), count, how).await?, true),
        (None, None) => bail!("name a batch with --batch, or say with --count how many marks to make"),
    };
    let made = if new {
        format!(" Batch {batch} was made; print it with --batch {batch}.")
    } else {
        String::new()
    };
    let pdf = match batches::print(registry, None, batch, how).await {
        Ok(pdf) => pdf,
        Err(PrintError::NoBatch) => return Err(no_batch(batch)),
        Err(error) => return Err(anyhow!("{error}.{made}")),
    };
    file.write_all(&pdf)?;
    file.finish()?;
    if let Some(path) = &args.slips {
        let slips = batches::slips(registry, None, batch, how).await;
        let slips = slips.map_err(|error| anyhow!("--slips: {error}.{made}"))?;
        let mut file = OutFile::create(path)?;
        file.write_all(&slips)?;
        file.finish()?;
        say(&format!("Batch {batch}: slips written to {}", path.display()));
    }
    let what = if new { "made and written" } else { "written" };
    say(&format!("Batch {batch}: labels {what} to {}", args.out.display()));
    Ok(ExitCode::SUCCESS)
}

/// Returns the batch to print, after giving it to an organisation if one is named.
async fn of(registry: &Registry, batch: BatchId, org: Option<&str>, how: Sheet) -> Result<BatchId> {
    let Some(slug) = org else { return Ok(batch) };
    let organisation = named(registry, slug).await?;
    printable(registry, how).await?;
    match batches::hand_over(registry, batch, organisation).await {
        Ok(Moved { count: 0, batch }) => Ok(batch),
        Ok(moved) => {
            say(&format!(
                "{} handed over to {slug}, as batch {}",
                domain::text::counted(moved.count, "mark", "marks"),
                moved.batch
            ));
            Ok(moved.batch)
        }
        Err(MoveMarksError::NoBatch) => Err(no_batch(batch)),
        Err(error) => Err(anyhow!(
            "--org: {error}. Leave --org out to print batch {batch} as it is"
        )),
    }
}

/// Checks that the sheets can be printed, before anything is written that cannot be undone.
async fn printable(registry: &Registry, how: Sheet) -> Result<()> {
    match batches::calibration_page(registry, how).await {
        Ok(_) => Ok(()),
        Err(error) => Err(anyhow!("{error}")),
    }
}

fn no_batch(batch: BatchId) -> anyhow::Error {
    anyhow!("there is no batch {batch}. The page /partner/batches lists all batches; --count makes a new one")
}

async fn make(registry: &Registry, org: Option<&str>, count: u32, how: Sheet) -> Result<BatchId> {
    let organisation = match org {
        Some(slug) => Some(named(registry, slug).await?),
        None => None,
    };
    printable(registry, how).await?;
    batches::make_batch(registry, None, organisation, None, count)
        .await
        .map_err(|error| anyhow!("--count: {error}"))
}

async fn named(registry: &Registry, slug: &str) -> Result<OrganisationId> {
    let store = registry.store();
    if let Some(found) = store::account::organisations::find_by_slug(store, slug).await? {
        return Ok(found.id);
    }
    let known = store::account::organisations::all(store).await?;
    let known: Vec<String> = known.into_iter().map(|organisation| organisation.slug).collect();
    if known.is_empty() {
        bail!(
            "--org: there is no organisation {slug:?}; the register has none yet. Add one with `framemark org add`"
        );
    }
    bail!(
        "--org: there is no organisation {slug:?}; the register has: {}",
        known.join(", ")
    )
}
