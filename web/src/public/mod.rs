//! What anyone may do: check a bike, scan a mark, find an event, read how to keep a bike.

mod advice;
mod check;
mod events;
mod home;
mod licences;
mod mark;
mod privacy;
mod robots;

pub(crate) use events::{EventWords, when};

use crate::shared::App;
use axum::Router;

/// The rooms of the public.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(home::routes())
        .merge(check::routes())
        .merge(mark::routes())
        .merge(events::routes())
        .merge(advice::routes())
        .merge(privacy::routes())
        .merge(licences::routes())
        .merge(robots::routes())
}
