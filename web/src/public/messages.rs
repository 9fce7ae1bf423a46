//! The pages behind the links in e-mails about messages, for the finder of a bike and its owner.

use crate::shared::conversation::{self, LIMITS, Reader, Typed};
use crate::shared::upload::Place;
use crate::shared::{App, Errors, HttpError, Once, Visit};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Multipart, Path, RawQuery, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::id::PhotoId;

/// `/messages/{token}` and below.
pub(super) fn routes() -> Router<App> {
    let limit = DefaultBodyLimit::max(LIMITS.body());
    Router::new()
        .route("/messages/{token}", get(show).post(reply))
        .route("/messages/{token}/photo", post(add_photo).layer(limit))
        .route("/messages/{token}/photos/{photo}", get(photo))
        .route("/messages/{token}/block", post(block))
        .route("/messages/{token}/report", get(ask).post(report))
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, HttpError> {
    let just_sent = query.as_deref() == Some("sent");
    conversation::show(&app, &visit, &Reader::of_link(token), just_sent).await
}

async fn reply(
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    conversation::reply(&app, &visit, once, &Reader::of_link(token), typed).await
}

async fn add_photo(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
    place: Place,
    form: Multipart,
) -> Result<Response, HttpError> {
    conversation::add_photo(&app, &visit, place, &Reader::of_link(token), form).await
}

async fn photo(
    State(app): State<App>,
    Path((token, photo)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, HttpError> {
    let photo: PhotoId = photo.parse().map_err(|_| HttpError::NotFound)?;
    conversation::photo(&app, &Reader::of_link(token), photo, query.as_deref()).await
}

async fn block(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    conversation::block(&app, &visit, &Reader::of_link(token), typed).await
}

async fn ask(State(app): State<App>, visit: Visit, Path(token): Path<String>) -> Result<Response, HttpError> {
    let reader = Reader::of_link(token);
    conversation::report_page(&app, &visit, &reader, Typed::default(), Errors::default()).await
}

async fn report(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    conversation::report(&app, &visit, &Reader::of_link(token), typed).await
}
