//! What a coordinator does: plan marking events, keep the stock of marks.

mod batches;
mod events;

use crate::shared::App;
use axum::Router;

/// The rooms of coordinators and analysts, below `/partner`.
pub fn routes() -> Router<App> {
    Router::new().merge(batches::routes()).merge(events::routes())
}
