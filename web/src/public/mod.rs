//! What anyone may do: check a bike, scan a mark, find an event, read how to keep a bike.

mod accessibility;
mod advice;
mod check;
mod claim;
mod contact;
mod events;
mod help;
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
        .merge(claim::routes())
        .merge(events::routes())
        .merge(advice::routes())
        .merge(privacy::routes())
        .merge(licences::routes())
        .merge(contact::routes())
        .merge(help::routes())
        .merge(accessibility::routes())
        .merge(robots::routes())
}
