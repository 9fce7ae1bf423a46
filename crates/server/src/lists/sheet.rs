//! A CSV file from a spreadsheet or another system, whatever state it is in.

use super::columns::{Columns, HeaderError};
use csv::{ByteRecord, StringRecord};
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
    /// It is text in an old encoding.
    #[error(
        "{} is not UTF-8: line {line} has the byte 0x{byte:02X}. {SAVE_AS}, or run: \
         iconv -f WINDOWS-1252 -t UTF-8 OLD.csv > NEW.csv", .path.display()
    )]
    OldEncoding {
        /// The file.
        path: PathBuf,
        /// The line of the first byte that is wrong.
        line: u64,
        /// That byte.
        byte: u8,
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
    reader: csv::Reader<LineFeeds<Box<dyn Read + Send>>>,
    columns: Columns,
    path: PathBuf,
    bytes: Option<u64>,
}

impl Sheet {
    /// Opens a list and reads its header. A file that is not UTF-8 throughout is not begun.
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
        if bytes.is_some() {
            must_be_utf8(path, &mut file)?;
            file.seek(SeekFrom::Start(0)).map_err(io)?;
        }
        let mut input = BufReader::with_capacity(CHUNK, file);
        let start = read_mark(&mut input).map_err(io)?;
        let input: Box<dyn Read + Send> = Box::new(io::Cursor::new(start).chain(input));
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .from_reader(LineFeeds::new(input));
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
        })
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
            return Ok(Some(Row {
                line,
                record: self.checked(record),
            }));
        }
    }

    fn checked(&self, record: ByteRecord) -> Result<StringRecord, String> {
        if record.as_slice().len() > LONGEST {
            let last = self.reader.position().line().saturating_sub(1);
            return Err(format!(
                "goes on to line {last}; a quotation mark is probably not closed"
            ));
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

/// Reads past a byte order mark; gives the bytes that were read and are none.
fn read_mark(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    input.take(3).read_to_end(&mut start)?;
    if start == b"\xEF\xBB\xBF" {
        start.clear();
    }
    Ok(start)
}

/// Reads a file to its end and says what it is if it is not UTF-8.
fn must_be_utf8(path: &Path, file: &mut File) -> Result<(), SheetError> {
    let mut chunk = Vec::with_capacity(CHUNK + 4);
    let (mut line, mut first) = (1, true);
    loop {
        let carried = chunk.len();
        let read = file.take(CHUNK as u64).read_to_end(&mut chunk);
        let read = read.map_err(|error| SheetError::Io {
            path: path.to_owned(),
            error,
        })?;
        if std::mem::take(&mut first)
            && let Some(what) = other_format(&chunk)
        {
            return Err(SheetError::OtherFormat {
                path: path.to_owned(),
                what,
            });
        }
        let valid = match std::str::from_utf8(&chunk) {
            Ok(text) => text.len(),
            // A character that the end of the chunk cuts is whole in the next.
            Err(error) if error.error_len().is_none() && read > 0 => error.valid_up_to(),
            Err(error) => {
                let good = &chunk[..error.valid_up_to()];
                let byte = chunk[error.valid_up_to()];
                return Err(SheetError::OldEncoding {
                    path: path.to_owned(),
                    line: line + feeds(good),
                    byte,
                });
            }
        };
        line += feeds(&chunk[..valid]);
        chunk.drain(..valid);
        if read == 0 && carried == chunk.len() {
            return Ok(());
        }
    }
}

fn feeds(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// What a file's first bytes say it is, when that is not text in UTF-8.
fn other_format(start: &[u8]) -> Option<&'static str> {
    let start = &start[..start.len().min(4_096)];
    if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
        Some("UTF-16 text (\u{201c}Unicode text\u{201d})")
    } else if start.starts_with(b"PK\x03\x04") {
        Some("a spreadsheet's own file")
    } else if start.starts_with(b"%PDF") {
        Some("a PDF")
    } else if start.starts_with(b"\x1F\x8B") {
        Some("compressed; unpack it first")
    } else if start.contains(&0) {
        Some("not text, or UTF-16 text")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    const KNOWN: &[&str] = &["key", "note"];

    /// Rows by their line; a row that cannot be read is why.
    type Rows = Vec<(u64, Result<Vec<String>, String>)>;

    fn opened(bytes: &[u8]) -> Result<Rows, String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let mut sheet = Sheet::open(file.path(), KNOWN, "key").map_err(|error| error.to_string())?;
        let mut rows = Vec::new();
        while let Some(row) = sheet.next().unwrap() {
            rows.push((
                row.line,
                row.record
                    .map(|record| record.iter().map(str::to_owned).collect()),
            ));
        }
        Ok(rows)
    }

    #[test]
    fn lines_are_numbered_as_an_editor_does() {
        let expected = |second: u64, third: u64, note: &str| {
            let row = |line, key: &str, note: &str| (line, Ok(vec![key.to_owned(), note.to_owned()]));
            Ok(vec![
                row(2, "1", note),
                row(second, "2", "b"),
                row(third, "3", "c"),
            ])
        };
        for (text, second, third, note) in [
            ("key,note\n1,a\n2,b\n3,c\n", 3, 4, "a"),
            ("key,note\n1,a\n2,b\n3,c", 3, 4, "a"),
            ("key,note\r\n1,a\r\n2,b\r\n3,c\r\n", 3, 4, "a"),
            ("key,note\r1,a\r2,b\r3,c\r", 3, 4, "a"),
            ("\u{feff}key,note\r\n1,a\r\n2,b\r\n3,c", 3, 4, "a"),
            ("key,note\n1,\"x\ny\nz\"\n2,b\n\n\n3,c\n\n\n", 5, 8, "x\ny\nz"),
            ("key,note\r\n1,\"x\r\ny\"\r\n\r\n2,b\r\n3,c\r\n", 5, 6, "x\ny"),
            ("key,note\n1,a\n,\n2,b\n\" \",\n3,c\n", 4, 6, "a"),
        ] {
            assert_eq!(opened(text.as_bytes()), expected(second, third, note), "{text:?}");
        }
    }

    #[test]
    fn a_bad_line_does_not_spoil_the_others() {
        let rows = opened(b"key,note\n1,a,more\n2\n3,c,\n").unwrap();
        assert!(
            rows[0]
                .1
                .as_ref()
                .unwrap_err()
                .contains("has 3 cells, but the header has 2")
        );
        assert!(
            rows[1]
                .1
                .as_ref()
                .unwrap_err()
                .contains("has 1 cell, but the header has 2")
        );
        assert_eq!(
            rows[2].1.as_ref().unwrap().len(),
            3,
            "an empty cell too many does no harm"
        );
        let open = format!("key,note\n1,\"a\n{}", "2,b\n".repeat(50_000));
        let rows = opened(open.as_bytes()).unwrap();
        assert_eq!(rows.len(), 1);
        assert!(
            rows[0].1.as_ref().unwrap_err().contains("quotation mark"),
            "{:?}",
            rows[0]
        );
    }

    #[test]
    fn what_is_not_a_list_is_named() {
        let utf16: Vec<u8> = "\u{feff}key,note\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let bare: Vec<u8> = "key,note\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let late = [
            b"key,note\n".as_slice(),
            "1,\u{17c}\n".repeat(400_000).as_bytes(),
            b"2,Jos\xE9\n",
        ]
        .concat();
        for (bytes, words) in [
            (&b""[..], "is empty"),
            (b"\n\n", "is empty"),
            (b"\xEF\xBB\xBF", "is empty"),
            (&utf16, "UTF-16"),
            (&bare, "UTF-16"),
            (b"PK\x03\x04....", "a spreadsheet's own file"),
            (b"key,note\n1,Jos\xE9\n", "line 2 has the byte 0xE9"),
            (b"key,note\n1,Jos\xC3", "line 2 has the byte 0xC3"),
            (&late, "line 400002 has the byte 0xE9"),
            (b"key;note\n1;2\n", "semicolons"),
            (b"1,2\n3,4\n", "not a header"),
        ] {
            let error = opened(bytes).expect_err("not a list");
            assert!(error.contains(words), "{words}: {error}");
        }
    }

    #[test]
    fn a_folder_and_a_missing_file_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = |path: &Path| {
            Sheet::open(path, KNOWN, "key")
                .err()
                .map(|error| error.to_string())
                .unwrap()
        };
        assert!(error(folder.path()).contains("is a folder"));
        assert!(error(&folder.path().join("none.csv")).contains("cannot read"));
    }
}
