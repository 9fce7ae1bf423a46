//! The priority matrix: issues are marked and compared, the lead organisation decides, and decided priorities go into the
//! plan.

mod csv;
mod forms;
mod history;
mod list;
mod new;
mod show;
mod view;

use crate::shared::{App, HttpError, Notice, Visit};
use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::id::MatrixId;
use domain::matrix::Matrix;
use registry::account::permits::AssessorOf;
use registry::matrix::{MatrixError, OpenedMatrix};
use registry::plan::PlanError;

/// Where matrices are listed.
pub(super) const ADDRESS: &str = "/partner/insights/priorities";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/insights/priorities", get(list::show))
        .route("/insights/priorities/new", get(new::ask).post(new::begin))
        .route("/insights/priorities/{matrix}", get(show::show))
        .route("/insights/priorities/{matrix}/matrix.csv", get(csv::send))
        .route("/insights/priorities/{matrix}/history", get(history::show))
        .route("/insights/priorities/{matrix}/figures", post(show::newer))
        .merge(form_routes())
}

fn form_routes() -> Router<App> {
    use forms::about::About;
    use forms::decision::Decide;
    use forms::issue::{AddIssue, ChangeIssue, RemoveIssue};
    use forms::marks::Marks;
    use forms::{send, show};
    Router::new()
        .route(
            "/insights/priorities/{matrix}/about",
            get(show::<About>).post(send::<About>),
        )
        .route(
            "/insights/priorities/{matrix}/issues/new",
            get(show::<AddIssue>).post(send::<AddIssue>),
        )
        .route(
            "/insights/priorities/{matrix}/issues/{issue}",
            get(show::<ChangeIssue>).post(send::<ChangeIssue>),
        )
        .route(
            "/insights/priorities/{matrix}/issues/{issue}/remove",
            get(show::<RemoveIssue>).post(send::<RemoveIssue>),
        )
        .route(
            "/insights/priorities/{matrix}/issues/{issue}/marks",
            get(show::<Marks>).post(send::<Marks>),
        )
        .route(
            "/insights/priorities/{matrix}/issues/{issue}/decision",
            get(show::<Decide>).post(send::<Decide>),
        )
        .route(
            "/insights/priorities/{matrix}/issues/{issue}/plan",
            post(show::into_plan),
        )
}

/// A matrix that somebody has opened.
struct Opened {
    assessor: AssessorOf,
    opened: OpenedMatrix,
}

impl Opened {
    fn matrix(&self) -> &Matrix {
        &self.opened.kept.matrix
    }

    fn id(&self) -> MatrixId {
        self.opened.kept.id
    }

    /// Whether the reader marks issues.
    fn marks(&self) -> bool {
        self.assessor.writes(self.opened.kept.partnership)
    }

    /// Whether the reader decides about issues.
    fn decides(&self) -> bool {
        self.assessor.publishes(self.opened.kept.partnership)
    }

    fn address(&self) -> String {
        format!("{ADDRESS}/{}", self.id())
    }
}

/// Opens the matrix in the address, if somebody writes or publishes for its partnership.
async fn opened(app: &App, assessor: AssessorOf, id: &str) -> Result<Opened, HttpError> {
    let id: MatrixId = id.parse().map_err(|_| HttpError::NotFound)?;
    let found = registry::matrix::matrix(&app.registry, &assessor, id).await;
    let opened = found.map_err(no_form)?;
    Ok(Opened { assessor, opened })
}

/// Returns the message for a refused change, or an error that no form can put right.
fn said(error: MatrixError) -> Result<String, HttpError> {
    match error {
        MatrixError::Store(error) | MatrixError::Plan(PlanError::Store(error)) => Err(error.into()),
        MatrixError::NotThere | MatrixError::Plan(PlanError::NotThere) => Err(HttpError::NotFound),
        MatrixError::NotYours => Err(HttpError::Forbidden),
        other => Ok(other.to_string()),
    }
}

/// Turns an error into an answer for a page without a form.
fn no_form(error: MatrixError) -> HttpError {
    match said(error) {
        Err(error) => error,
        Ok(message) => HttpError::Unreadable(message),
    }
}

/// Goes on to a page with a message: what was done, or why it was refused.
async fn on(visit: &Visit, address: &str, done: Result<String, MatrixError>) -> Result<Response, HttpError> {
    let notice = match done {
        Ok(done) => Notice::success(done),
        Err(error) => Notice::important(said(error)?),
    };
    visit.notice(notice).await?;
    Ok(Redirect::to(address).into_response())
}
