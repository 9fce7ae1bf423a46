//! The messages about a bike, in its owner's account.

use crate::shared::conversation::{self, LIMITS, Reader, Typed};
use crate::shared::guard::Account;
use crate::shared::upload::Place;
use crate::shared::{App, Errors, HttpError, Notice, Once, Visit};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Multipart, Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::id::{BikeId, PhotoId};
use registry::message::{Party, conversation, stop};
use serde::Deserialize;

/// `/account/bikes/{bike}/messages/...`.
pub(super) fn routes() -> Router<App> {
    let one = "/account/bikes/{bike}/messages/{thread}";
    let limit = DefaultBodyLimit::max(LIMITS.body());
    Router::new()
        .route("/account/bikes/{bike}/messages/read", post(read))
        .route("/account/bikes/{bike}/messages/pause", post(pause))
        .route(one, get(show).post(reply))
        .route(
            "/account/bikes/{bike}/messages/{thread}/photo",
            post(add_photo).layer(limit),
        )
        .route(
            "/account/bikes/{bike}/messages/{thread}/photos/{photo}",
            get(photo),
        )
        .route("/account/bikes/{bike}/messages/{thread}/block", post(block))
        .route(
            "/account/bikes/{bike}/messages/{thread}/report",
            get(ask).post(report),
        )
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pause {
    pause: String,
}

/// Returns the owner as the reader of a conversation about one of their bikes.
///
/// # Errors
/// [`HttpError::NotFound`] if the account has no such conversation.
async fn reader(app: &App, account: Account, bike: &str, thread: &str) -> Result<Reader, HttpError> {
    let id: BikeId = bike.parse().map_err(|_| HttpError::NotFound)?;
    let thread = thread.parse().map_err(|_| HttpError::NotFound)?;
    let found = conversation(&app.registry, Party::Owner(account.0, thread)).await?;
    found
        .filter(|found| found.bike == id)
        .ok_or(HttpError::NotFound)?;
    Ok(Reader::of_account(account.0, bike, thread))
}

async fn show(
    account: Account,
    State(app): State<App>,
    visit: Visit,
    Path((bike, thread)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let reader = reader(&app, account, &bike, &thread).await?;
    conversation::show(&app, &visit, &reader, false).await
}

async fn reply(
    account: Account,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Path((bike, thread)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let reader = reader(&app, account, &bike, &thread).await?;
    conversation::reply(&app, &visit, once, &reader, typed).await
}

async fn add_photo(
    account: Account,
    State(app): State<App>,
    visit: Visit,
    Path((bike, thread)): Path<(String, String)>,
    place: Place,
    form: Multipart,
) -> Result<Response, HttpError> {
    let reader = reader(&app, account, &bike, &thread).await?;
    conversation::add_photo(&app, &visit, place, &reader, form).await
}

async fn photo(
    account: Account,
    State(app): State<App>,
    Path((bike, thread, photo)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, HttpError> {
    let reader = reader(&app, account, &bike, &thread).await?;
    let photo: PhotoId = photo.parse().map_err(|_| HttpError::NotFound)?;
    conversation::photo(&app, &reader, photo, query.as_deref()).await
}

async fn block(
    account: Account,
    State(app): State<App>,
    visit: Visit,
    Path((bike, thread)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let reader = reader(&app, account, &bike, &thread).await?;
    conversation::block(&app, &visit, &reader, typed).await
}

async fn ask(
    account: Account,
    State(app): State<App>,
    visit: Visit,
    Path((bike, thread)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let reader = reader(&app, account, &bike, &thread).await?;
    conversation::report_page(&app, &visit, &reader, Typed::default(), Errors::default()).await
}

async fn report(
    account: Account,
    State(app): State<App>,
    visit: Visit,
    Path((bike, thread)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let reader = reader(&app, account, &bike, &thread).await?;
    conversation::report(&app, &visit, &reader, typed).await
}

async fn read(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
) -> Result<Response, HttpError> {
    let bike: BikeId = bike.parse().map_err(|_| HttpError::NotFound)?;
    let read = registry::message::read::read_messages(&app.registry, account.0, bike).await?;
    read.map_err(|_| HttpError::NotFound)?;
    Ok(Redirect::to(&format!("/account/bikes/{bike}")).into_response())
}

/// Takes no new messages for a while, or takes them again.
async fn pause(
    account: Account,
    State(app): State<App>,
    visit: Visit,
    Path(bike): Path<String>,
    Form(typed): Form<Pause>,
) -> Result<Response, HttpError> {
    let bike: BikeId = bike.parse().map_err(|_| HttpError::NotFound)?;
    let pauses = typed.pause != "no";
    let paused = stop::pause_messages(&app.registry, account.0, bike, pauses).await?;
    paused.map_err(|_| HttpError::NotFound)?;
    let said = if pauses {
        "Nobody new can write to you about this bike for 30 days"
    } else {
        "People can write to you about this bike again"
    };
    visit.notice(Notice::success(said)).await?;
    Ok(Redirect::to(&format!("/account/bikes/{bike}#messages")).into_response())
}
