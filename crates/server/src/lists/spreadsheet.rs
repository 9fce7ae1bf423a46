//! Writes results as CSV for a spreadsheet.

use super::export::frame;
use anyhow::Result;
use csv::Writer;
use domain::text::for_spreadsheet;
use registry::look_up::rank::Found;
use std::io::Write;

/// The mark that tells spreadsheets that the text is UTF-8.
pub const MARK: &[u8] = "\u{feff}".as_bytes();

const HEADER: [&str; 13] = [
    "property_ref",
    "rank",
    "bike",
    "external_ref",
    "band",
    "per_cent",
    "standing",
    "make",
    "model",
    "colour",
    "frame_number",
    "bits",
    "evidence",
];

/// Results for a spreadsheet, one on each line.
pub struct Results<W: Write>(Writer<W>);

impl<W: Write> Results<W> {
    /// Begins with the mark and the header.
    pub fn begin(mut out: W) -> Result<Self> {
        out.write_all(MARK)?;
        let mut csv = Writer::from_writer(out);
        csv.write_record(HEADER)?;
        Ok(Self(csv))
    }

    /// Writes the results for one recovered bike, or says that there are none.
    pub fn write(&mut self, property_ref: &str, found: &[Found]) -> Result<()> {
        if found.is_empty() {
            let mut cells = vec![String::new(); HEADER.len()];
            (cells[0], cells[1]) = (property_ref.to_owned(), "0".to_owned());
            "no similar bike".clone_into(&mut cells[4]);
            return self.line(&cells);
        }
        for (at, found) in found.iter().enumerate() {
            self.line(&cells(property_ref, at + 1, found))?;
        }
        Ok(())
    }

    fn line(&mut self, cells: &[String]) -> Result<()> {
        self.0
            .write_record(cells.iter().map(|cell| for_spreadsheet(cell).into_owned()))?;
        Ok(())
    }

    /// Ends the list.
    pub fn finish(mut self) -> Result<()> {
        Ok(self.0.flush()?)
    }
}

fn cells(property_ref: &str, rank: usize, found: &Found) -> Vec<String> {
    let (bike, scored) = (&found.bike, &found.scored);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let reasons: Vec<&str> = scored.evidence.iter().map(|one| one.sentence.as_str()).collect();
    vec![
        property_ref.to_owned(),
        rank.to_string(),
        bike.reference().to_string(),
        text(&bike.external_ref),
        scored.band.to_string(),
        // Never quite 100, because nothing that was read is completely certain.
        format!("{:.1}", (scored.posterior * 100.0).min(99.9)),
        bike.standing.label().to_owned(),
        text(&bike.description.make),
        text(&bike.description.model),
        bike.description.colours.join(", "),
        frame(&bike.frame),
        format!("{:.2}", scored.bits),
        reasons.join(" "),
    ]
}
