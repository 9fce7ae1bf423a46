//! Marking events: where and when anyone can have a bike marked.

mod words;

#[cfg(test)]
mod tests;

use crate::app::App;
use crate::shared::{HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::id::EventId;
pub(super) use words::EventWords;

/// More than any partnership plans ahead; the page stays small.
const MOST: u64 = 60;

/// The addresses of marking events.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/events", get(list))
        .route("/events/{id}", get(one))
}

#[derive(Template)]
#[template(path = "public/events/list.html")]
struct ListPage {
    page: Page,
    events: Vec<EventWords>,
}

#[derive(Template)]
#[template(path = "public/events/event.html")]
struct EventPage {
    page: Page,
    event: EventWords,
}

async fn list(State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let events = soonest(&app, MOST).await?;
    let page = visit.page("Marking events").await?.for_search_engines();
    html(&ListPage { page, events })
}

async fn one(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Result<Response, HttpError> {
    // Whatever is no number is the address of no event.
    let id: EventId = id.parse().map_err(|_| HttpError::NotFound)?;
    let found = registry::events::find(&app.registry, id)
        .await?
        .ok_or(HttpError::NotFound)?;
    let event = EventWords::of(&found, app.registry.now())?;
    let page = visit
        .page(format!("{}, {}", event.name, event.day))
        .await?
        .for_search_engines();
    html(&EventPage { page, event })
}

/// Reads the next events for a page.
pub(super) async fn soonest(app: &App, most: u64) -> Result<Vec<EventWords>, HttpError> {
    let now = app.registry.now();
    let found = registry::events::upcoming(&app.registry, most).await?;
    found.iter().map(|event| EventWords::of(event, now)).collect()
}
