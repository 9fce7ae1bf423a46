//! Review: a draft is sent, commented on, sent back or approved.

use super::{Opened, on, opened, said, show};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::Assessor;
use crate::shared::{App, Errors, HttpError, Once, Visit, html_again, html_form};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::assessment::{MOST_COMMENT, SectionKind};
use registry::assessment::{AssessmentError, approve as approve_edition, send_back, send_for_review};

/// Sends a draft for review. What must be put right first is shown with its section.
pub(super) async fn send(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    match send_for_review(&app.registry, &opened.assessor, opened.kept.id).await {
        Err(AssessmentError::NotReady(problems)) => {
            let mut errors = Errors::default();
            for problem in problems {
                errors.add(format!("section-{}", problem.section.slug()), problem.text);
            }
            html_again(&show::page(&app, &visit, &opened, ("", ""), errors).await?)
        }
        done => {
            let done =
                done.map(|()| "Sent for review. Its text is locked until somebody sends it back".to_owned());
            on(&visit, &opened.address(), done).await
        }
    }
}

pub(super) async fn comment(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    let section = SectionKind::parse(typed.get("section"));
    let mut errors = Errors::default();
    let text = errors.prose(
        "comment",
        "The comment",
        "Enter a comment",
        typed.get("comment"),
        MOST_COMMENT,
    );
    let text = match errors.finish(text) {
        Ok(text) => text,
        Err(errors) => {
            let typed = (typed.get("section"), typed.get("comment"));
            return html_again(&show::page(&app, &visit, &opened, typed, errors).await?);
        }
    };
    let registry = once.on(&app);
    let done =
        registry::assessment::comment(&registry, &opened.assessor, opened.kept.id, section, &text).await;
    on(
        &visit,
        &opened.address(),
        done.map(|()| "Comment added".to_owned()),
    )
    .await
}

/// Approves an edition. The person who made the last change cannot, and is told why, with status 403.
pub(super) async fn approve(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    let done = approve_edition(&app.registry, &opened.assessor, opened.kept.id).await;
    let done = done.map(|()| "Approved. It can now be published".to_owned());
    decided(&app, &visit, &opened, done).await
}

/// Answers a decision: goes on, or shows the edition again with the reason.
pub(super) async fn decided(
    app: &App,
    visit: &Visit,
    opened: &Opened,
    done: Result<String, AssessmentError>,
) -> Result<Response, HttpError> {
    match done {
        Err(error @ AssessmentError::OwnWork) => {
            let mut errors = Errors::default();
            errors.add("main-content", error.to_string());
            let page = show::page(app, visit, opened, ("", ""), errors).await?;
            let mut response = html_again(&page)?;
            *response.status_mut() = StatusCode::FORBIDDEN;
            Ok(response)
        }
        done => on(visit, &opened.address(), done).await,
    }
}

pub(super) async fn ask_back(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    html_form(&back_page(&visit, &opened, &Typed::default(), Errors::default()).await?)
}

pub(super) async fn back(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    let mut errors = Errors::default();
    let why = errors.line("why", "The reason", "Say why", typed.get("why"), 200);
    let why = match errors.finish(why) {
        Ok(why) => why,
        Err(errors) => return html_again(&back_page(&visit, &opened, &typed, errors).await?),
    };
    match send_back(&app.registry, &opened.assessor, opened.kept.id, &why).await {
        Ok(()) => {
            let done = "Sent back. It is a draft again".to_owned();
            on(&visit, &opened.address(), Ok(done)).await
        }
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("why", said(error)?);
            html_again(&back_page(&visit, &opened, &typed, errors).await?)
        }
    }
}

async fn back_page(
    visit: &Visit,
    opened: &Opened,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let address = opened.address();
    Ok(FormPage {
        page: visit
            .form_page("Send this edition back?")
            .await?
            .with_errors(errors),
        action: format!("{address}/back"),
        back: (address, "Back".to_owned()),
        caption: opened.kept.assessment.title.clone(),
        before: vec![
            "It will become a draft again, and its text can be changed. The comments will stay.".to_owned(),
        ],
        fields: vec![Field::line("why", "Why?", typed).hint("The history will show this")],
        button: "Send it back".to_owned(),
        is_warning: false,
    })
}
