//! What an officer does: look a bike up, open an owner's details, write down and tie recovered bikes.

mod describe;
mod doubles;
mod likely;
mod look_up;
mod photos;
mod recoveries;

use crate::shared::App;
use axum::Router;

/// The rooms of the police, below `/police`.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(look_up::routes())
        .merge(recoveries::routes())
        .merge(doubles::routes())
        .merge(photos::routes())
}
