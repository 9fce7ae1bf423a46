//! What search engines may list: the site's own pages, but never a bike.

use crate::shared::App;
use crate::shared::assets;
use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;

/// The address that search engines read.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/robots.txt", get(robots))
}

async fn robots(request: HeaderMap) -> Response {
    assets::serve(Path("robots.txt".to_owned()), request).await
}
