//! The result of a list as a file that is safe to open in a spreadsheet.

use super::http;
use crate::shared::door::Fresh;
use crate::shared::guard::Officer;
use crate::shared::{App, HttpError};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::id::PropertyListId;
use registry::recovery::lists::{self, HEADER};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) async fn csv(
    Fresh(Officer(officer)): Fresh<Officer>,
    State(app): State<App>,
    Path(id): Path<PropertyListId>,
) -> Result<Response, HttpError> {
    let rows = lists::result(&app.registry, officer, id).await.map_err(http)?;
    let mut bytes = Vec::new();
    lists::as_csv(&mut bytes, &HEADER, &rows).map_err(HttpError::internal)?;
    file(id, "csv", "text/csv; charset=utf-8", bytes)
}

pub(super) async fn xlsx(
    Fresh(Officer(officer)): Fresh<Officer>,
    State(app): State<App>,
    Path(id): Path<PropertyListId>,
) -> Result<Response, HttpError> {
    let rows = lists::result(&app.registry, officer, id).await.map_err(http)?;
    let written = tokio::task::spawn_blocking(move || lists::as_xlsx("Result", &HEADER, &rows));
    let bytes = written
        .await
        .map_err(HttpError::internal)?
        .map_err(HttpError::internal)?;
    file(id, "xlsx", XLSX, bytes)
}

fn file(id: PropertyListId, ending: &str, kind: &'static str, bytes: Vec<u8>) -> Result<Response, HttpError> {
    let name = format!("attachment; filename=\"property-store-{id}.{ending}\"");
    let name = HeaderValue::from_str(&name).map_err(HttpError::internal)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}
