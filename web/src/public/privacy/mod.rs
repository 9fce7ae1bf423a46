//! The privacy notice: what we hold about people and bikes, who sees it, and what people can ask for.

use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

/// The address of the privacy notice.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/privacy", get(privacy))
}

#[derive(Template)]
#[template(path = "public/privacy/page.html")]
struct PrivacyPage {
    page: Page,
}

async fn privacy(visit: Visit) -> Result<Response, HttpError> {
    let page = visit.page("Privacy").await?.for_search_engines(
        "What we hold about you and your bike, who can see it, how long we keep it, and your rights.",
    );
    html(&PrivacyPage { page })
}
