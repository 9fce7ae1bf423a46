//! Short answers to what people ask most.

use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

const DESCRIPTION: &str =
    "Answers about registering a bike, reporting it stolen, finding a bike and signing in.";

/// The address of the page.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/help", get(help))
}

#[derive(Template)]
#[template(path = "public/help/page.html")]
struct HelpPage {
    page: Page,
}

async fn help(visit: Visit) -> Result<Response, HttpError> {
    let page = visit.page("Help").await?.for_search_engines(DESCRIPTION);
    html(&HelpPage { page })
}
