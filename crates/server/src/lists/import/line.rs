//! One line of a list of bikes, parsed.

use crate::lists::cell::{self, Words, quoted};
use crate::lists::columns::Columns;
use crate::lists::dates;
use csv::StringRecord;
use domain::MarkCode;
use domain::account::contact::{Contact, EmailAddress, PhoneNumber, Postcode};
use domain::bike::{Description, IdentifierKind, NewBike};
use domain::catalogue;
use domain::mark::code::Reading;
use domain::number::{Frame, FrameNumber};
use domain::text::{self, TextError};
use domain::theft::{NewTheftReport, TheftWindow};
use jiff::Timestamp;

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
    /// The bike.
    pub bike: NewBike,
    /// Its owner.
    pub owner: Option<Contact>,
    /// The mark that is fixed to it.
    pub mark: Option<MarkCode>,
    /// Its theft.
    pub theft: Option<NewTheftReport>,
    /// What was left out of what the line says.
    pub warnings: Vec<String>,
}

/// Parses a line; all that is wrong with it is told at once.
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
    let mark = cells.read("mark", |text| match MarkCode::read(text) {
        Reading::Exact(code) => Ok(code),
        Reading::Corrected { code, .. } => Err(format!(
            "{} is not a mark; one character is wrong, and it is probably {code}",
            quoted(text)
        )),
        _ => text
            .parse::<MarkCode>()
            .map_err(|error| format!("{} is not a mark: {error}", quoted(text))),
    });
    if ["frame_number", "identifiers", "mark"]
        .iter()
        .all(|column| cells.cell(column).is_empty())
    {
        cells
            .wrong
            .push("frame_number, identifiers and mark are all empty; a bike needs one of them".to_owned());
    }
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
    let description = Description {
        make: cells
            .line("make", 100)
            .filter(|make| !catalogue::is_no_make(make))
            .map(|make| words.make(&make)),
        model: cells.line("model", 100),
        colours,
        kind: read,
        features: cells.prose("features", 2_000),
    };
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

/// The frame's number, and all others. A frame number among the others is the frame's when its own cell is empty.
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

/// What a number that tells no bike from another, or that a spreadsheet has changed, is to be warned of.
fn odd_number(number: &FrameNumber) -> Option<String> {
    let written = quoted(number.as_written());
    if number.is_filler() {
        return Some(format!(
            "frame_number {written} looks like a filler or a spreadsheet's error, not a number; /check does not answer to it"
        ));
    }
    let (whole, rest) = number.as_written().split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(rest) && rest.bytes().all(|byte| byte == b'0'))
        .then(|| format!("frame_number {written} was made a quantity by a spreadsheet; make the column text"))
}

/// The first telephone number of a cell; the bike is loaded whatever stands there.
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
                .push("owner_phone: the first telephone number is taken, the rest is left out".to_owned());
            return Some(number);
        }
        None => {}
    }
    warnings.push("owner_phone is no telephone number and is left out".to_owned());
    None
}

/// A theft needs a time: without one, a place or a crime reference says nothing that a look-up can weigh.
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
    // A bike that was stolen today was stolen before now.
    let last = if other.first <= now {
        other.last.min(now)
    } else {
        other.last
    };
    match TheftWindow::new(one.first, last, now) {
        Ok(window) => Some(NewTheftReport {
            window,
            place,
            point,
            lock: None,
            how: None,
            crime_ref,
        }),
        Err(error) => {
            cells.wrong.push(format!("stolen_from, stolen_to: {error}"));
            None
        }
    }
}

/// A line's cells, and what is wrong with them so far.
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

    /// A cell that is read elsewhere, unless it is too long to be what it should.
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
mod tests {
    use super::*;

    fn parsed(cells: &[(&str, &str)]) -> Result<Parsed, Vec<String>> {
        let record: StringRecord = COLUMNS
            .iter()
            .map(|c| cells.iter().find(|(name, _)| name == c).map_or("", |cell| cell.1))
            .collect();
        let columns = Columns::read(&StringRecord::from(COLUMNS.to_vec()), COLUMNS, "external_ref").unwrap();
        parse(
            &columns,
            &record,
            &mut Words::default(),
            "2026-06-20T11:00:00Z".parse().unwrap(),
        )
    }

    #[test]
    fn a_full_line() {
        let bike = parsed(&[
            ("external_ref", "A1"),
            ("make", "trek bikes"),
            ("colour", "Black / plaid"),
            ("kind", "rocket"),
            ("frame_number", "WTU 123 456 K"),
            ("identifiers", "battery:B1;frame:X2"),
            ("mark", &MarkCode::from_data([1; 8]).to_string()),
            ("owner_email", "Ada@Example.org"),
            ("stolen_from", "2026-06-20"),
            ("stolen_lat", "52.2"),
            ("stolen_lng", "0.1"),
        ])
        .unwrap();
        assert_eq!(bike.bike.description.make.as_deref(), Some("Trek"));
        assert_eq!(bike.bike.description.colours, ["black"]);
        assert_eq!(bike.bike.frame.number().unwrap().key(), "WTU123456K");
        assert_eq!(
            (bike.bike.identifiers.len(), bike.warnings.len()),
            (2, 2),
            "{:?}",
            bike.warnings
        );
        let window = bike.theft.unwrap().window;
        assert_eq!(window.from().to_string(), "2026-06-19T23:00:00Z");
        assert_eq!(window.to().to_string(), "2026-06-20T11:00:00Z", "not after now");
    }

    #[test]
    fn a_frame_number_may_stand_among_the_others_or_be_known_to_be_missing() {
        let frame = |cells: &[(&str, &str)]| {
            let bike = parsed(&[&[("external_ref", "A1")], cells].concat()).unwrap().bike;
            (
                bike.frame.number().map(|number| number.key().to_owned()),
                bike.identifiers.len(),
                bike.frame,
            )
        };
        assert_eq!(
            frame(&[("identifiers", "motor:M1;frame:X 2")]).0.as_deref(),
            Some("X2")
        );
        assert_eq!(
            frame(&[("frame_number", "unknown"), ("identifiers", "frame:X2")]).1,
            1
        );
        assert_eq!(
            frame(&[("frame_number", "made without one")]).2,
            Frame::Unnumbered
        );
    }

    #[test]
    fn bad_lines_say_why() {
        let long = "x".repeat(10_000_000);
        let code = MarkCode::from_data([1; 8]).to_string();
        let wrong: String = code.chars().rev().collect();
        for (cells, words) in [
            (&[("frame_number", "A1234")][..], "external_ref is empty"),
            (&[("external_ref", "1")], "all empty"),
            (&[("external_ref", "1"), ("frame_number", "🚲")], "frame_number"),
            (
                &[("external_ref", "1"), ("frame_number", &long)],
                "100 characters or fewer",
            ),
            (&[("external_ref", &long), ("frame_number", "A1")], "external_ref"),
            (&[("external_ref", "1"), ("mark", &wrong)], "is not a mark"),
            (
                &[("external_ref", "1"), ("identifiers", "horn:1")],
                "kind \"horn\"",
            ),
            (
                &[
                    ("external_ref", "1"),
                    ("frame_number", "A1"),
                    ("owner_email", "ada"),
                ],
                "owner_email",
            ),
            (
                &[
                    ("external_ref", "1"),
                    ("frame_number", "A1"),
                    ("owner_postcode", "CB1"),
                ],
                "owner_postcode",
            ),
            (
                &[("external_ref", "1"), ("frame_number", "A1"), ("make", "a\u{0}b")],
                "make: must not contain hidden",
            ),
            (
                &[
                    ("external_ref", "1"),
                    ("frame_number", "A1"),
                    ("stolen_from", "5/6/26"),
                ],
                "is not a date",
            ),
            (
                &[
                    ("external_ref", "1"),
                    ("frame_number", "A1"),
                    ("stolen_from", "2026-06-21"),
                ],
                "in the past",
            ),
            (
                &[
                    ("external_ref", "1"),
                    ("frame_number", "A1"),
                    ("stolen_from", "2026-06-02"),
                    ("stolen_to", "2026-06-01"),
                ],
                "after",
            ),
            (
                &[
                    ("external_ref", "1"),
                    ("frame_number", "A1"),
                    ("crime_ref", "35/1"),
                ],
                "needs stolen_from",
            ),
            (
                &[
                    ("external_ref", "1"),
                    ("frame_number", "A1"),
                    ("stolen_from", "2026-06-01"),
                    ("stolen_lat", "99"),
                ],
                "both latitude",
            ),
        ] {
            let wrong = parsed(cells).expect_err(words).join("; ");
            assert!(wrong.contains(words), "{words}: {wrong}");
        }
        assert_eq!(
            parsed(&[("owner_email", "x"), ("colour", &long)])
                .unwrap_err()
                .len(),
            4,
            "all at once"
        );
    }

    #[test]
    fn what_is_odd_is_warned_of_and_the_bike_loads_all_the_same() {
        let warned = |column: &str, text: &str| {
            let mut cells = vec![("external_ref", "1")];
            if column != "frame_number" {
                cells.push(("frame_number", "AB1234567"));
            }
            cells.push((column, text));
            parsed(&cells).unwrap()
        };
        for (column, text) in [
            ("frame_number", "123456"),
            ("frame_number", "0000000"),
            ("frame_number", "#NAME?"),
            ("frame_number", "1.23E+11"),
            ("frame_number", "730551248.0"),
            ("owner_phone", "call"),
            ("owner_phone", "07700 900 982 / 07700 900 983"),
            ("owner_phone", "07700 900982, 01223 496 0000"),
            ("colour", "mauve"),
            ("colour", "plaid red"),
        ] {
            assert_eq!(warned(column, text).warnings.len(), 1, "{column} {text}");
        }
        for (column, text) in [
            ("frame_number", "none found"),
            ("frame_number", "see invoice"),
            ("owner_phone", "\u{202a}07700\u{a0}900\u{2011}982\u{202c}"),
            ("owner_phone", "01223 496 0000 ext 12"),
            ("owner_name", "\u{202a}Ada Byron\u{202c}"),
            ("make", "N/A"),
        ] {
            assert_eq!(warned(column, text).warnings, [""; 0], "{column} {text}");
        }
        assert_eq!(warned("make", "Unknown").bike.description.make, None);
        assert_eq!(
            warned("colour", "blue white").bike.description.colours,
            ["blue", "white"]
        );
        assert_eq!(warned("frame_number", "see invoice").bike.frame, Frame::Unknown);
        assert_eq!(
            warned("owner_name", "\u{202a}Ada Byron\u{202c}")
                .owner
                .unwrap()
                .name
                .as_deref(),
            Some("Ada Byron")
        );
    }

    #[test]
    fn numbers_that_came_before_or_lost_a_nought_are_warned_of() {
        let mut seen = crate::lists::import::seen::Seen::default();
        let mut take = |line: u64, number: &str| {
            let parsed = parsed(&[
                ("external_ref", "1"),
                ("frame_number", number),
                ("make", "Ribble"),
            ])
            .unwrap();
            seen.take(line, &parsed).len()
        };
        assert_eq!(take(2, "AB1234567"), 0);
        assert_eq!(take(3, "ab-1234567"), 1);
        assert_eq!(take(4, "0730551248"), 0);
        assert_eq!(take(5, "730551249"), 1);
        assert_eq!(take(6, "73055124"), 0);
    }
}
