//! Batches of blank marks.

mod list;

use crate::app::App;
use axum::Router;
use axum::routing::get;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/batches", get(list::show))
}
