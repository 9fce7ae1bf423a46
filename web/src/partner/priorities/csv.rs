//! A matrix as a file for spreadsheets: marks are plain numbers, and nothing becomes a formula or a day.

use super::view;
use super::{Opened, opened};
use crate::partner::insights::no_day;
use crate::shared::guard::Assessor;
use crate::shared::{App, HttpError, london};
use ::csv::Writer;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::matrix::{Factor, Ranked};
use domain::text::for_spreadsheet;
use registry::account::names::Names;

/// Spreadsheets read a file as UTF-8 if it begins with this.
const MARK: &str = "\u{feff}";

const HEADINGS: [&str; 18] = [
    "Place",
    "Issue",
    "Harm (1 to 4)",
    "Where the mark for harm comes from",
    "How often (1 to 4)",
    "Where the mark for how often comes from",
    "Which way it goes (1 to 4)",
    "Where the mark for which way it goes comes from",
    "Concern of the public (1 to 4)",
    "Where the mark for concern comes from",
    "Total (4 to 16)",
    "Can we add something?",
    "Evidence",
    "Reason for the marks",
    "Decision",
    "Reason for the decision",
    "How it differed from the order",
    "Who decided, and when",
];

pub(super) async fn send(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    let names = Names::read(&app.registry, view::people(&opened)).await?;
    let file = format!("framemark-priorities-{}.csv", opened.matrix().year);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file}\""),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, written(&opened, &names)?).into_response())
}

fn written(opened: &Opened, names: &Names) -> Result<Vec<u8>, HttpError> {
    let mut out = Writer::from_writer(MARK.as_bytes().to_vec());
    out.write_record(HEADINGS).map_err(HttpError::internal)?;
    for ranked in opened.matrix().in_order() {
        let cells = row(&ranked, names);
        out.write_record(cells.iter().map(|cell| for_spreadsheet(cell).into_owned()))
            .map_err(HttpError::internal)?;
    }
    out.into_inner()
        .map_err(|error| HttpError::internal(error.to_string()))
}

/// The cells of an issue, in the order of the headings.
fn row(ranked: &Ranked<'_>, names: &Names) -> Vec<String> {
    let issue = ranked.issue;
    let text = |text: Option<&String>| no_day(text.map_or("", String::as_str));
    let number = |number: Option<String>| number.unwrap_or_default();
    let mut cells = vec![
        number(ranked.place.map(|place| place.to_string())),
        no_day(&issue.issue.title),
    ];
    for factor in Factor::ALL {
        let given = issue.given(factor);
        cells.push(number(given.map(|(mark, _)| mark.to_string())));
        cells.push(given.map_or_else(String::new, |(_, origin)| view::from(origin, names)));
    }
    cells.push(number(issue.total().map(|total| total.to_string())));
    cells.push(number(issue.adds.map(|adds| adds.to_string())));
    cells.push(text(issue.evidence.as_ref()));
    cells.push(text(issue.reason.as_ref()));
    let decision = issue.decision.as_ref();
    cells.push(number(decision.map(|decision| decision.outcome.to_string())));
    cells.push(text(decision.and_then(|decision| decision.reason.as_ref())));
    cells.push(text(decision.and_then(|decision| decision.differs.as_ref())));
    cells.push(number(decision.map(|decision| {
        let who = names.of(Some(decision.by));
        format!("{who}, on {}", london::day(decision.at))
    })));
    cells
}
