//! Tables as files for spreadsheets: numbers are plain, and nothing becomes a formula or a day.

use super::filter::Asked;
use super::view::TableView;
use super::{chosen, read};
use crate::shared::guard::Reader;
use crate::shared::{App, HttpError};
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use csv::Writer;
use domain::figure::release::Release;
use domain::text::for_spreadsheet;

/// Spreadsheets read a file as UTF-8 if it begins with this.
const MARK: &str = "\u{feff}";

/// The short names of a release's tables.
const TABLES: [&str; 10] = [
    "months", "year", "wards", "groups", "kinds", "locks", "events", "places", "hours", "week",
];

pub(super) async fn send(
    reader: Reader,
    State(app): State<App>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, HttpError> {
    let asked = Asked::parse(query.as_deref().unwrap_or_default()).map_err(|_| HttpError::NotFound)?;
    let insights = read(&app, &reader, &asked).await?;
    let id = name.strip_suffix(".csv").ok_or(HttpError::NotFound)?;
    let view = match &insights.release {
        _ if id == "chosen" => chosen(&app, &insights, &asked).await?.map(|(_, view)| view),
        Some(release) => of_release(release, id),
        // Before the first quarter is closed, the tables have no rows.
        None => TABLES.contains(&id).then(TableView::default),
    };
    let view = view.ok_or(HttpError::NotFound)?;
    let file = format!("framemark-{}-{}.csv", insights.partnership.slug, view.id);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file}\""),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, written(&view)?).into_response())
}

/// Finds a release's table by its short name.
fn of_release(release: &Release, id: &str) -> Option<TableView> {
    match id {
        "places" => Some(TableView::of_places(&release.places, None)),
        "hours" => TableView::of_hours(&release.hours, None),
        "week" => TableView::of_week(&release.hours, None),
        _ => release.table(id).map(|table| TableView::of(table, "", None)),
    }
}

/// Writes a table: a column of names, the table's columns of numbers, and a column of notes.
fn written(view: &TableView) -> Result<Vec<u8>, HttpError> {
    let mut out = Writer::from_writer(MARK.as_bytes().to_vec());
    let heading = |column: &String| match view.unit {
        "" => column.clone(),
        unit => format!("{column} ({unit})"),
    };
    let mut head = vec![view.first.to_owned()];
    head.extend(view.columns.iter().map(heading));
    head.push("Notes".to_owned());
    out.write_record(head.iter().map(|cell| for_spreadsheet(cell).into_owned()))
        .map_err(HttpError::internal)?;
    for row in &view.rows {
        let mut cells = vec![no_day(&row.label)];
        cells.extend(row.cells.iter().map(|cell| no_day(&cell.value)));
        let notes = row.cells.iter().filter(|cell| !cell.note.is_empty());
        let notes: Vec<String> = notes
            .map(|cell| format!("{}: {}", cell.column, cell.note))
            .collect();
        cells.push(notes.join("; "));
        out.write_record(cells.iter().map(|cell| for_spreadsheet(cell).into_owned()))
            .map_err(HttpError::internal)?;
    }
    out.into_inner()
        .map_err(|error| HttpError::internal(error.to_string()))
}

/// Writes "January 2024" as "January of 2024", which no spreadsheet reads as a day. Leaves other cells as they are.
pub(in crate::partner) fn no_day(cell: &str) -> String {
    match cell.split_once(' ') {
        Some((month, year)) if is_year(year) && month.chars().all(char::is_alphabetic) => {
            format!("{month} of {year}")
        }
        _ => cell.to_owned(),
    }
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::view::{CellView, RowView};
    use super::*;

    #[test]
    fn a_spreadsheet_reads_numbers_as_numbers_and_words_as_words() {
        let cell = |value: &str, note: &str| CellView {
            column: "Thefts".to_owned(),
            value: value.to_owned(),
            note: note.to_owned(),
        };
        let row = |label: &str, cells| RowView {
            label: label.to_owned(),
            cells,
        };
        let view = TableView {
            unit: "count",
            first: "Month",
            columns: vec!["Thefts".to_owned()],
            rows: vec![
                row("January 2024", vec![cell("1204", "[p]")]),
                row("2023/24 Q4", vec![cell("[c]", "[r] first published: 15")]),
                row("=1+1", vec![cell("5 to 9", "")]),
            ],
            ..TableView::default()
        };
        let written = String::from_utf8(written(&view).unwrap()).unwrap();
        assert_eq!(
            written,
            "\u{feff}Month,Thefts (count),Notes\nJanuary of 2024,1204,Thefts: [p]\n\
             2023/24 Q4,[c],Thefts: [r] first published: 15\n'=1+1,5 to 9,\n"
        );
    }
}
