//! What owners do: register, sign in, see, change and pass on their bikes, report one stolen and say that it is back.

mod address;
mod bikes;
mod change;
mod confirm;
mod data;
mod details;
mod disputed;
mod found_it;
mod home;
mod messages;
mod papers;
mod photos;
mod register;
mod report_stolen;
mod retire;
mod second_factor;
mod sessions;
mod sign_in;
mod transfer;
mod words;

use crate::shared::App;
use axum::Router;

/// The owners' pages.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(register::routes())
        .merge(sign_in::routes())
        .merge(second_factor::routes())
        .merge(sessions::routes())
        .merge(bikes::routes())
        .merge(messages::routes())
        .merge(confirm::routes())
        .merge(report_stolen::routes())
        .merge(found_it::routes())
        .merge(papers::routes())
        .merge(home::routes())
        .merge(retire::routes())
        .merge(data::routes())
        .merge(details::routes())
        .merge(disputed::routes())
        .merge(transfer::routes())
}
