//! A CSV file from a spreadsheet or another system, whatever state it is in.

mod kind;

use super::columns::{Columns, HeaderError};
use super::encoding::{Decoded, Encoding};
use csv::{ByteRecord, StringRecord};
use kind::encoding_of;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The longest line that is taken for one: more means that a quotation mark is not closed.
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
    /// It is something else than text.
    #[error("{} is {what}, not CSV. {SAVE_AS}", .path.display())]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// Its header is none.
    #[error("{}: {error}", .path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: HeaderError,
    },
}

/// One line of a list.
#[derive(Debug)]
pub struct Row {
    /// Where it starts in the file, the header being line 1.
    pub line: u64,
    /// Its cells, or why they cannot be read.
    pub record: Result<StringRecord, String>,
}

/// A list that is being read.
pub struct Sheet {
    reader: csv::Reader<Box<dyn Read + Send>>,
    columns: Columns,
    path: PathBuf,
    bytes: Option<u64>,
    encoding: Encoding,
    /// Lines before the header.
    before: u64,
}

impl Sheet {
    /// Opens a list and reads its header, whatever text it is in and whatever parts its cells.
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
        let mut input = Decoded::new(BufReader::with_capacity(CHUNK, file), encoding);
        let start = read_mark(&mut input).map_err(io)?;
        let input: Box<dyn Read + Send> = Box::new(io::Cursor::new(start).chain(input));
        let mut input = LineFeeds::new(input);
        let (start, separator, before) = read_header(&mut input, known).map_err(io)?;
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
        let columns = Columns::read(&header, known, required).map_err(|error| SheetError::Header {
            path: path.to_owned(),
            error,
        })?;
        Ok(Self {
            reader,
            columns,
            path: path.to_owned(),
            bytes,
            encoding,
            before,
        })
    }

    /// Says how the text was read, where that was not as UTF-8.
    pub fn note(&self) -> Option<String> {
        let name = self.encoding.name()?;
        Some(format!(
            "{} is not UTF-8 and was read as {name}; look whether names came out right",
            self.path.display()
        ))
    }

    /// Gives the columns of this list.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Gives the size of the file, unless it is a pipe.
    pub fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    /// Gives how much of the file has been read.
    pub fn bytes_read(&self) -> u64 {
        self.reader.position().byte()
    }

    /// Reads the next line; lines without anything in them are passed over.
    pub fn next(&mut self) -> Result<Option<Row>, SheetError> {
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
            // The reader stands behind the line feed that ends the record; empty lines may go before its start.
            let inside = record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
            let line = self.reader.position().line().saturating_sub(inside + 1);
            // Not so where a quotation mark is open: then the file's end ends the record.
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
                format!("is longer than {LONGEST} characters, which no line of a list is")
            });
        }
        let record = StringRecord::from_byte_record(record).map_err(|_| "is not UTF-8".to_owned())?;
        let width = self.columns.width();
        // Spreadsheets end lines with empty cells; too few cells are a line that was cut.
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
        Ok(record)
    }
}

/// Passes text on with every kind of line end as a line feed, and one at its end, so that lines can be counted.
struct LineFeeds<R> {
    inner: R,
    after_return: bool,
    ended: bool,
    last: u8,
}

impl<R> LineFeeds<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            after_return: false,
            ended: false,
            last: b'\n',
        }
    }
}

impl<R: Read> Read for LineFeeds<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.ended || to.is_empty() {
                return Ok(0);
            }
            let read = self.inner.read(to)?;
            if read == 0 {
                self.ended = true;
                if self.last == b'\n' {
                    return Ok(0);
                }
                to[0] = b'\n';
                return Ok(1);
            }
            let mut kept = read;
            if self.after_return || to[..read].contains(&b'\r') {
                kept = 0;
                for at in 0..read {
                    let byte = to[at];
                    let second_half = byte == b'\n' && self.after_return;
                    self.after_return = byte == b'\r';
                    if !second_half {
                        to[kept] = if byte == b'\r' { b'\n' } else { byte };
                        kept += 1;
                    }
                }
            }
            if kept > 0 {
                self.last = to[kept - 1];
                return Ok(kept);
            }
        }
    }
}

/// Skips a byte order mark. If there is none, returns the bytes that were read.
fn read_mark(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    input.take(3).read_to_end(&mut start)?;
    if start == b"\xEF\xBB\xBF" {
        start.clear();
    }
    Ok(start)
}

/// Reads to the end of the header; gives what was read from there on, what parts the cells, and how many lines stood
/// before it. A spreadsheet writes `sep=;` above the header to say what parts the cells.
fn read_header(input: &mut impl Read, known: &'static [&'static str]) -> io::Result<(Vec<u8>, u8, u64)> {
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
    let names = |separator: u8| Columns::named(header.split(char::from(separator)), known);
    // The comma unless another parts it into more names that are known.
    let separator =
        [b';', b'\t', b'|'].into_iter().fold(
            b',',
            |best, other| {
                if names(other) > names(best) { other } else { best }
            },
        );
    Ok((start, separator, 0))
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
