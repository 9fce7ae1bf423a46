//! Reads a street file of data.police.uk, says what it changes, and stores its counts.

use crate::lists::progress::{counted, grouped};
use anyhow::{Context, Result, anyhow};
use domain::figure::{Counted, RecordedMonth, StreetRow};
use registry::Registry;
use registry::figure::recorded::{self, Difference, Load};
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

/// The most differences that are listed. The rest are only counted.
const MOST_LISTED: usize = 40;

/// The category that this register is about.
const BICYCLE: &str = "Bicycle theft";

/// Loads a file, unless it is a dry run.
pub async fn run(registry: &Registry, file: &Path, dry_run: bool) -> Result<String> {
    let open = std::fs::File::open(file).with_context(|| format!("cannot open {}", file.display()))?;
    let recorded = read(open).with_context(|| format!("cannot load {}", file.display()))?;
    let load = recorded::compare(registry, &recorded).await?;
    if !dry_run && !load.differences.is_empty() {
        recorded::load(registry, &recorded).await?;
    }
    Ok(said(&recorded, &load, dry_run))
}

/// Counts the rows of a file.
pub(super) fn read(file: impl Read) -> Result<RecordedMonth> {
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(file);
    let mut month: Option<RecordedMonth> = None;
    for record in rows.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Vec<&str> = record.iter().collect();
        if line == 1 && StreetRow::is_header(&cells) {
            continue;
        }
        let counted = StreetRow::parse(&cells).and_then(|row| match &mut month {
            Some(month) => month.add(row),
            None => {
                month = Some(RecordedMonth::of(row));
                Ok(())
            }
        });
        counted.map_err(|error| anyhow!("line {line}: {error}"))?;
    }
    month.ok_or_else(|| anyhow!("the file has no rows, so it does not say which month it is for"))
}

fn said(file: &RecordedMonth, load: &Load, dry_run: bool) -> String {
    let mut said = format!(
        "{}, {}: {}",
        file.force,
        file.month.said(),
        counted(file.rows, "row", "rows")
    );
    if file.twice > 0 {
        said += &format!(
            ", {} counted once",
            counted(
                file.twice,
                "of them appears twice and is",
                "of them appear twice and are"
            )
        );
    }
    let bikes = of_category(file, BICYCLE);
    said += &format!(
        ".\nBicycle thefts: {}, of which {} no point.\n",
        grouped(bikes.count + bikes.without_point),
        counted(bikes.without_point, "has", "have")
    );
    said += &match (load.is_new, load.differences.len()) {
        (_, 0) => "This is the same as what was loaded before.\n".to_owned(),
        (true, many) => format!(
            "Nothing was loaded for this force and month before: {}.\n",
            domain::text::counted(many, "count is new", "counts are new")
        ),
        (false, many) => format!(
            "{} from what was loaded before:\n",
            domain::text::counted(many, "count differs", "counts differ")
        ),
    };
    if !load.is_new {
        for one in load.differences.iter().take(MOST_LISTED) {
            said += &difference(one);
        }
        if let Some(more) = load
            .differences
            .len()
            .checked_sub(MOST_LISTED)
            .filter(|more| *more > 0)
        {
            // Writing to a string cannot fail.
            let _ = writeln!(said, "  and {more} more");
        }
    }
    said += match (dry_run, load.differences.is_empty()) {
        (true, _) => "Dry run: nothing was written.",
        (false, true) => "Nothing was written.",
        (false, false) => "Loaded.",
    };
    said
}

fn difference(one: &Difference) -> String {
    let counted = |counted: Counted| match counted.without_point {
        0 => counted.count.to_string(),
        without => format!("{} and {without} without a point", counted.count),
    };
    format!(
        "  {}, {}: {} before, {} now\n",
        one.category,
        one.ward,
        counted(one.before),
        counted(one.after)
    )
}

fn of_category(file: &RecordedMonth, category: &str) -> Counted {
    let mut sum = Counted::default();
    for (_, counted) in file.counts.iter().filter(|((of, _), _)| of == category) {
        sum.count += counted.count;
        sum.without_point += counted.without_point;
    }
    sum
}

#[cfg(test)]
mod tests;
