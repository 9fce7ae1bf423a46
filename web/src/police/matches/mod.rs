//! Standing matches: registered bikes beside recovered ones. Officers confirm, reject or put aside each match.

mod decide;
mod list;

use crate::shared::App;
use axum::Router;
use axum::routing::{get, post};

/// The addresses of the list, below `/police`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/matches", get(list::show))
        .route("/matches/{id}/confirm", post(decide::confirm))
        .route("/matches/{id}/reject", post(decide::reject))
        .route("/matches/{id}/park", post(decide::park))
}
