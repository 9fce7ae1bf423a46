//! Published assessments. Their text and files are kept as they were when they were published.

use super::pages::{OnRequest, found, kept, plain};
use crate::shared::{App, HttpError, Page, london};
use askama::Template;
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::account::Partnership;
use domain::id::AssessmentId;
use registry::assessment::{Listed, PublicEdition, public_edition, public_file};

/// What the addresses of assessments begin with, so that they are not mistaken for monitoring reports.
const PREFIX: &str = "assessment-";
/// Caches may keep a file if they ask each time whether it is still there.
const ASK_AGAIN: &str = "public, no-cache";

/// A file of an edition.
pub(super) struct FileRow {
    href: String,
    title: String,
    /// For example, "PDF, 0.4 MB".
    format: String,
    hash: String,
}

#[derive(Template)]
#[template(path = "public/partnership/assessment.html")]
struct AssessmentPage {
    page: Page,
    slug: String,
    demonstration: bool,
    number: String,
    newer: Option<(AssessmentId, String)>,
    others: Vec<(AssessmentId, String)>,
    files: Vec<FileRow>,
    body: String,
}

/// Reads the id of an assessment in an address.
pub(super) fn id_of(report: &str) -> Option<AssessmentId> {
    report.strip_prefix(PREFIX)?.parse().ok()
}

/// Returns the address of an edition.
pub(super) fn address_of(slug: &str, id: AssessmentId) -> String {
    format!("/partnership/{slug}/reports/{PREFIX}{id}")
}

/// Says in which formats an edition can be read: "web page; PDF, 0.4 MB; tables (CSV): 9".
pub(super) fn formats(edition: &PublicEdition) -> String {
    let pdf = edition.files.iter().find(|file| kind(&file.name) == "PDF");
    let tables = edition.files.iter().filter(|file| kind(&file.name) == "CSV");
    let pdf = pdf.map_or_else(String::new, |file| format!("; PDF, {}", size(file.size)));
    format!("web page{pdf}; tables (CSV): {}", tables.count())
}

/// The format of a file, by its name.
fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("pdf") => "PDF",
        Some("csv") => "CSV",
        _ => "HTML",
    }
}

/// Writes a size: `0.4 MB` or `3 kB`. It is never 0.
fn size(bytes: u64) -> String {
    if bytes >= 100_000 {
        format!("{:.1} MB", bytes as f64 / 1_000_000.0)
    } else {
        format!("{} kB", bytes.div_ceil(1_000).max(1))
    }
}

/// Shows an edition for two years. After that, or when it was withdrawn, the answer is 410 and says who to ask.
pub(super) async fn show(
    app: &App,
    address: &OriginalUri,
    of: Partnership,
    id: AssessmentId,
) -> Result<Response, HttpError> {
    let edition = public_edition(&app.registry, of.id, id).await?;
    let edition = edition.ok_or(HttpError::NotFound)?;
    let Some(text) = public_file(&app.registry, &edition, None).await? else {
        let page = plain(app, "Ask us for a copy", address);
        let mut response = kept(&OnRequest {
            page,
            slug: of.slug,
            name: of.name,
            is_withdrawn: edition.is_withdrawn,
        })?;
        *response.status_mut() = StatusCode::GONE;
        return Ok(response);
    };
    let row = |file: Listed| FileRow {
        href: format!("{}/{}", address_of(&of.slug, id), file.name),
        format: format!("{}, {}", kind(&file.name), size(file.size)),
        hash: file.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        title: file.title,
    };
    kept(&AssessmentPage {
        page: plain(app, edition.title.clone(), address)
            .for_search_engines(format!("An assessment by the {}.", of.name)),
        demonstration: registry::plan::is_demonstration(&app.registry).await?,
        number: edition.number.clone(),
        newer: edition.newer.clone(),
        others: edition.others.clone(),
        files: edition.files.into_iter().map(row).collect(),
        body: String::from_utf8(text.bytes).map_err(HttpError::internal)?,
        slug: of.slug,
    })
}

/// Sends a file of an edition. Its bytes never change.
pub(super) async fn file(
    State(app): State<App>,
    Path((slug, report, name)): Path<(String, String, String)>,
    asked: HeaderMap,
) -> Result<Response, HttpError> {
    let of = found(&app, &slug).await?;
    let id = id_of(&report).ok_or(HttpError::NotFound)?;
    let edition = public_edition(&app.registry, of.id, id).await?;
    let edition = edition.ok_or(HttpError::NotFound)?;
    let file = public_file(&app.registry, &edition, Some(&name)).await?;
    let file = file.ok_or(HttpError::NotFound)?;
    let tag = format!("\"{}\"", file.hash);
    let known = asked.get(header::IF_NONE_MATCH);
    let is_known = known
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let again = HeaderValue::from_static(ASK_AGAIN);
    let tag = HeaderValue::from_str(&tag).map_err(HttpError::internal)?;
    if is_known {
        let headers = [(header::CACHE_CONTROL, again), (header::ETAG, tag)];
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let content = match kind(&name) {
        "PDF" => "application/pdf",
        "CSV" => "text/csv; charset=utf-8",
        _ => "text/html; charset=utf-8",
    };
    let as_file = format!("attachment; filename=\"{slug}-{report}-{name}\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content)),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&as_file).map_err(HttpError::internal)?,
        ),
        (header::CACHE_CONTROL, again),
        (header::ETAG, tag),
    ];
    Ok((headers, file.bytes).into_response())
}

/// The line of an edition in the list of reports: its address, title, day and formats.
pub(super) fn line(slug: &str, edition: &PublicEdition) -> (String, String, String, String) {
    let edition_said = match edition.number.as_str() {
        "1.0" => String::new(),
        number => format!(", edition {number}"),
    };
    (
        address_of(slug, edition.id),
        format!("{}{edition_said}", edition.title),
        london::day(edition.published_at),
        formats(edition),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_sizes_are_written_for_people() {
        assert_eq!(id_of("assessment-12"), Some(AssessmentId(12)));
        for other in ["12", "assessment-", "assessment-x", "Assessment-1"] {
            assert_eq!(id_of(other), None, "{other}");
        }
        for (bytes, said) in [
            (1, "1 kB"),
            (12_300, "13 kB"),
            (420_000, "0.4 MB"),
            (1_950_000, "1.9 MB"),
        ] {
            assert_eq!(size(bytes), said);
        }
        assert_eq!(
            (kind("a.pdf"), kind("wards.csv"), kind("page.html")),
            ("PDF", "CSV", "HTML")
        );
    }
}
