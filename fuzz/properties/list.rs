//! A list that somebody sent: CSV as any program writes it, or a workbook.

use sheets::book::{Book, MOST_COLUMNS, MOST_ROWS, Tab};
use sheets::out;
use std::io::Cursor;

/// What was read has its limits, a form carries it unchanged, and our own CSV of it is read back cell by cell.
pub fn holds(bytes: &[u8]) {
    let Ok(book) = Book::read(Cursor::new(bytes.to_vec())) else {
        return;
    };
    assert!(!book.sheets.is_empty() && book.len() <= MOST_ROWS);
    for tab in &book.sheets {
        assert!(tab.rows.iter().all(|row| row.cells.len() <= MOST_COLUMNS));
        assert!(tab.hidden_columns.iter().all(|at| *at < MOST_COLUMNS));
        // A program may write the rows of a workbook in any order. The lines of a text are in the order of the file.
        assert!(bytes.starts_with(b"PK") || tab.rows.is_sorted_by(|one, next| one.line < next.line));
        comes_back(tab);
    }
    let carried = book.carry().expect("a form can carry what fits into a list");
    assert_eq!(Book::carried(&carried).ok(), Some(book));
}

fn comes_back(tab: &Tab) {
    let width = tab.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for row in &tab.rows {
        let mut cells: Vec<String> = row.cells.iter().map(|cell| with_line_feeds(cell)).collect();
        cells.resize(width, String::new());
        // Empty lines are left out, and a file with a zero byte at its start is no text.
        if cells.iter().any(|cell| cell.contains('\0')) {
            return;
        }
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(cells);
        }
    }
    if width == 0 || rows.len() > MOST_ROWS {
        return;
    }
    let names: Vec<String> = (0..width).map(|at| format!("c{at}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut written = Vec::new();
    out::csv(&mut written, &names, &rows).expect("memory can be written");
    let read = Book::read(Cursor::new(written)).expect("our own list is a list");
    assert_eq!(read.sheets[0].wrong, [], "every row of our own list can be read");
    let read: Vec<Vec<String>> = read.sheets[0].rows[1..]
        .iter()
        .map(|row| row.cells.clone())
        .collect();
    assert_eq!(read, rows);
}

/// Every line end inside a cell is a line feed once it has been in a CSV file.
fn with_line_feeds(cell: &str) -> String {
    cell.replace("\r\n", "\n").replace('\r', "\n")
}
