//! What the reader of cells does not say: which rows and columns are hidden, and which formulas have no result.

use super::{BookError, MOST_WRONG};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Read, Seek};
use zip::ZipArchive;

/// The most runs of hidden rows that are told apart.
const MOST_RUNS: usize = 100_000;

/// What is marked in one sheet. Rows and columns count from 0.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Runs of hidden rows, first and last.
    rows: Vec<(u32, u32)>,
    /// Runs of hidden columns, first and last.
    columns: Vec<(u32, u32)>,
    /// Cells with a formula that has no result.
    pub(super) without_result: HashSet<(u32, u32)>,
}

impl Marks {
    pub(super) fn hides_row(&self, row: u32) -> bool {
        let at = self.rows.partition_point(|(_, last)| *last < row);
        self.rows.get(at).is_some_and(|(first, _)| *first <= row)
    }

    pub(super) fn hides_column(&self, column: u32) -> bool {
        let within = |(first, last): &(u32, u32)| (*first..=*last).contains(&column);
        self.columns.iter().any(within)
    }

    fn hide_row(&mut self, row: u32) -> Result<(), BookError> {
        let full = self.rows.len() == MOST_RUNS;
        match self.rows.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(row) => *last = row,
            // The rows are out of order, which no program would write.
            Some((_, last)) if row <= *last => return Err(BookError::Damaged),
            _ if full => return Err(BookError::Damaged),
            _ => self.rows.push((row, row)),
        }
        Ok(())
    }
}

/// Reads the marks of every sheet, by its name.
pub(super) fn read(file: &mut (impl Read + Seek)) -> Result<HashMap<String, Marks>, BookError> {
    let mut zip = ZipArchive::new(file).map_err(|_| BookError::Damaged)?;
    let names: HashMap<String, String> = zip
        .file_names()
        .flatten()
        .map(|name| (name.to_ascii_lowercase(), name.into_owned()))
        .collect();
    let targets = targets(&mut zip, &names)?;
    let mut marks = HashMap::new();
    for (sheet, id) in sheets(&mut zip, &names)? {
        let Some(target) = targets.get(&id) else { continue };
        let path = match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => format!("xl/{target}"),
        };
        if let Some(part) = names.get(&path.to_ascii_lowercase()) {
            let part = zip.by_name(part).map_err(|_| BookError::Damaged)?;
            marks.insert(sheet, of_sheet(BufReader::new(part))?);
        }
    }
    Ok(marks)
}

/// The sheets' names and the ids of their parts, in order.
fn sheets(
    zip: &mut ZipArchive<impl Read + Seek>,
    names: &HashMap<String, String>,
) -> Result<Vec<(String, String)>, BookError> {
    let mut found = Vec::new();
    each_start(zip, names, "xl/workbook.xml", |start| {
        if start.local_name().as_ref() == "sheet" {
            let id = start
                .attributes()
                .with_checks(false)
                .flatten()
                .find(|attribute| attribute.key.local_name().as_ref() == "id");
            let name = attribute(start, "name");
            found.extend(name.zip(id.map(|id| id.value.into_owned())));
        }
    })?;
    Ok(found)
}

/// The parts by their ids.
fn targets(
    zip: &mut ZipArchive<impl Read + Seek>,
    names: &HashMap<String, String>,
) -> Result<HashMap<String, String>, BookError> {
    let mut found = HashMap::new();
    each_start(zip, names, "xl/_rels/workbook.xml.rels", |start| {
        if start.local_name().as_ref() == "Relationship" {
            found.extend(attribute(start, "Id").zip(attribute(start, "Target")));
        }
    })?;
    Ok(found)
}

fn attribute(of: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = of.try_get_attribute(name).ok()??;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

fn each_start(
    zip: &mut ZipArchive<impl Read + Seek>,
    names: &HashMap<String, String>,
    part: &str,
    mut on: impl FnMut(&BytesStart<'_>),
) -> Result<(), BookError> {
    let name = names.get(part).ok_or(BookError::Damaged)?;
    let part = zip.by_name(name).map_err(|_| BookError::Damaged)?;
    let mut xml = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(start) | Event::Empty(start)) => on(&start),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(_) => return Err(BookError::Damaged),
        }
        buffer.clear();
    }
}

/// How far a scan has got.
#[derive(Default)]
struct Scan {
    marks: Marks,
    row: u32,
    column: u32,
    formula: bool,
    result: bool,
}

fn of_sheet(part: impl BufRead) -> Result<Marks, BookError> {
    let mut xml = Reader::from_reader(part);
    let mut buffer = Vec::new();
    let mut scan = Scan::default();
    loop {
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) => scan.starts(&start, false)?,
            Ok(Event::Empty(start)) => scan.starts(&start, true)?,
            Ok(Event::End(end)) => match end.local_name().as_ref() {
                "c" => scan.cell_ends(),
                "row" => scan.row_ends(),
                "sheetData" => return Ok(scan.marks),
                _ => {}
            },
            Ok(Event::Eof) => return Err(BookError::Damaged),
            Ok(_) => {}
            Err(_) => return Err(BookError::Damaged),
        }
        buffer.clear();
    }
}

impl Scan {
    fn starts(&mut self, start: &BytesStart<'_>, empty: bool) -> Result<(), BookError> {
        match start.local_name().as_ref() {
            "col" if is_true(start, "hidden") => {
                let number = |name| attribute(start, name).and_then(|text| text.parse::<u32>().ok());
                if let (Some(first @ 1..), Some(last)) = (number("min"), number("max"))
                    && self.marks.columns.len() < MOST_RUNS
                {
                    self.marks.columns.push((first - 1, last.saturating_sub(1)));
                }
            }
            "row" => {
                if let Some(number) = attribute(start, "r").and_then(|text| text.parse::<u32>().ok()) {
                    self.row = number.saturating_sub(1);
                }
                self.column = 0;
                if is_true(start, "hidden") {
                    self.marks.hide_row(self.row)?;
                }
                if empty {
                    self.row_ends();
                }
            }
            "c" => {
                if let Some(place) = attribute(start, "r") {
                    (self.row, self.column) = place_of(&place).ok_or(BookError::Damaged)?;
                }
                (self.formula, self.result) = (false, false);
                if empty {
                    self.cell_ends();
                }
            }
            "f" => self.formula = true,
            "v" | "is" => self.result = true,
            _ => {}
        }
        Ok(())
    }

    fn cell_ends(&mut self) {
        if self.formula && !self.result && self.marks.without_result.len() < MOST_WRONG {
            self.marks.without_result.insert((self.row, self.column));
        }
        (self.formula, self.result) = (false, false);
        self.column = self.column.saturating_add(1);
    }

    fn row_ends(&mut self) {
        self.row = self.row.saturating_add(1);
        self.column = 0;
    }
}

fn is_true(start: &BytesStart<'_>, name: &str) -> bool {
    attribute(start, name).is_some_and(|value| matches!(value.as_str(), "1" | "true"))
}

/// Reads `B12` as row 11 and column 1.
fn place_of(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(digits);
    let mut column = 0_u32;
    for letter in letters.bytes() {
        let value = u32::from(letter.to_ascii_uppercase().checked_sub(b'A')?) + 1;
        column = column.checked_mul(26)?.checked_add(value)?;
    }
    Some((
        digits.parse::<u32>().ok()?.checked_sub(1)?,
        column.checked_sub(1)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read() {
        for (text, place) in [
            ("A1", Some((0, 0))),
            ("XFD1048576", Some((1_048_575, 16_383))),
            ("1", None),
            ("A", None),
            ("A0", None),
        ] {
            assert_eq!(place_of(text), place, "{text}");
        }
    }
}
