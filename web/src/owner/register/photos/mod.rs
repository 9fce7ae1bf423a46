//! Photos of the bike, which people can add, look at and remove.

use super::registering::Flow;
use crate::owner::photos::{self, Fate, LIMITS, ShownPhotos};
use crate::shared::questions::{Ask, shown};
use crate::shared::upload::Place;
use crate::shared::{App, Errors, HttpError, Page};
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use registry::bike::photos::Album;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/register/photos",
            get(ask).post(answer).layer(DefaultBodyLimit::max(LIMITS.body())),
        )
        .route("/register/photos/{photo}", get(show))
        .route("/register/photos/{photo}/remove", post(remove))
}

#[derive(Template)]
#[template(path = "owner/register/photos/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    album: ShownPhotos,
    fates: Vec<Fate>,
    query: String,
}

async fn ask(flow: Flow) -> Result<Response, HttpError> {
    question(&flow, Errors::default(), Vec::new()).await
}

async fn answer(flow: Flow, place: Place, form: Multipart) -> Result<Response, HttpError> {
    let taken = photos::take(&flow.app.registry, whose(&flow)?, &place, form).await?;
    drop(place);
    if !taken.errors.is_empty() {
        question(&flow, taken.errors, taken.fates).await
    } else if taken.then == "upload" {
        Ok(Redirect::to(&flow.here()).into_response())
    } else {
        flow.answered(|_| {}).await
    }
}

async fn show(
    flow: Flow,
    Path(photo): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, HttpError> {
    photos::answer(&flow.app.registry, whose(&flow)?, &photo, query.as_deref()).await
}

async fn remove(flow: Flow, Path(photo): Path<String>) -> Result<Response, HttpError> {
    photos::remove(&flow.app.registry, whose(&flow)?, &photo).await?;
    Ok(Redirect::to(&flow.here()).into_response())
}

/// The photos of the registration that is being filled in.
fn whose(flow: &Flow) -> Result<Album<'_>, HttpError> {
    Ok(Album::Draft(flow.subject.key()?))
}

async fn question(flow: &Flow, errors: Errors, fates: Vec<Fate>) -> Result<Response, HttpError> {
    let page = flow.page("Do you have photos of it?", errors).await?;
    let album = photos::album(&flow.app.registry, whose(flow)?).await?;
    let ask = flow.ask();
    // Somebody who was changing an answer can remove a photo and still get back to where they were.
    let query = ask
        .action
        .split_once('?')
        .map(|(_, query)| query.to_owned())
        .unwrap_or_default();
    let question = Question {
        page,
        ask,
        album,
        fates,
        query,
    };
    shown(&question, &question.page)
}
