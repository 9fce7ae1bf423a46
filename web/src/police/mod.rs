//! What an officer does: look a bike up, open an owner's details, record and match recovered bikes.

mod collections;
mod describe;
mod doubles;
mod likely;
mod look_up;
mod matches;
mod my_look_ups;
mod photos;
mod property_store;
mod recoveries;
mod report_stolen;
mod reported_messages;

use crate::shared::App;
use axum::Router;

/// Returns the routes of officers' pages, below `/police`.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(look_up::routes())
        .merge(my_look_ups::routes())
        .merge(recoveries::routes())
        .merge(collections::routes())
        .merge(doubles::routes())
        .merge(matches::routes())
        .merge(property_store::routes())
        .merge(photos::routes())
        .merge(report_stolen::routes())
        .merge(reported_messages::routes())
}
