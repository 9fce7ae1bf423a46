//! Recovered bikes: recorded, compared with the register, matched to a bike and returned.

mod case;
mod correct;
mod decide;
mod form;
mod list;
mod record;

use crate::shared::App;
use axum::Router;
use axum::routing::{get, post};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/recoveries", get(list::show))
        .route("/recoveries/new", get(record::show).post(record::send))
        .route("/recoveries/{id}", get(case::show))
        .route("/recoveries/{id}/bikes/{bike}/tie", post(decide::tie))
        .route("/recoveries/{id}/correct", get(correct::show).post(correct::send))
        .route("/recoveries/{id}/look", post(decide::look))
        .route("/recoveries/{id}/untie", post(decide::untie))
        .route("/recoveries/{id}/return", post(decide::give_back))
}

#[cfg(test)]
mod tests;
