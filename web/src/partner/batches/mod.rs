//! Batches of blank marks: making, printing, sending out, taking back, cancelling and counting them.

mod ask;
mod calibration;
mod csv;
mod list;
mod make;
mod mark;
mod moves;
mod one;
mod print;
mod words;

pub(super) use self::csv::plain;
pub(super) use self::words::file;

use crate::shared::App;
use axum::Router;
use axum::routing::{get, post};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/batches", get(list::show))
        .route("/batches/new", get(make::show).post(make::send))
        .route("/batches/kits.csv", get(csv::send))
        .route("/batches/calibration.pdf", get(calibration::send))
        .route("/batches/{id}", get(one::show))
        .route("/batches/{id}/name", post(one::rename))
        .route("/batches/{id}/move", get(moves::show).post(moves::send))
        .route("/batches/{id}/print", get(print::show).post(print::send))
        .route("/batches/{id}/marks/{code}", get(mark::show))
        .route("/batches/{id}/marks/{code}/label.svg", get(mark::svg))
        .route("/batches/{id}/marks/{code}/label.png", get(mark::png))
}

#[cfg(test)]
mod tests;
