//! The accessibility statement that public bodies must publish by law.

use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

const DESCRIPTION: &str =
    "How easy this site is to use for everyone, what does not work yet, and how to tell us.";

/// The address of the page.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/accessibility", get(accessibility))
}

#[derive(Template)]
#[template(path = "public/accessibility/page.html")]
struct AccessibilityPage {
    page: Page,
}

async fn accessibility(visit: Visit) -> Result<Response, HttpError> {
    let page = visit
        .page("Accessibility statement")
        .await?
        .for_search_engines(DESCRIPTION);
    html(&AccessibilityPage { page })
}
