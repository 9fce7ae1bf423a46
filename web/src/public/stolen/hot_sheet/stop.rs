//! Stops the daily e-mail. Mail programs send this form themselves, without our page (RFC 8058), so it needs no token
//! besides the secret in its address. Looking at the page changes nothing.

use super::{page, useless};
use crate::shared::{App, HttpError, Visit, html, html_form};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use registry::hot_sheet;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/stolen/hot-sheet/{token}/stop", get(show).post(stop))
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, HttpError> {
    match hot_sheet::reading(&app.registry, &token).await? {
        Some(reading) => html_form(&page(&visit, &token, reading).await?),
        None => useless(&visit).await,
    }
}

/// Answers with the page itself: mail programs do not follow a redirect.
async fn stop(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, HttpError> {
    let stopped = hot_sheet::stop(&app.registry, &token).await?;
    match hot_sheet::reading(&app.registry, &token).await? {
        Some(reading) if stopped => html(&page(&visit, &token, reading).await?),
        _ => useless(&visit).await,
    }
}
