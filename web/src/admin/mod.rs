//! What inspectors do: read the log, and ask about a sample of look-ups.

mod log;
mod samples;

use crate::shared::App;
use axum::Router;

/// Returns the routes of inspectors' pages, below `/admin`.
pub fn routes() -> Router<App> {
    Router::new().merge(log::routes()).merge(samples::routes())
}
