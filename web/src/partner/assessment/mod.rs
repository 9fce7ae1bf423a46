//! Assessments: drafted from frozen figures, written section by section, reviewed, and published by somebody else.

mod forms;
mod history;
mod list;
mod publish;
mod review;
mod section;
mod show;

use crate::shared::{App, HttpError, Notice, Visit};
use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::assessment::{Block, State};
use domain::id::AssessmentId;
use registry::account::permits::AssessorOf;
use registry::assessment::{AssessmentError, Kept};

/// Where assessments are listed.
pub(super) const ADDRESS: &str = "/partner/insights/assessment";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/insights/assessment", get(list::show))
        .route("/insights/assessment/new", post(list::begin))
        .route("/insights/assessment/{id}", get(show::show))
        .route("/insights/assessment/{id}/preview", get(show::preview))
        .route("/insights/assessment/{id}/history", get(history::show))
        .route(
            "/insights/assessment/{id}/about",
            get(forms::ask_about).post(forms::about),
        )
        .route(
            "/insights/assessment/{id}/correction",
            get(forms::ask_correction).post(forms::correction),
        )
        .route(
            "/insights/assessment/{id}/sections/{section}",
            get(section::show).post(section::save),
        )
        .route("/insights/assessment/{id}/figures", post(list::newer))
        .merge(review_routes())
}

fn review_routes() -> Router<App> {
    Router::new()
        .route("/insights/assessment/{id}/review", post(review::send))
        .route("/insights/assessment/{id}/comments", post(review::comment))
        .route("/insights/assessment/{id}/approve", post(review::approve))
        .route(
            "/insights/assessment/{id}/back",
            get(review::ask_back).post(review::back),
        )
        .route("/insights/assessment/{id}/publish", post(publish::publish))
        .route(
            "/insights/assessment/{id}/withdraw",
            get(publish::ask_withdraw).post(publish::withdraw),
        )
        .route(
            "/insights/assessment/{id}/correct",
            get(publish::ask_correct).post(publish::correct),
        )
}

/// An edition that somebody has opened, with its frozen figures.
struct Opened {
    assessor: AssessorOf,
    kept: Kept,
    blocks: Vec<Block>,
}

impl Opened {
    fn writes(&self) -> bool {
        self.assessor.writes(self.kept.partnership)
    }

    fn publishes(&self) -> bool {
        self.assessor.publishes(self.kept.partnership)
    }

    fn is_draft(&self) -> bool {
        self.kept.state == State::Draft
    }

    fn address(&self) -> String {
        format!("{ADDRESS}/{}", self.kept.id)
    }
}

/// Opens the edition in the address, if somebody writes or publishes for its partnership.
async fn opened(app: &App, assessor: AssessorOf, id: &str) -> Result<Opened, HttpError> {
    let id: AssessmentId = id.parse().map_err(|_| HttpError::NotFound)?;
    let found = registry::assessment::assessment(&app.registry, &assessor, id).await;
    let (kept, blocks) = found.map_err(no_form)?;
    Ok(Opened {
        assessor,
        kept,
        blocks,
    })
}

/// Returns the message for a refused change, or an error that no form can put right.
fn said(error: AssessmentError) -> Result<String, HttpError> {
    match error {
        AssessmentError::Store(error) => Err(error.into()),
        AssessmentError::NotThere => Err(HttpError::NotFound),
        AssessmentError::NotYours => Err(HttpError::Forbidden),
        AssessmentError::File(error) => Err(HttpError::internal(error)),
        other => Ok(other.to_string()),
    }
}

/// Turns an error into an answer for a page without a form.
fn no_form(error: AssessmentError) -> HttpError {
    match said(error) {
        Err(error) => error,
        Ok(message) => HttpError::Unreadable(message),
    }
}

/// Goes on to a page with a message: what was done, or why it was refused.
async fn on(
    visit: &Visit,
    address: &str,
    done: Result<String, AssessmentError>,
) -> Result<Response, HttpError> {
    let notice = match done {
        Ok(done) => Notice::success(done),
        Err(error) => Notice::important(said(error)?),
    };
    visit.notice(notice).await?;
    Ok(Redirect::to(address).into_response())
}

/// The colour of a state's tag.
fn colour(state: State) -> &'static str {
    match state {
        State::Draft => "grey",
        State::InReview => "blue",
        State::Approved => "teal",
        State::Published => "green",
        State::Withdrawn => "red",
    }
}
