//! Reads a CSV file from a spreadsheet or another system, even if it is untidy.

mod kind;
mod line_feeds;

use crate::columns::{Columns, HeaderError};
use crate::encoding::{Decoded, Encoding};
use csv::{ByteRecord, StringRecord};
use domain::text::from_spreadsheet;
use kind::encoding_of;
use line_feeds::LineFeeds;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The longest line. If it is longer, a quotation mark is probably not closed.
const LONGEST: usize = 100_000;
const CHUNK: usize = 1 << 20;

const SAVE_AS: &str = "In a spreadsheet, save the list as \u{201c}CSV UTF-8\u{201d}";

/// Why a file cannot be read as a list at all.
#[derive(Debug, Error)]
pub enum SheetError {
    /// There is no such file, or it cannot be read.
    #[error("cannot read {}: {error}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        error: io::Error,
    },
    /// It is a folder.
    #[error("{} is a folder; name a CSV file in it", .0.display())]
    Folder(PathBuf),
    /// It is not text.
    #[error("{} is {what}, not CSV. {SAVE_AS}", .path.display())]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// What the file is instead.
        what: &'static str,
    },
    /// Its header is not valid.
    #[error("{}: {error}", .path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: HeaderError,
    },
}

/// The columns that a list must have.
#[derive(Clone, Copy)]
enum Header {
    /// Our own, with the one that is required.
    Ours(&'static [&'static str], &'static str),
    /// Any columns.
    Others,
}

/// One line of a list.
#[derive(Debug)]
pub struct Row {
    /// The line of the file on which it starts; the header is line 1.
    pub line: u64,
    /// Its cells, or why they cannot be read.
    pub record: Result<StringRecord, String>,
}

/// A list that is being read.
pub struct Sheet {
    reader: csv::Reader<Box<dyn Read + Send>>,
    header: StringRecord,
    columns: Columns,
    path: PathBuf,
    bytes: Option<u64>,
    encoding: Encoding,
    /// Whether to take off apostrophes before what looks like a formula. We do it in other people's lists, and in those
    /// of ours that begin with a byte order mark. Our exact lists have no such mark.
    for_spreadsheet: bool,
    /// Whether a formula is an error. In our own lists it is text.
    no_formulas: bool,
    /// Lines before the header.
    before: u64,
}

impl Sheet {
    /// Opens a list and reads its header. It finds out the encoding and the separator.
    pub fn open(
        path: &Path,
        known: &'static [&'static str],
        required: &'static str,
    ) -> Result<Self, SheetError> {
        let io = |error| SheetError::Io {
            path: path.to_owned(),
            error,
        };
        let mut file = File::open(path).map_err(io)?;
        let kind = file.metadata().map_err(io)?;
        if kind.is_dir() {
            return Err(SheetError::Folder(path.to_owned()));
        }
        let bytes = kind.is_file().then_some(kind.len());
        let encoding = if bytes.is_some() {
            let encoding = encoding_of(path, &mut file)?;
            file.seek(SeekFrom::Start(0)).map_err(io)?;
            encoding
        } else {
            Encoding::Utf8
        };
        let input = BufReader::with_capacity(CHUNK, file);
        Self::begin(path, input, encoding, Header::Ours(known, required), bytes)
    }

    /// Begins to read somebody else's list, whose columns may have any name, or none. `name` is what errors call the
    /// list.
    ///
    /// # Errors
    /// [`SheetError`] when it is not a list at all.
    pub fn of_others<R: Read + Seek + Send + 'static>(name: &Path, mut input: R) -> Result<Self, SheetError> {
        let encoding = encoding_of(name, &mut input)?;
        input.seek(SeekFrom::Start(0)).map_err(|error| SheetError::Io {
            path: name.to_owned(),
            error,
        })?;
        let input = BufReader::with_capacity(CHUNK, input);
        Self::begin(name, input, encoding, Header::Others, None)
    }

    fn begin(
        path: &Path,
        input: impl Read + Send + 'static,
        encoding: Encoding,
        wanted: Header,
        bytes: Option<u64>,
    ) -> Result<Self, SheetError> {
        let io = |error| SheetError::Io {
            path: path.to_owned(),
            error,
        };
        let mut input = Decoded::new(input, encoding);
        let (start, marked) = read_mark(&mut input).map_err(io)?;
        let input: Box<dyn Read + Send> = Box::new(io::Cursor::new(start).chain(input));
        let mut input = LineFeeds::new(input);
        let (start, separator, before) = read_header(&mut input, wanted).map_err(io)?;
        let input: Box<dyn Read + Send> = Box::new(io::Cursor::new(start).chain(input));
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .delimiter(separator)
            .from_reader(input);
        let mut header = ByteRecord::new();
        reader
            .read_byte_record(&mut header)
            .map_err(|error| io(error.into()))?;
        let header = StringRecord::from_byte_record_lossy(header);
        let columns = match wanted {
            Header::Ours(known, required) => Columns::read(&header, known, required),
            Header::Others => Columns::of_others(&header),
        };
        let columns = columns.map_err(|error| SheetError::Header {
            path: path.to_owned(),
            error,
        })?;
        Ok(Self {
            reader,
            header,
            columns,
            path: path.to_owned(),
            bytes,
            encoding,
            for_spreadsheet: marked || matches!(wanted, Header::Others),
            no_formulas: matches!(wanted, Header::Others),
            before,
        })
    }

    /// Returns the header as it was written.
    pub fn header(&self) -> &StringRecord {
        &self.header
    }

    /// Returns the line of the header: 1, or 2 below a line that names the separator.
    pub fn header_line(&self) -> u64 {
        self.before + 1
    }

    /// Returns a note about the encoding, if it was not UTF-8.
    pub fn note(&self) -> Option<String> {
        let name = self.encoding.name()?;
        Some(format!(
            "{} is not UTF-8 and was read as {name}; check that the names are right",
            self.path.display()
        ))
    }

    /// Returns the columns of this list.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Returns the size of the file, unless it is a pipe.
    pub fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    /// Returns how many bytes of the file have been read.
    pub fn bytes_read(&self) -> u64 {
        self.reader.position().byte()
    }

    /// Reads the next line. It skips empty lines.
    pub fn next_row(&mut self) -> Result<Option<Row>, SheetError> {
        loop {
            let mut record = ByteRecord::new();
            let before = self.reader.position().line();
            let more = self.reader.read_byte_record(&mut record);
            if !more.map_err(|error| SheetError::Io {
                path: self.path.clone(),
                error: error.into(),
            })? {
                return Ok(None);
            }
            if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            // The reader is after the line feed that ends the record. There may be empty lines before the record.
            let inside = record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
            let line = self.reader.position().line().saturating_sub(inside + 1);
            // If a quotation mark is open, the end of the file ends the record instead.
            let open = line < before;
            return Ok(Some(Row {
                line: line.max(before) + self.before,
                record: if open {
                    Err(self.open_quotation())
                } else {
                    self.checked(record)
                },
            }));
        }
    }

    fn open_quotation(&self) -> String {
        let last = self.reader.position().line().saturating_sub(1) + self.before;
        format!("goes on to line {last}; a quotation mark is probably not closed")
    }

    fn checked(&self, record: ByteRecord) -> Result<StringRecord, String> {
        if record.as_slice().len() > LONGEST {
            return Err(if record.as_slice().contains(&b'\n') {
                self.open_quotation()
            } else {
                format!("is longer than {LONGEST} characters, so it cannot be a line of a list")
            });
        }
        let record = StringRecord::from_byte_record(record).map_err(|_| "is not UTF-8".to_owned())?;
        let width = self.columns.width();
        // Spreadsheets end lines with empty cells. Too few cells mean that the line was cut.
        let filled = record
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.trim().is_empty());
        let filled = filled.last().map_or(0, |(last, _)| last + 1);
        let cells = if filled > width {
            filled
        } else {
            record.len().min(width)
        };
        if cells != width {
            let noun = if cells == 1 { "cell" } else { "cells" };
            let why = if cells < width {
                "was it cut?"
            } else {
                "is a comma not in quotation marks?"
            };
            return Err(format!("has {cells} {noun}, but the header has {width}; {why}"));
        }
        if let Some(at) = self
            .columns
            .nameless()
            .iter()
            .find(|at| record.get(**at).is_some_and(|cell| !cell.trim().is_empty()))
        {
            return Err(format!("has text in column {}, which has no name", at + 1));
        }
        if self.no_formulas
            && let Some(at) = record.iter().position(is_formula)
        {
            return Err(format!(
                "has a formula in column {}, not its result. In the spreadsheet, save the list as a workbook (.xlsx)",
                at + 1
            ));
        }
        if self.for_spreadsheet {
            let plain = |cell| from_spreadsheet(if self.no_formulas { unwrapped(cell) } else { cell });
            return Ok(record.iter().map(plain).collect());
        }
        Ok(record)
    }
}

/// The text inside `="0012"`, as systems write a number so that a spreadsheet keeps its zeros.
fn unwrapped(cell: &str) -> &str {
    let inside = cell
        .trim()
        .strip_prefix("=\"")
        .and_then(|cell| cell.strip_suffix('"'));
    inside.filter(|inside| !inside.contains('"')).unwrap_or(cell)
}

fn is_formula(cell: &str) -> bool {
    unwrapped(cell).trim_start().starts_with('=')
}

/// Skips a byte order mark, and tells whether there was one. If there is none, returns the bytes that were read.
fn read_mark(input: &mut impl Read) -> io::Result<(Vec<u8>, bool)> {
    let mut start = Vec::new();
    input.take(3).read_to_end(&mut start)?;
    let marked = start == b"\xEF\xBB\xBF";
    if marked {
        start.clear();
    }
    Ok((start, marked))
}

/// Reads to the end of the header. Returns what was read, the separator, and how many lines came before the header. A
/// spreadsheet writes `sep=;` above the header to name the separator.
fn read_header(input: &mut impl Read, wanted: Header) -> io::Result<(Vec<u8>, u8, u64)> {
    let (mut start, mut chunk) = (Vec::new(), vec![0; 4_096]);
    while start.len() < LONGEST && !has_two_lines(&start) {
        let read = input.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        start.extend_from_slice(&chunk[..read]);
    }
    let end = start
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(start.len());
    let first = String::from_utf8_lossy(&start[..end])
        .trim()
        .trim_matches('"')
        .to_ascii_lowercase();
    if let Some(separator) = first.strip_prefix("sep=") {
        let separator = separator.bytes().next().unwrap_or(b'\t');
        start.drain(..(end + 1).min(start.len()));
        return Ok((start, separator, 1));
    }
    let header: String = String::from_utf8_lossy(&start)
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default()
        .to_owned();
    let names = |separator: u8| match wanted {
        Header::Ours(known, _) => Columns::named(header.split(char::from(separator)), known),
        Header::Others => cells_of(&header, char::from(separator)),
    };
    // The comma, unless another separator gives more known names, or more cells.
    let separator =
        [b';', b'\t', b'|'].into_iter().fold(
            b',',
            |best, other| {
                if names(other) > names(best) { other } else { best }
            },
        );
    Ok((start, separator, 0))
}

/// Counts the cells of a line, without separators inside quotation marks.
fn cells_of(line: &str, separator: char) -> usize {
    let mut quoted = false;
    let parts = line.chars().filter(|c| {
        quoted ^= *c == '"';
        !quoted && *c == separator
    });
    parts.count() + 1
}

fn has_two_lines(start: &[u8]) -> bool {
    let filled = start
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty())
        .count();
    filled > 1
}

#[cfg(test)]
mod tests;
