//! One line of a list of bikes, parsed.

use csv::StringRecord;
use domain::MarkCode;
use domain::account::contact::{Contact, EmailAddress, PhoneNumber, Postcode};
use domain::bike::{Description, IdentifierKind, NewBike};
use domain::catalogue;
use domain::mark::code::Reading;
use domain::number::{Frame, FrameNumber};
use domain::text::{self, TextError};
use domain::theft::{Moment, NewTheftReport, Precision, TheftWindow};
use jiff::Timestamp;
use sheets::cell::{self, Words, quoted};
use sheets::columns::Columns;
use sheets::dates;

/// The columns of a list of bikes, in the order in which an export writes them.
pub const COLUMNS: &[&str] = &[
    "external_ref",
    "make",
    "model",
    "colour",
    "kind",
    "frame_number",
    "identifiers",
    "mark",
    "features",
    "owner_name",
    "owner_email",
    "owner_phone",
    "owner_postcode",
    "stolen_from",
    "stolen_to",
    "stolen_place",
    "stolen_lat",
    "stolen_lng",
    "crime_ref",
];

/// What a line says.
#[derive(Debug)]
pub struct Parsed {
    /// The list's own key for the bike.
    pub external_ref: String,
    /// The bike that the line describes.
    pub bike: NewBike,
    /// How to reach its owner.
    pub owner: Option<Contact>,
    /// The mark that is fixed to it.
    pub mark: Option<MarkCode>,
    /// The report of its theft, if it was stolen.
    pub theft: Option<NewTheftReport>,
    /// What was left out of the line.
    pub warnings: Vec<String>,
}

/// Parses a line. It reports all problems at once.
pub fn parse(
    columns: &Columns,
    record: &StringRecord,
    words: &mut Words,
    now: Timestamp,
) -> Result<Parsed, Vec<String>> {
    let mut cells = Cells {
        columns,
        record,
        wrong: Vec::new(),
    };
    let mut warnings = Vec::new();
    let external_ref = cells.line("external_ref", 200).unwrap_or_default();
    if cells.cell("external_ref").is_empty() {
        cells.wrong.push("external_ref is empty".to_owned());
    }
    let (frame, identifiers) = numbers(&mut cells);
    let mark = cells.read("mark", mark);
    if ["frame_number", "identifiers", "mark"]
        .iter()
        .all(|column| cells.cell(column).is_empty())
    {
        cells
            .wrong
            .push("frame_number, identifiers and mark are all empty; a bike needs one of them".to_owned());
    }
    let description = description(&mut cells, words, &mut warnings);
    if let Frame::Numbered(number) = &frame {
        warnings.extend(odd_number(number));
    }
    let owner = owner(&mut cells, &mut warnings);
    let theft = theft(&mut cells, now);
    if !cells.wrong.is_empty() {
        return Err(cells.wrong);
    }
    let bike = NewBike {
        frame,
        description,
        identifiers,
    };
    Ok(Parsed {
        external_ref,
        bike,
        owner,
        mark,
        theft,
        warnings,
    })
}

/// Reads the frame number and all other numbers. If the frame number's cell is empty, it uses a frame number among the
/// others.
fn numbers(cells: &mut Cells<'_>) -> (Frame, Vec<domain::bike::Identifier>) {
    let frame = cells.read("frame_number", |text| {
        Frame::parse(text).map_err(|error| error.to_string())
    });
    let mut identifiers = cells.read("identifiers", cell::identifiers).unwrap_or_default();
    let frame = frame.unwrap_or_else(|| {
        let at = identifiers
            .iter()
            .position(|identifier| identifier.kind == IdentifierKind::Frame);
        at.map_or(Frame::Unknown, |at| {
            Frame::Numbered(identifiers.remove(at).number)
        })
    });
    (frame, identifiers)
}

/// Reads a mark's code. If it is wrong, the error names the code that was probably meant.
fn mark(text: &str) -> Result<MarkCode, String> {
    match MarkCode::read(text) {
        Reading::Exact(code) => Ok(code),
        Reading::Corrected { code, .. } => Err(format!(
            "{} is not a mark; one character is wrong, and it is probably {code}",
            quoted(text)
        )),
        _ => text
            .parse::<MarkCode>()
            .map_err(|error| format!("{} is not a mark: {error}", quoted(text))),
    }
}

/// Reads how the bike looks. Unknown colours and kinds are left out with a warning.
fn description(cells: &mut Cells<'_>, words: &mut Words, warnings: &mut Vec<String>) -> Description {
    let (colours, unknown) = words.colours(cells.bounded("colour", 200));
    if !unknown.is_empty() {
        warnings.push(format!(
            "colour {} is not known and is left out",
            unknown.join(", ")
        ));
    }
    let kind = Some(cells.bounded("kind", 60)).filter(|text| !text.is_empty());
    let read = kind.and_then(|text| words.kind(text));
    if let (Some(text), None) = (kind, read) {
        warnings.push(format!("kind {} is not known and is left out", quoted(text)));
    }
    Description {
        make: cells
            .line("make", 100)
            .filter(|make| !catalogue::is_no_make(make))
            .map(|make| words.make(&make)),
        model: cells.line("model", 100),
        colours,
        kind: read,
        features: cells.prose("features", 2_000),
    }
}

fn owner(cells: &mut Cells<'_>, warnings: &mut Vec<String>) -> Option<Contact> {
    let phone = phone(cells.cell("owner_phone"), warnings);
    let owner = Contact {
        name: cells.line("owner_name", 200),
        email: cells.read("owner_email", |text| {
            EmailAddress::parse(text).map_err(|error| error.to_string())
        }),
        phone,
        postcode: cells.read("owner_postcode", |text| {
            Postcode::parse(text).map_err(|error| error.to_string())
        }),
    };
    (owner != Contact::default()).then_some(owner)
}

/// Returns a warning for a number that does not identify a bike, or that a spreadsheet has changed.
fn odd_number(number: &FrameNumber) -> Option<String> {
    let written = quoted(number.as_written());
    if number.is_filler() {
        return Some(format!(
            "frame_number {written} looks like a placeholder or a spreadsheet error, not a number; /check will not find \
             it"
        ));
    }
    let (whole, rest) = number.as_written().split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(rest) && rest.bytes().all(|byte| byte == b'0')).then(|| {
        format!("a spreadsheet has turned frame_number {written} into a quantity; format the column as text")
    })
}

/// Reads the first telephone number in a cell. If there is none, the bike is loaded anyway.
fn phone(text: &str, warnings: &mut Vec<String>) -> Option<PhoneNumber> {
    if text.is_empty() {
        return None;
    }
    let spaced = text.replace(" or ", "/").replace(" and ", "/");
    let parts = std::iter::once(text).chain(spaced.split(['/', ';', ',', '|', '\n']));
    let mut found = parts
        .enumerate()
        .filter_map(|(at, part)| Some((at, PhoneNumber::parse(part).ok()?)));
    match found.next() {
        Some((0, number)) => return Some(number),
        Some((_, number)) => {
            warnings
                .push("owner_phone: the first telephone number is used, and the rest is left out".to_owned());
            return Some(number);
        }
        None => {}
    }
    warnings.push("owner_phone is not a telephone number and is left out".to_owned());
    None
}

/// Reads a theft. It needs a time, because look-ups cannot use a place or a crime reference alone.
fn theft(cells: &mut Cells<'_>, now: Timestamp) -> Option<NewTheftReport> {
    let from = cells.read("stolen_from", dates::when);
    let to = cells.read("stolen_to", dates::when);
    let place = cells.line("stolen_place", 500);
    let crime_ref = cells.line("crime_ref", 100);
    let (lat, lng) = (cells.cell("stolen_lat"), cells.cell("stolen_lng"));
    let point = cell::point(lat, lng).unwrap_or_else(|error| {
        cells.wrong.push(format!("stolen_lat, stolen_lng: {error}"));
        None
    });
    let (Some(one), Some(other)) = (from.or(to), to.or(from)) else {
        let timed = !cells.cell("stolen_from").is_empty() || !cells.cell("stolen_to").is_empty();
        if !timed && (place.is_some() || crime_ref.is_some() || point.is_some()) {
            cells
                .wrong
                .push("a theft needs stolen_from or stolen_to".to_owned());
        }
        return None;
    };
    let exactly = |when: &dates::When| {
        if when.first == when.last {
            Precision::Clock
        } else {
            Precision::Day
        }
    };
    // A bike that was stolen today was stolen before now.
    let seen = Moment::new(one.first, exactly(&one));
    let gone = Moment::new(other.last, exactly(&other));
    match TheftWindow::told(seen, gone, now) {
        Ok(window) => Some(NewTheftReport {
            place,
            point,
            crime_ref,
            ..NewTheftReport::at(window)
        }),
        Err(error) => {
            cells.wrong.push(format!("stolen_from, stolen_to: {error}"));
            None
        }
    }
}

/// A line's cells, and the problems found so far.
struct Cells<'c> {
    columns: &'c Columns,
    record: &'c StringRecord,
    wrong: Vec<String>,
}

impl<'c> Cells<'c> {
    fn cell(&self, column: &str) -> &'c str {
        self.columns.cell(self.record, column)
    }

    /// Parses a cell that is not empty.
    fn read<T>(&mut self, column: &str, parse: impl FnOnce(&'c str) -> Result<T, String>) -> Option<T> {
        let text = self.cell(column);
        if text.is_empty() {
            return None;
        }
        parse(text)
            .map_err(|error| self.wrong.push(format!("{column}: {error}")))
            .ok()
    }

    /// Returns a cell that other code reads, unless it is far too long.
    fn bounded(&mut self, column: &str, max: usize) -> &'c str {
        self.read(column, |text| {
            text::line(text, max).map_err(|error| error.to_string())?;
            Ok(text)
        })
        .unwrap_or_default()
    }

    fn line(&mut self, column: &str, max: usize) -> Option<String> {
        self.text(column, |text| text::line(text, max))
    }

    fn prose(&mut self, column: &str, max: usize) -> Option<String> {
        self.text(column, |text| text::prose(text, max))
    }

    fn text(
        &mut self,
        column: &str,
        parse: impl FnOnce(&str) -> Result<String, TextError>,
    ) -> Option<String> {
        self.read(column, |text| match parse(text) {
            Ok(text) => Ok(Some(text)),
            Err(TextError::Empty) => Ok(None),
            Err(error) => Err(error.to_string()),
        })
        .flatten()
    }
}

#[cfg(test)]
mod tests;
