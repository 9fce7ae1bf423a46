//! The home page: what the site is, and links to everything that people come for.

use super::events::{EventWords, soonest};
use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::account::Partnership;

/// How many events the home page shows.
const EVENTS: u64 = 3;

/// The address of the home page.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(home))
}

#[derive(Template)]
#[template(path = "public/home/page.html")]
struct HomePage {
    page: Page,
    events: Vec<EventWords>,
    partnerships: Vec<Partnership>,
}

async fn home(State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let events = soonest(&app, EVENTS).await?;
    let page = visit.page("Get your bike home").await?.for_search_engines(
        "Register your bike, report it stolen, or check if a bike you want to buy is stolen.",
    );
    let partnerships = registry::account::organisations::partnerships(&app.registry).await?;
    html(&HomePage {
        page,
        events,
        partnerships,
    })
}
