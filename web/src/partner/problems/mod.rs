//! Problem cases at places: what agencies find out, what they do about it, and what changed.

mod forms;
mod list;
mod new;
mod show;

use crate::shared::{App, HttpError, Notice, Visit};
use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::agency::Agency;
use domain::id::{AgencyId, ProblemId};
use jiff::Timestamp;
use registry::account::permits::SolverOf;
use registry::problem::{KeptProblem, ProblemError};

/// The start of the addresses of cases.
const ADDRESS: &str = "/partner/problems";

pub(super) fn routes() -> Router<App> {
    use forms::case::{Close, Join, Leave, Move, Reopen};
    use forms::entry::Write;
    use forms::response::{Report, Respond};
    use forms::{send as put, show as ask};
    Router::new()
        .route("/problems", get(list::show))
        .route("/problems/list.csv", get(list::send))
        .route("/problems/new", get(new::show).post(new::add))
        .route("/problems/{problem}", get(show::show))
        .route("/problems/{problem}/history", get(show::history))
        .route(
            "/problems/{problem}/stages/{part}",
            get(ask::<Write>).post(put::<Write>),
        )
        .route(
            "/problems/{problem}/responses/new",
            get(ask::<Respond>).post(put::<Respond>),
        )
        .route(
            "/problems/{problem}/responses/{part}",
            get(ask::<Report>).post(put::<Report>),
        )
        .route(
            "/problems/{problem}/agencies/new",
            get(ask::<Join>).post(put::<Join>),
        )
        .route(
            "/problems/{problem}/agencies/{part}",
            get(ask::<Leave>).post(put::<Leave>),
        )
        .route("/problems/{problem}/move", get(ask::<Move>).post(put::<Move>))
        .route("/problems/{problem}/close", get(ask::<Close>).post(put::<Close>))
        .route(
            "/problems/{problem}/reopen",
            get(ask::<Reopen>).post(put::<Reopen>),
        )
}

/// A case that somebody has opened, with the agencies of its partnership.
struct Opened {
    solver: SolverOf,
    kept: KeptProblem,
    agencies: Vec<Agency>,
    opened_at: Timestamp,
}

impl Opened {
    fn address(&self) -> String {
        format!("{ADDRESS}/{}", self.kept.id)
    }

    fn name(&self, id: AgencyId) -> String {
        name(&self.agencies, id)
    }
}

/// Returns the name of an agency.
fn name(agencies: &[Agency], id: AgencyId) -> String {
    let known = agencies.iter().find(|agency| agency.id == id);
    known.map_or_else(|| "An agency".to_owned(), |agency| agency.agency.name.clone())
}

/// Opens the case in the address, if one of somebody’s agencies is in it.
async fn opened(app: &App, solver: SolverOf, id: &str) -> Result<Opened, HttpError> {
    let id: ProblemId = id.parse().map_err(|_| HttpError::NotFound)?;
    let kept = registry::problem::problem(&app.registry, &solver, id).await;
    let kept = kept.map_err(no_form)?;
    let agencies = registry::agency::agencies(&app.registry, kept.partnership).await?;
    Ok(Opened {
        solver,
        kept,
        agencies,
        opened_at: app.registry.now(),
    })
}

/// Returns the message for a refused change, or an error that no form can put right.
fn said(error: ProblemError) -> Result<String, HttpError> {
    match error {
        ProblemError::Store(error) => Err(error.into()),
        ProblemError::NotThere => Err(HttpError::NotFound),
        other => Ok(other.to_string()),
    }
}

/// Turns an error into an answer for a page without a form.
fn no_form(error: ProblemError) -> HttpError {
    match said(error) {
        Err(error) => error,
        Ok(message) => HttpError::Unreadable(message),
    }
}

/// Goes on to a page with a message.
async fn on(visit: &Visit, address: &str, notice: Notice) -> Result<Response, HttpError> {
    visit.notice(notice).await?;
    Ok(Redirect::to(address).into_response())
}

#[cfg(test)]
mod tests;
