//! The API for the app on the phone.

mod kit;
mod opening;
mod phone;
mod progress;
mod sync;

use crate::shared::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// The largest request: some entries with their photos.
const MOST_BYTES: usize = 8 << 20;

/// The longest name of a desk.
const LONGEST_DESK: usize = 40;

/// The addresses of the API, below `/desk`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/here.json", get(opening::opening))
        .route("/events/{id}/kit.json", get(kit::kit))
        .route("/events/{id}/progress.json", get(progress::progress))
        .route("/events/{id}/phone", post(phone::phone))
        .route("/sync", post(sync::sync).layer(DefaultBodyLimit::max(MOST_BYTES)))
}
