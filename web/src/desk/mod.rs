//! The desk: a volunteer marks bikes and registers them for their owners, one after the other, with or without a
//! network. The application is TypeScript; this is what it talks to. Without script there is `online`.
//!
//! Volunteers see what they have just typed and nothing else.

mod form;
mod here;
mod kit;
mod online;
mod sent;
mod shell;
mod sync;
mod words;
mod work_list;

use crate::shared::App;
use crate::shared::assets;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// A request holds at most so many bytes: some entries with their photos.
const MOST_BYTES: usize = 8 << 20;

/// The addresses of the desk, below `/desk`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(shell::open))
        .route("/shell", get(shell::empty))
        .route("/sw.js", get(assets::service_worker))
        .route("/here.json", get(here::here))
        .route("/events/{id}/kit.json", get(kit::kit))
        .route("/events/{id}/progress.json", get(kit::progress))
        .route("/sync", post(sync::sync).layer(DefaultBodyLimit::max(MOST_BYTES)))
        .merge(online::routes())
        .merge(work_list::routes())
}
