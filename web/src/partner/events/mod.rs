//! The pages on which coordinators plan and run marking events.

mod bookings;
mod day;
mod end;
mod form;
mod list;
mod plan;
mod show;
mod staff;

#[cfg(test)]
mod tests;

use crate::shared::App;
use crate::shared::HttpError;
use axum::Router;
use axum::routing::{get, post};
use domain::event::Stage;
use domain::id::EventId;
use registry::account::permits::CoordinatorOf;
use registry::event::plan::{KeptEvent, PlanError};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/events", get(list::show))
        .route("/events/new", get(plan::new).post(plan::add))
        .route("/events/{id}", get(show::show))
        .route("/events/{id}/edit", get(plan::edit).post(plan::change))
        .route("/events/{id}/publish", post(show::publish))
        .route("/events/{id}/poster.pdf", get(show::poster))
        .route("/events/{id}/staff", get(staff::show).post(staff::add))
        .route("/events/{id}/staff/{account}/remove", post(staff::remove))
        .route("/events/{id}/bookings", get(bookings::show))
        .route(
            "/events/{id}/bookings/{booking}/cancel",
            get(bookings::ask_cancel).post(bookings::cancel),
        )
        .route("/events/{id}/bookings/{booking}/rung", post(bookings::rung))
        .route("/events/{id}/bookings/{booking}/came", post(bookings::came))
        .route("/events/{id}/bookings.csv", get(bookings::csv))
        .route("/events/{id}/marked.csv", get(day::csv))
        .route("/events/{id}/delete", get(end::ask_delete).post(end::delete))
        .route("/events/{id}/reopen", get(end::ask_reopen).post(end::reopen))
        .route("/events/{id}/cancel", get(end::ask_cancel).post(end::cancel))
        .route("/events/{id}/close", get(end::ask_close).post(end::close))
}

/// Finds the event in the address, if the coordinator manages it.
async fn kept(app: &App, coordinator: &CoordinatorOf, id: &str) -> Result<KeptEvent, HttpError> {
    let found = registry::event::plan::find(&app.registry, coordinator, event_id(id)?).await?;
    found.ok_or(HttpError::NotFound)
}

/// Anything that is not a number is not the address of an event.
fn event_id(id: &str) -> Result<EventId, HttpError> {
    id.parse().map_err(|_| HttpError::NotFound)
}

/// The message for a plan that was refused, or an error that is not the coordinator's fault.
fn said(error: PlanError) -> Result<String, HttpError> {
    match error {
        PlanError::Store(error) => Err(error.into()),
        PlanError::NoEvent => Err(HttpError::NotFound),
        other => Ok(other.to_string()),
    }
}

/// The colour of a stage's tag.
fn colour(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "yellow",
        Stage::Published => "green",
        Stage::Cancelled => "red",
        Stage::Closed => "grey",
    }
}
