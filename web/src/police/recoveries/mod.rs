//! Recovered bikes: recorded, compared with the register, matched to a bike and returned.

mod case;
mod correct;
mod custody;
mod decide;
mod form;
mod home;
mod list;
mod news;
mod numbers;
mod photos;
mod record;
mod tag;

pub(super) use case::read;

use crate::shared::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/recoveries", get(list::show))
        .route("/recoveries/new", get(record::show).post(record::send))
        .route("/recoveries/{id}", get(case::show))
        .route("/recoveries/{id}/bikes/{bike}/tie", post(decide::tie))
        .route("/recoveries/{id}/correct", get(correct::show).post(correct::send))
        .route("/recoveries/due", get(custody::due))
        .route("/recoveries/{id}/custody", get(custody::show).post(custody::send))
        .route(
            "/recoveries/{id}/photos",
            get(photos::show)
                .post(photos::add)
                .layer(DefaultBodyLimit::max(photos::LIMITS.body())),
        )
        .route("/recoveries/{id}/photos/{photo}", get(photos::one))
        .route("/recoveries/{id}/photos/{photo}/remove", post(photos::remove))
        .route("/recoveries/{id}/tag.pdf", get(tag::show))
        .route("/recoveries/{id}/look", post(decide::look))
        .route("/recoveries/{id}/untie", post(decide::untie))
        .route("/recoveries/{id}/return", post(home::give_back))
        .route("/recoveries/{id}/home", get(home::show))
        .route("/recoveries/{id}/home/proof/{at}", post(home::check))
        .route("/recoveries/{id}/home/insurer", post(home::insurer))
}

#[cfg(test)]
mod tests;
