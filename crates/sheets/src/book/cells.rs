//! Reads a workbook cell by cell. It never reads the rectangle that the cells span, which may be the whole sheet.

use super::marks::{self, Marks};
use super::{Book, BookError, Line, MOST_COLUMNS, Room, Tab};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader};
use std::io::{Read, Seek, SeekFrom};

/// Numbers as large as this have lost digits in the spreadsheet.
const WHOLE: f64 = 1e15;

/// Reads every sheet that has something in it.
pub(super) fn read<R: Read + Seek>(mut file: R) -> Result<Book, BookError> {
    let marks = marks::read(&mut file)?;
    file.seek(SeekFrom::Start(0))?;
    let mut book = Xlsx::new(file).map_err(|_| BookError::Damaged)?;
    let sheets = book.sheets_metadata().to_vec();
    let (mut room, mut found) = (Room::default(), Book::default());
    for sheet in sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        let none = Marks::default();
        let marks = marks.get(&sheet.name).unwrap_or(&none);
        let reader = book.worksheet_cells_reader(&sheet.name);
        let reader = reader.map_err(|_| BookError::Damaged)?;
        let mut tab = of_sheet(reader, marks, &mut room)?;
        if !tab.rows.is_empty() || !tab.wrong.is_empty() {
            tab.name.clone_from(&sheet.name);
            tab.hidden = sheet.visible != SheetVisible::Visible;
            found.sheets.push(tab);
        }
    }
    found.finished()
}

/// A row that is being read.
#[derive(Default)]
struct Open {
    row: u32,
    cells: Vec<String>,
    wrong: Option<String>,
}

fn of_sheet<R: Read + Seek>(
    mut reader: XlsxCellReader<'_, R>,
    marks: &Marks,
    room: &mut Room,
) -> Result<Tab, BookError> {
    let (mut tab, mut open) = (Tab::default(), Open::default());
    while let Some(cell) = reader.next_cell().map_err(|_| BookError::Damaged)? {
        let (row, column) = cell.get_position();
        let value = value_of(cell.get_value());
        let without_result = marks.without_result.contains(&(row, column));
        let is_empty = matches!(&value, Ok(text) if text.is_empty());
        if is_empty && !without_result {
            continue;
        }
        let at = usize::try_from(column).unwrap_or(usize::MAX);
        if at >= MOST_COLUMNS {
            return Err(BookError::FarOutside(named(row, at)));
        }
        if row != open.row {
            close(&mut tab, std::mem::take(&mut open), marks, room)?;
            open.row = row;
        }
        let place = named(row, at);
        if open.cells.len() <= at {
            open.cells.resize(at + 1, String::new());
        }
        match value {
            _ if without_result => {
                open.wrong.get_or_insert(format!(
                    "has a formula without a result in cell {place}. Open the file in a spreadsheet and save it there"
                ));
            }
            Ok(text) => {
                if let Some(cell) = open.cells.get_mut(at) {
                    *cell = text;
                }
            }
            Err(why) => {
                open.wrong.get_or_insert(format!("{why} in cell {place}"));
            }
        }
    }
    close(&mut tab, open, marks, room)?;
    let width = tab.rows.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    for line in &mut tab.rows {
        line.cells.resize(width, String::new());
    }
    let hidden = |column: &usize| u32::try_from(*column).is_ok_and(|column| marks.hides_column(column));
    tab.hidden_columns = (0..width).filter(hidden).collect();
    Ok(tab)
}

/// Ends a row.
fn close(tab: &mut Tab, open: Open, marks: &Marks, room: &mut Room) -> Result<(), BookError> {
    let line = u64::from(open.row) + 1;
    if let Some(why) = open.wrong {
        tab.refuse(line, why);
    } else if !open.cells.is_empty() {
        room.take(&open.cells)?;
        tab.rows.push(Line {
            line,
            hidden: marks.hides_row(open.row),
            cells: open.cells,
        });
    }
    Ok(())
}

/// The text of a cell, or why it has none.
fn value_of(value: &DataRef<'_>) -> Result<String, String> {
    let plain = |c: char| c.is_whitespace() || domain::text::is_invisible(c);
    let trimmed = |text: &str| text.trim_matches(plain).to_owned();
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => trimmed(text),
        DataRef::SharedString(text) => trimmed(text),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => return float(*number),
        DataRef::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        DataRef::DateTime(at) => moment(*at),
        DataRef::Error(error) => return Err(format!("has the error {error}")),
    })
}

fn float(number: f64) -> Result<String, String> {
    if number.fract() != 0.0 {
        return Ok(number.to_string());
    }
    if number.abs() >= WHOLE {
        return Err("has a number so long that the spreadsheet has dropped its last digits".to_owned());
    }
    Ok(format!("{number:.0}"))
}

/// A day, or a day with a time.
fn moment(at: ExcelDateTime) -> String {
    if !at.is_datetime() {
        return at.as_f64().to_string();
    }
    let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
    if (hour, minute) == (0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")
    }
}

/// A cell's name: row 11 and column 1 are `B12`.
pub(super) fn named(row: u32, column: usize) -> String {
    let (mut letters, mut left) = (Vec::new(), column + 1);
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}
