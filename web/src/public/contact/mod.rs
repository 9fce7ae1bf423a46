//! How to reach the body that runs the register.

use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

const DESCRIPTION: &str =
    "How to reach the people who run this bike register, and who to call in an emergency.";

/// The address of the page.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/contact", get(contact))
}

#[derive(Template)]
#[template(path = "public/contact/page.html")]
struct ContactPage {
    page: Page,
}

async fn contact(visit: Visit) -> Result<Response, HttpError> {
    let page = visit.page("Contact us").await?.for_search_engines(DESCRIPTION);
    html(&ContactPage { page })
}
