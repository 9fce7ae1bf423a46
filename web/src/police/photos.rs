//! Photos of registered bikes, for officers.

use crate::app::App;
use crate::shared::HttpError;
use crate::shared::guard::Officer;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::id::PhotoId;
use registry::case_file;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/photos/{id}", get(whole))
        .route("/photos/{id}/thumbnail", get(thumbnail))
}

async fn whole(_: Officer, State(app): State<App>, Path(id): Path<PhotoId>) -> Result<Response, HttpError> {
    jpeg(case_file::photo(&app.registry, id, false).await?)
}

async fn thumbnail(
    _: Officer,
    State(app): State<App>,
    Path(id): Path<PhotoId>,
) -> Result<Response, HttpError> {
    jpeg(case_file::photo(&app.registry, id, true).await?)
}

fn jpeg(file: Option<Vec<u8>>) -> Result<Response, HttpError> {
    let bytes = file.ok_or(HttpError::NotFound)?;
    // A photo never changes under its number, but it is for this officer alone.
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "private, max-age=3600"),
    ];
    Ok((headers, bytes).into_response())
}
