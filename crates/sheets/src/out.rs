//! Writes lists that are safe to open in a spreadsheet: text only, never a formula, one sheet, nothing hidden.

use csv::Writer;
use domain::text::for_spreadsheet;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::io::{self, Write};
use thiserror::Error;

/// The mark by which spreadsheets know UTF-8.
pub const MARK: &[u8] = "\u{feff}".as_bytes();

/// The most characters that a spreadsheet keeps in one cell.
const MOST_OF_A_CELL: usize = 32_000;

/// Why a list was not written.
#[derive(Debug, Error)]
pub enum OutError {
    /// CSV could not be written.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// A workbook could not be written.
    #[error(transparent)]
    Xlsx(#[from] XlsxError),
    /// The bytes could not be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Writes CSV with a header. What a spreadsheet would take for a formula gets an apostrophe in front.
///
/// # Errors
/// [`OutError`] when it cannot be written.
pub fn csv(mut out: impl Write, header: &[&str], rows: &[Vec<String>]) -> Result<(), OutError> {
    out.write_all(MARK)?;
    let mut csv = Writer::from_writer(out);
    csv.write_record(header)?;
    for row in rows {
        csv.write_record(row.iter().map(|cell| for_spreadsheet(cell).into_owned()))?;
    }
    Ok(csv.flush()?)
}

/// Writes a workbook with one sheet. Every cell is text, so nothing in it is computed.
///
/// # Errors
/// [`OutError`] when it cannot be written.
pub fn xlsx(sheet: &str, header: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, OutError> {
    let mut book = Workbook::new();
    let tab = book.add_worksheet().set_name(sheet)?;
    let (bold, text) = (
        Format::new().set_bold().set_num_format("@"),
        Format::new().set_num_format("@"),
    );
    for (column, name) in (0..).zip(header) {
        tab.write_string_with_format(0, column, *name, &bold)?;
        tab.set_column_width(column, 18)?;
    }
    tab.set_freeze_panes(1, 0)?;
    for (at, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let cell: String = cell.chars().take(MOST_OF_A_CELL).collect();
            tab.write_string_with_format(at, column, cell, &text)?;
        }
    }
    Ok(book.save_to_buffer()?)
}
