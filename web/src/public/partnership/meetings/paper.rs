//! The file of a paper. We check at each request whether it may be read, so caches have to ask each time, too.

use super::found;
use crate::shared::{App, HttpError};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::id::{MeetingId, MeetingPaperId};
use registry::meeting::{MeetingError, public_paper};
use registry::paper::PaperFile;

/// Caches may keep a paper, but ask before each use, because its item can be closed to the public.
const ASKS_AGAIN: &str = "public, no-cache";

pub(super) async fn show(
    State(app): State<App>,
    Path((slug, meeting, paper)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let of = found(&app, &slug).await?;
    let meeting: MeetingId = meeting.parse().map_err(|_| HttpError::NotFound)?;
    let paper: MeetingPaperId = paper.parse().map_err(|_| HttpError::NotFound)?;
    let file = public_paper(&app.registry, of.id, meeting, paper).await;
    let file = file.map_err(|error| match error {
        MeetingError::NotThere => HttpError::NotFound,
        MeetingError::Store(error) => error.into(),
        other => HttpError::internal(other),
    })?;
    Ok(answer_with_tag(file, &headers))
}

/// Answers with a PDF, or says that the browser has it already.
pub(in crate::public::partnership) fn answer_with_tag(file: PaperFile, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", file.hash);
    let known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| one.trim().trim_start_matches("W/") == tag);
    let kept = [
        (header::CACHE_CONTROL, ASKS_AGAIN.to_owned()),
        (header::ETAG, tag),
    ];
    if known {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (kept, answer(file)).into_response()
}

/// Answers with a PDF that a browser shows.
pub(crate) fn answer(file: PaperFile) -> Response {
    let name = file_name(&file.title);
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"{name}.pdf\""),
        ),
    ];
    (headers, file.content).into_response()
}

/// Makes the name of a file from a title: letters, digits and hyphens.
fn file_name(title: &str) -> String {
    let words = title
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-").to_lowercase();
    match name.get(..name.len().min(60)).unwrap_or_default() {
        "" => "paper".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn names_of_files_are_plain() {
        for (title, want) in [
            ("Lights: the plan (2)", "lights-the-plan-2"),
            ("\"\r\nSet-Cookie: x", "set-cookie-x"),
            ("Über alles", "ber-alles"),
            ("…", "paper"),
        ] {
            assert_eq!(file_name(title), want);
        }
        assert_eq!(file_name(&"a".repeat(99)).len(), 60);
    }
}
