//! A table as a file for spreadsheets: numbers are plain, and nothing becomes a formula or a date.

use csv::Writer;
use domain::assessment::Grid;
use domain::text::for_spreadsheet;

/// Spreadsheets read a file as UTF-8 if it begins with this.
const MARK: &str = "\u{feff}";

/// Writes a table: a column of names, the table's columns, and a column of notes.
pub(super) fn written(grid: &Grid) -> Result<Vec<u8>, csv::Error> {
    let mut out = Writer::from_writer(MARK.as_bytes().to_vec());
    let mut head = vec![grid.first.clone()];
    head.extend(grid.columns.iter().map(|(_, heading)| match grid.unit.as_str() {
        "" => heading.clone(),
        unit => format!("{heading} ({unit})"),
    }));
    head.push("Notes".to_owned());
    write(&mut out, &head)?;
    for row in &grid.rows {
        let mut cells = vec![no_day(&row.label)];
        cells.extend(row.cells.iter().map(|cell| no_day(&cell.value)));
        let named = grid.columns.iter().zip(&row.cells);
        let notes = named.filter(|(_, cell)| !cell.note.is_empty());
        let notes: Vec<String> = notes
            .map(|((_, heading), cell)| format!("{heading}: {}", cell.note))
            .collect();
        cells.push(notes.join("; "));
        write(&mut out, &cells)?;
    }
    out.into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

fn write(out: &mut Writer<Vec<u8>>, cells: &[String]) -> Result<(), csv::Error> {
    out.write_record(cells.iter().map(|cell| for_spreadsheet(cell).into_owned()))
}

/// Writes "January 2024" as "January of 2024", which no spreadsheet reads as a date. Leaves other cells as they are.
fn no_day(cell: &str) -> String {
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    match cell.split_once(' ') {
        Some((month, year)) if is_year(year) && month.chars().all(char::is_alphabetic) => {
            format!("{month} of {year}")
        }
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::assessment::{Cell, Row};

    #[test]
    fn a_spreadsheet_reads_numbers_as_numbers_and_words_as_words() {
        let row = |label: &str, value: &str, note: &str| Row {
            key: "row".into(),
            label: label.into(),
            cells: vec![Cell {
                value: value.into(),
                note: note.into(),
            }],
        };
        let grid = Grid {
            first: "Month".into(),
            unit: "count".into(),
            columns: vec![("thefts".into(), "Thefts".into())],
            rows: vec![
                row("January 2024", "1204", "[p]"),
                row("2023/24 Q4", "[c]", ""),
                row("=1+1", "-5", "[r] first published: 15"),
            ],
        };
        let written = String::from_utf8(written(&grid).unwrap()).unwrap();
        assert_eq!(
            written,
            "\u{feff}Month,Thefts (count),Notes\nJanuary of 2024,1204,Thefts: [p]\n2023/24 Q4,[c],\n\
             '=1+1,'-5,Thefts: [r] first published: 15\n"
        );
    }
}
