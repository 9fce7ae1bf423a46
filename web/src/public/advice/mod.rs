//! How to keep a bike, buy one safely, and what to do about one that is gone or found.

use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

/// The address of the advice.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/advice", get(advice))
}

#[derive(Template)]
#[template(path = "public/advice/page.html")]
struct AdvicePage {
    page: Page,
}

async fn advice(visit: Visit) -> Result<Response, HttpError> {
    let page = visit.page("Advice").await?.for_search_engines(
        "How to lock your bike, what to write down, and how to buy a second-hand bike safely.",
    );
    html(&AdvicePage { page })
}
