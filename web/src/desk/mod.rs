//! The desk: a volunteer marks bikes and registers them for their owners, one after the other, with or without a
//! network. The app is TypeScript in `app`, and `api` is its API. `online` works without JavaScript.
//!
//! Volunteers only see what they have just typed.

mod api;
mod form;
mod online;
mod shell;
mod words;
mod work_list;

use crate::shared::App;
use crate::shared::assets;
use axum::Router;
use axum::routing::get;

/// The addresses of the desk, below `/desk`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(shell::open))
        .route("/shell", get(shell::empty))
        .route("/sw.js", get(assets::service_worker))
        .merge(api::routes())
        .merge(online::routes())
        .merge(work_list::routes())
}
