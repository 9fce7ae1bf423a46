//! `framemark export`: writes every bike to a list that `import` can read.

use crate::lists::import::line::COLUMNS;
use crate::lists::out_file::OutFile;
use crate::lists::progress::{Progress, counted, grouped, say};
use crate::lists::spreadsheet;
use anyhow::{Context, Result};
use domain::account::contact::Contact;
use domain::look_up::Reason;
use domain::number::{Frame, FrameNumber};
use domain::text::for_spreadsheet;
use domain::theft::{Moment, Precision};
use registry::Registry;
use registry::bike::export::{Export, Exported};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// The options of `export`.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(
    after_help = "The list contains owners' names, addresses and telephone numbers: keep it as safe as \
    the key. The audit log records each export. Retired bikes are left out. `import` reads this list. In a list \
    made with --for-spreadsheet, text that begins like a formula gets an apostrophe before it; `import` takes it off again."
)]
pub struct Args {
    /// The file to write, replacing an existing file; standard output if left out
    #[arg(long, value_name = "FILE.csv")]
    pub out: Option<PathBuf>,
    /// Your reason, for the audit log
    #[arg(long, value_name = "WORDS")]
    pub reason: Option<String>,
    /// Writes a list that is safe to open in a spreadsheet, for people to read
    #[arg(long)]
    pub for_spreadsheet: bool,
}

/// Writes the list.
pub async fn run(registry: &Registry, args: &Args) -> Result<ExitCode> {
    let name = args
        .out
        .as_ref()
        .and_then(|path| path.file_name())
        .map(|name| name.to_string_lossy());
    let meant = args.reason.clone().unwrap_or_else(|| match name {
        Some(name) => format!("export to {}", name.chars().take(150).collect::<String>()),
        None => "export to standard output".to_owned(),
    });
    let reason = Reason::parse(&meant).context("--reason")?;
    match &args.out {
        Some(path) => {
            let mut file = OutFile::create(path)?;
            let bikes = write(registry, &reason, args.for_spreadsheet, &mut file).await?;
            file.finish()?;
            say(&format!(
                "{} written to {}",
                counted(bikes, "bike", "bikes"),
                path.display()
            ));
        }
        None => {
            let out = BufWriter::new(io::stdout());
            write(registry, &reason, args.for_spreadsheet, out).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the header and the bikes, and returns the number of bikes.
async fn write(registry: &Registry, reason: &Reason, for_people: bool, mut out: impl Write) -> Result<u64> {
    let total = store::bike::total(registry.store()).await?;
    let progress = Progress::start("Exporting", Some(total));
    if for_people {
        out.write_all(spreadsheet::MARK)?;
    }
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS)?;
    let mut export = Export::start(registry, reason).await?;
    let (mut written, mut read) = (0, 0);
    while let Some(bikes) = export.next().await? {
        for bike in &bikes {
            let cells = cells(bike);
            if for_people {
                csv.write_record(cells.iter().map(|cell| for_spreadsheet(cell).into_owned()))?;
            } else {
                csv.write_record(cells)?;
            }
        }
        written += bikes.len() as u64;
        read = (read + bikes.len() as u64).min(total);
        progress.set(read, Some(total), &format!("{} bikes", grouped(written)));
    }
    csv.flush()?;
    Ok(written)
}

/// Writes a moment. If only the day is known, it writes just the day, so that an import reads a day again.
fn moment(moment: Moment) -> String {
    match moment.precision() {
        Precision::Day => moment.day().to_string(),
        _ => moment.at().to_string(),
    }
}

/// A bike's cells, in the order of the columns.
fn cells(exported: &Exported) -> [String; 19] {
    let (bike, description) = (&exported.bike, &exported.bike.description);
    let none = Contact::default();
    let owner = exported.owner.as_ref().unwrap_or(&none);
    let theft = exported.theft.as_ref();
    let point = theft.and_then(|theft| theft.point);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let identifiers: Vec<String> = bike
        .identifiers
        .iter()
        // Semicolons separate the numbers. A semicolon inside a number makes no difference to it.
        .map(|identifier| identifier.to_string().replace(';', " ").trim_end().to_owned())
        .collect();
    [
        exported.external_ref.clone(),
        text(&description.make),
        text(&description.model),
        description.colours.join("/"),
        description
            .kind
            .map(|kind| kind.slug().to_owned())
            .unwrap_or_default(),
        frame(&bike.frame),
        identifiers.join(";"),
        bike.mark.map(|code| code.to_string()).unwrap_or_default(),
        text(&description.features),
        text(&owner.name),
        owner
            .email
            .as_ref()
            .map(|email| email.as_str().to_owned())
            .unwrap_or_default(),
        owner
            .phone
            .as_ref()
            .map(|phone| phone.as_str().to_owned())
            .unwrap_or_default(),
        owner
            .postcode
            .as_ref()
            .map(|postcode| postcode.as_str().to_owned())
            .unwrap_or_default(),
        theft.map(|theft| moment(theft.window.seen())).unwrap_or_default(),
        theft.map(|theft| moment(theft.window.gone())).unwrap_or_default(),
        theft.and_then(|theft| theft.place.clone()).unwrap_or_default(),
        point.map(|point| point.lat().to_string()).unwrap_or_default(),
        point.map(|point| point.lng().to_string()).unwrap_or_default(),
        theft
            .and_then(|theft| theft.crime_ref.clone())
            .unwrap_or_default(),
    ]
}

/// Returns a cell that `Frame::parse` reads back as the same value.
pub(super) fn frame(frame: &Frame) -> String {
    match frame {
        Frame::Numbered(number) => FrameNumber::as_written(number).to_owned(),
        Frame::Unknown => "unknown".to_owned(),
        Frame::Unnumbered => "made without one".to_owned(),
    }
}
