//! The page that says where the site's data comes from, and under which licences.

use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

/// The address of the page.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/licences", get(licences))
}

#[derive(Template)]
#[template(path = "public/licences/page.html")]
struct LicencesPage {
    page: Page,
}

async fn licences(visit: Visit) -> Result<Response, HttpError> {
    let page = visit
        .page("Data licences")
        .await?
        .for_search_engines("The lists and maps that this register uses, who made them, and their licences.");
    html(&LicencesPage { page })
}
