//! Reads somebody else's list, CSV or XLSX, with every sheet that has something in it.

pub mod carry;
mod cells;
mod marks;
mod pack;
#[cfg(test)]
mod tests;

use crate::sheet::{Sheet, SheetError};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use thiserror::Error;

/// The most rows of all sheets together, without their headers.
pub const MOST_ROWS: usize = 20_000;
/// The most columns.
pub const MOST_COLUMNS: usize = 100;
/// The most bytes of text in all cells together.
const MOST_TEXT: usize = 6_000_000;
/// The most wrong rows that are reported.
const MOST_WRONG: usize = 1_000;

/// A list that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// Its sheets that have something in them; one for a CSV file.
    pub sheets: Vec<Tab>,
    /// What to know about how it was read.
    pub note: Option<String>,
}

/// One sheet of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tab {
    /// Its name; empty for a CSV file.
    pub name: String,
    /// Whether the spreadsheet hides it.
    pub hidden: bool,
    /// The places of columns that the spreadsheet hides.
    pub hidden_columns: Vec<usize>,
    /// Its rows, the header first.
    pub rows: Vec<Line>,
    /// Rows that cannot be read, and why.
    pub wrong: Vec<Wrong>,
}

/// One row of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The line of the file that it is on, counted from 1.
    pub line: u64,
    /// Whether the spreadsheet hides it.
    pub hidden: bool,
    /// Its cells, trimmed.
    pub cells: Vec<String>,
}

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrong {
    /// The line of the file that it is on, counted from 1.
    pub line: u64,
    /// What is wrong with it: "has 3 cells, but the header has 2".
    pub why: String,
}

/// Why a list cannot be read at all.
#[derive(Debug, Error)]
pub enum BookError {
    /// There is nothing in it.
    #[error("The list is empty")]
    Empty,
    /// It has more rows than we take.
    #[error("The list has more than 20,000 bikes. Split it, and send the parts one after another")]
    TooManyRows,
    /// It has more text than we take.
    #[error("There is too much text in this list. Delete the columns that say nothing about the bikes")]
    TooMuchText,
    /// A cell is far outside the list.
    #[error("Cell {0} is far outside the list. Delete it, or copy the list to a new file")]
    FarOutside(String),
    /// It unpacks to more than a list can hold.
    #[error("This file unpacks to far more than a list of bikes can hold. Copy the list to a new file")]
    Bomb,
    /// It is not a spreadsheet that we can read.
    #[error("This is not a list that we can read. Save it as an Excel workbook (.xlsx) or as CSV")]
    OtherFormat,
    /// It is a spreadsheet, but damaged.
    #[error("The file is damaged or was cut off. Save it again, and send it again")]
    Damaged,
    /// It is text, but not a list.
    #[error("{0}")]
    Text(String),
    /// It cannot be read from the disk.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Book {
    /// Reads a list, whatever kind of file it is.
    ///
    /// # Errors
    /// [`BookError`], which says what to do, when it cannot be read at all.
    pub fn read<R: Read + Seek + Send + 'static>(mut file: R) -> Result<Self, BookError> {
        let mut start = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.by_ref().take(4).read_to_end(&mut start)?;
        file.seek(SeekFrom::Start(0))?;
        if start.starts_with(b"PK") {
            pack::check(&mut file)?;
            file.seek(SeekFrom::Start(0))?;
            cells::read(file)
        } else {
            text(file)
        }
    }

    /// How many rows it has, without headers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sheets
            .iter()
            .map(|tab| tab.rows.len().saturating_sub(1))
            .sum()
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn finished(self) -> Result<Self, BookError> {
        if self.sheets.is_empty() {
            return Err(BookError::Empty);
        }
        Ok(self)
    }
}

/// Counts what is read, so that nobody fills the memory.
#[derive(Default)]
struct Room {
    rows: usize,
    text: usize,
}

impl Room {
    fn take(&mut self, cells: &[String]) -> Result<(), BookError> {
        self.rows += 1;
        self.text += cells.iter().map(|cell| cell.len() + 4).sum::<usize>();
        // Allow one more, for a header.
        if self.rows > MOST_ROWS + 1 {
            return Err(BookError::TooManyRows);
        }
        if self.text > MOST_TEXT {
            return Err(BookError::TooMuchText);
        }
        Ok(())
    }
}

impl Tab {
    fn refuse(&mut self, line: u64, why: String) {
        if self.wrong.len() < MOST_WRONG {
            self.wrong.push(Wrong { line, why });
        }
    }
}

/// Reads CSV.
fn text<R: Read + Seek + Send + 'static>(file: R) -> Result<Book, BookError> {
    let mut sheet = Sheet::of_others(Path::new("The list"), file).map_err(refused)?;
    let (mut tab, mut room) = (Tab::default(), Room::default());
    if sheet.columns().width() > MOST_COLUMNS {
        return Err(BookError::FarOutside(cells::named(0, MOST_COLUMNS)));
    }
    let width = sheet.columns().width();
    let header = Line {
        line: sheet.header_line(),
        hidden: false,
        cells: trimmed(sheet.header().iter().take(width)),
    };
    room.take(&header.cells)?;
    tab.rows.push(header);
    while let Some(row) = sheet.next_row().map_err(refused)? {
        match row.record {
            Ok(record) => {
                let cells = trimmed(record.iter().take(width));
                room.take(&cells)?;
                tab.rows.push(Line {
                    line: row.line,
                    hidden: false,
                    cells,
                });
            }
            Err(why) => tab.refuse(row.line, why),
        }
    }
    let book = Book {
        note: sheet.note(),
        sheets: vec![tab],
    };
    book.finished()
}

fn trimmed<'c>(cells: impl Iterator<Item = &'c str>) -> Vec<String> {
    let plain = |c: char| c.is_whitespace() || domain::text::is_invisible(c);
    cells.map(|cell| cell.trim_matches(plain).to_owned()).collect()
}

fn refused(error: SheetError) -> BookError {
    match error {
        SheetError::Io { error, .. } => BookError::Io(error),
        SheetError::OtherFormat { what, .. } => BookError::Text(format!(
            "This is {what}. Save the list as an Excel workbook (.xlsx) or as CSV"
        )),
        SheetError::Header { .. } | SheetError::Folder(_) => BookError::Empty,
    }
}
