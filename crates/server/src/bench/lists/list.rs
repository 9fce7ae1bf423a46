//! The list: recovered bikes with the errors that officers make, and what is known about them.

use super::super::plan::Plan;
use anyhow::{Context, Result, ensure};
use domain::bike::BikeReference;
use domain::id::BikeId;
use registry::look_up::LookUp;

/// The fields that say what the columns mean, in the order of the columns.
pub const MEANINGS: [(&str, &str); 4] = [
    ("c0", "property_ref"),
    ("c1", "frame_number"),
    ("c2", "make"),
    ("c3", "colour"),
];

/// An invented list.
pub struct Made {
    /// The text of the file.
    pub csv: String,
    /// Each row's bike, if it is on the register.
    bikes: Vec<Option<BikeId>>,
    /// Numbers that other people check meanwhile.
    pub checked: Vec<String>,
}

impl Made {
    /// Makes a list with this many rows. Three in four are for bikes on the register, and the others for bikes that
    /// nobody has registered.
    pub fn of(plan: &Plan, rows: usize) -> Result<Self> {
        let mut csv = csv::Writer::from_writer(Vec::new());
        // Column names as another system might have them.
        csv.write_record(["Item No", "Serial", "Brand", "Color"])?;
        let (mut there, mut absent) = (in_turns(&plan.asks), in_turns(&plan.absent));
        let mut bikes = Vec::with_capacity(rows);
        while bikes.len() < rows {
            let from = if bikes.len() % 4 == 3 {
                &mut absent
            } else {
                &mut there
            };
            let ask = from.pop().context("there are too few queries for so many rows")?;
            let look_up = LookUp {
                number: Some(ask.typed.clone()),
                ..LookUp::default()
            };
            if look_up.query().is_err() {
                continue;
            }
            let reference = format!("B/{:05}", bikes.len() + 1);
            let make = ask.query.make.clone().unwrap_or_default();
            csv.write_record([&reference, &ask.typed, &make, &ask.query.colours.join("/")])?;
            bikes.push(ask.bike);
        }
        let csv = csv.into_inner().map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(Self {
            csv: String::from_utf8(csv)?,
            bikes,
            checked: plan.asks.iter().map(|(_, ask)| ask.stamped.clone()).collect(),
        })
    }

    /// Returns the share of registered bikes that came first in the results for their row.
    pub fn right_first(&self, result: &str) -> Result<f64> {
        let mut reader = csv::Reader::from_reader(result.trim_start_matches('\u{feff}').as_bytes());
        let column = |name: &str, header: &csv::StringRecord| {
            let at = header.iter().position(|one| one == name);
            at.with_context(|| format!("the result has no column {name}"))
        };
        let header = reader.headers()?.clone();
        let best = column("best_bike", &header)?;
        let (mut right, mut all, mut rows) = (0_usize, 0_usize, 0_usize);
        for (record, bike) in reader.records().zip(&self.bikes) {
            let record = record?;
            rows += 1;
            let Some(bike) = bike else { continue };
            all += 1;
            let reference = BikeReference::of(*bike).to_string();
            right += usize::from(record.get(best) == Some(reference.as_str()));
        }
        ensure!(
            rows == self.bikes.len(),
            "the result has {rows} rows, and the list {}",
            self.bikes.len()
        );
        Ok(right as f64 / all.max(1) as f64)
    }
}

/// Returns the queries of all classes in turn, so that a short list has every kind. The last query comes first.
fn in_turns(asks: &[(::search::bench::Class, ::search::bench::Ask)]) -> Vec<&::search::bench::Ask> {
    let classes: Vec<_> = asks.chunk_by(|a, b| a.0 == b.0).collect();
    let longest = classes.iter().map(|class| class.len()).max().unwrap_or(0);
    let mut all: Vec<_> = (0..longest)
        .flat_map(|nth| classes.iter().filter_map(move |class| class.get(nth)))
        .map(|(_, ask)| ask)
        .collect();
    all.reverse();
    all
}
