//! Asks before the summary of a case is published, and before it is withdrawn.

use super::{Opened, on, opened, said};
use crate::shared::door::Fresh;
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::{Publisher, Solver};
use crate::shared::{App, Errors, HttpError, Notice, Once, Visit, html_again, html_form};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::problem::EditError;
use registry::account::permits::{PublisherOf, SolverOf};
use registry::problem::{ProblemError, publish_summary, withdraw_summary};

const MOST_WHY: usize = 300;

pub(super) async fn ask(
    Fresh(Publisher(publisher)): Fresh<Publisher>,
    Solver(solver): Solver,
    State(app): State<App>,
    visit: Visit,
    Path(problem): Path<String>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, solver, &publisher, &problem).await?;
    html_form(&page(&visit, &opened, Errors::default()).await?)
}

/// Publishes the summary that the person has just read. The person who wrote it cannot, and is told why, with status 403.
pub(super) async fn publish(
    Fresh(Publisher(publisher)): Fresh<Publisher>,
    Solver(solver): Solver,
    State(app): State<App>,
    visit: Visit,
    Path(problem): Path<String>,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, solver, &publisher, &problem).await?;
    let seen = typed.get("seen").parse().unwrap_or(u32::MAX);
    match publish_summary(&once.on(&app), &publisher, opened.kept.id, seen).await {
        Ok(()) => {
            let notice = Notice::success("The public summary is published");
            on(&visit, &format!("{}#summary", opened.address()), notice).await
        }
        Err(error) => {
            let is_own = matches!(error, ProblemError::Edit(EditError::OwnSummary));
            let mut errors = Errors::default();
            errors.add("main-content", said(error)?);
            let opened = super::opened(&app, opened.solver, &problem).await?;
            let mut response = html_again(&page(&visit, &opened, errors).await?)?;
            if is_own {
                *response.status_mut() = StatusCode::FORBIDDEN;
            }
            Ok(response)
        }
    }
}

/// Opens a case with a summary for somebody who may publish it.
async fn kept(
    app: &App,
    solver: SolverOf,
    publisher: &PublisherOf,
    problem: &str,
) -> Result<Opened, HttpError> {
    let opened = opened(app, solver, problem).await?;
    if !publisher.publishes(opened.kept.partnership) {
        return Err(HttpError::Forbidden);
    }
    match opened.kept.problem.summary {
        Some(_) => Ok(opened),
        None => Err(HttpError::NotFound),
    }
}

async fn page(visit: &Visit, opened: &Opened, errors: Errors) -> Result<FormPage, HttpError> {
    let summary = opened.kept.problem.summary.as_ref().ok_or(HttpError::NotFound)?;
    let text = &summary.text;
    let typed = Typed::default().with("seen", summary.version.to_string());
    Ok(FormPage {
        page: visit
            .form_page("Publish this summary?")
            .await?
            .with_errors(errors),
        back: (format!("{}#summary", opened.address()), "Back".to_owned()),
        caption: opened.kept.problem.title.clone(),
        action: format!("{}/summary/publish", opened.address()),
        before: vec![
            "The public will read this and nothing else of the case. Check that it names nobody.".to_owned(),
            format!("{}. {}", text.title, text.place),
            format!("The problem: {}", text.problem),
            format!("What was done: {}", text.done),
            format!("What came of it: {}", text.came),
        ],
        fields: vec![Field::hidden("seen", &typed)],
        button: "Publish the summary".to_owned(),
        is_warning: false,
    })
}

pub(super) async fn ask_withdraw(
    Publisher(publisher): Publisher,
    Solver(solver): Solver,
    State(app): State<App>,
    visit: Visit,
    Path(problem): Path<String>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, solver, &publisher, &problem).await?;
    html_form(&withdraw_page(&visit, &opened, &Typed::default(), Errors::default()).await?)
}

pub(super) async fn withdraw(
    Publisher(publisher): Publisher,
    Solver(solver): Solver,
    State(app): State<App>,
    visit: Visit,
    Path(problem): Path<String>,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, solver, &publisher, &problem).await?;
    let mut errors = Errors::default();
    let why = errors.line("why", "The reason", "Say why", typed.get("why"), MOST_WHY);
    let why = match errors.finish(why) {
        Ok(why) => why,
        Err(errors) => return html_again(&withdraw_page(&visit, &opened, &typed, errors).await?),
    };
    let notice = match withdraw_summary(&once.on(&app), &publisher, opened.kept.id, why).await {
        Ok(()) => Notice::success("The public no longer reads the summary"),
        Err(error) => Notice::important(said(error)?),
    };
    on(&visit, &format!("{}#summary", opened.address()), notice).await
}

async fn withdraw_page(
    visit: &Visit,
    opened: &Opened,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    Ok(FormPage {
        page: visit
            .form_page("Withdraw this summary?")
            .await?
            .with_errors(errors),
        back: (format!("{}#summary", opened.address()), "Back".to_owned()),
        caption: opened.kept.problem.title.clone(),
        action: format!("{}/summary/withdraw", opened.address()),
        before: vec!["The public will no longer read it. You can publish it again.".to_owned()],
        fields: vec![Field::line("why", "Why?", typed).hint("The history of the case will show this")],
        button: "Withdraw the summary".to_owned(),
        is_warning: true,
    })
}
