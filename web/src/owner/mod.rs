//! What an owner does: register, sign in, see the own bikes, report one stolen and say that it is back.

mod bikes;
mod confirm;
mod found_it;
mod photos;
mod register;
mod report_stolen;
mod sign_in;
mod words;

use crate::shared::App;
use axum::Router;

/// The rooms of owners.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(register::routes())
        .merge(sign_in::routes())
        .merge(bikes::routes())
        .merge(confirm::routes())
        .merge(report_stolen::routes())
        .merge(found_it::routes())
}
