use super::filter::Asked;
use crate::shared::door::Fresh;
use crate::shared::guard::Inspector;
use crate::shared::{App, Errors, HttpError, london};
use ::csv::Writer;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::text::for_spreadsheet;
use registry::look_up::inspect::{self, MOST_EXPORTED, Shown, What};

/// The columns. Only add new ones at the end, because other programs read them.
const COLUMNS: [&str; 11] = [
    "at",
    "at_in_britain",
    "who",
    "organisation",
    "what",
    "about",
    "bike",
    "look_up",
    "results",
    "looked_for",
    "reason",
];

pub(super) async fn send(
    Fresh(Inspector(inspector)): Fresh<Inspector>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let filter = asked.parse(&mut Errors::default()).ok_or(HttpError::NotFound)?;
    let (lines, is_cut) = inspect::export(&app.registry, &inspector, &filter).await?;
    let mut rows: Vec<[String; 11]> = lines.into_iter().map(row).collect();
    if is_cut {
        let mut last: [String; 11] = Default::default();
        last[4] = format!(
            "The file ends here, after {MOST_EXPORTED} lines at most. Choose fewer days to see the rest"
        );
        rows.push(last);
    }
    let file = format!("framemark-log{}.csv", asked.days());
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file}\""),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, written(&rows)?).into_response())
}

fn row(line: Shown) -> [String; 11] {
    let results = match line.what {
        What::LookedUp(Some(count)) => count.to_string(),
        _ => String::new(),
    };
    let withheld = || "not shown".to_owned();
    let words = |words: Option<String>| match words {
        Some(words) => words,
        None if line.is_withheld => withheld(),
        None => String::new(),
    };
    [
        line.at.to_string(),
        london::day_and_time(line.at),
        line.by.clone(),
        line.organisation.clone().unwrap_or_default(),
        line.what.words().to_owned(),
        line.about.clone().unwrap_or_default(),
        line.bike.map(|bike| bike.to_string()).unwrap_or_default(),
        line.look_up.map(|id| id.to_string()).unwrap_or_default(),
        results,
        words(line.asked.clone()),
        words(line.reason.clone()),
    ]
}

/// Writes the rows so that no cell becomes a formula.
fn written(rows: &[[String; 11]]) -> Result<Vec<u8>, HttpError> {
    let mut out = Writer::from_writer("\u{feff}".as_bytes().to_vec());
    out.write_record(COLUMNS).map_err(HttpError::internal)?;
    for row in rows {
        out.write_record(row.iter().map(|cell| for_spreadsheet(cell).into_owned()))
            .map_err(HttpError::internal)?;
    }
    out.into_inner()
        .map_err(|error| HttpError::internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_does_not_become_a_formula() {
        let mut row: [String; 11] = Default::default();
        row[10] = "=1+1".to_owned();
        let written = String::from_utf8(written(&[row]).unwrap()).unwrap();
        assert!(written.ends_with(",reason\n,,,,,,,,,,'=1+1\n"), "{written}");
    }
}
