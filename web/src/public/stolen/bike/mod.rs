//! The page of one stolen bike that its owner shares. It shows no name, no number and no exact place.

use crate::shared::{App, HttpError, Page, Visit, html, looks};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::paper::PaperCode;
use registry::paper;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/stolen/bike/{code}", get(show))
        .route("/stolen/bike/{code}/photos/{at}", get(photo))
}

#[derive(Template)]
#[template(path = "public/stolen/bike/page.html")]
struct Shared {
    page: Page,
    code: String,
    reference: String,
    name: String,
    colours: String,
    kind: &'static str,
    area: &'static str,
    photos: usize,
}

#[derive(Template)]
#[template(path = "public/stolen/bike/ended.html")]
struct Ended {
    page: Page,
}

async fn show(State(app): State<App>, Path(code): Path<String>, visit: Visit) -> Result<Response, HttpError> {
    let code = PaperCode::parse(&code).ok_or(HttpError::NotFound)?;
    let shared = paper::shared(&app.registry, &code)
        .await?
        .ok_or(HttpError::NotFound)?;
    let Some(looks) = shared.looks else {
        let page = visit.page("This bike is no longer reported stolen here").await?;
        let mut response = html(&Ended { page })?;
        *response.status_mut() = StatusCode::GONE;
        return Ok(response);
    };
    html(&Shared {
        page: visit.page("Stolen bike").await?,
        code: code.in_address(),
        reference: shared.reference.to_string(),
        name: looks::name(&looks),
        colours: looks::colours(&looks.colours),
        kind: looks.kind.map_or("Not known", |kind| kind.label()),
        area: shared.area.unwrap_or("Not known"),
        photos: shared.photos,
    })
}

async fn photo(
    State(app): State<App>,
    Path((code, at)): Path<(String, usize)>,
) -> Result<Response, HttpError> {
    let code = PaperCode::parse(&code).ok_or(HttpError::NotFound)?;
    let jpeg = paper::shared_photo(&app.registry, &code, at).await;
    let jpeg = jpeg.map_err(HttpError::internal)?.ok_or(HttpError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, jpeg).into_response())
}
