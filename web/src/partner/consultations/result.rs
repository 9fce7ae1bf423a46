//! The result: published by somebody who keeps the consultation, and as a table for spreadsheets.

use super::{Opened, kept, on, opened, said};
use crate::public::result_file;
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::{Partner, Planner};
use crate::shared::{App, Errors, HttpError, Notice, Once, Visit, html_again, html_form};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use registry::consultation::{publish_result, shown};

pub(super) async fn ask(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(consultation): Path<String>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &consultation).await?;
    let version = opened.of.kept.consultation.outcome.version;
    let typed = Typed::default().with("seen", version.to_string());
    html_form(&page(&visit, &opened, &typed, Errors::default()).await?)
}

pub(super) async fn publish(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(consultation): Path<String>,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &consultation).await?;
    let seen = typed.get("seen").parse().unwrap_or(u32::MAX);
    match publish_result(&once.on(&app), &planner, opened.of.kept.id, seen).await {
        Ok(()) => {
            let address = format!("{}#result", opened.address());
            on(&visit, &address, Notice::success("The result is published")).await
        }
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("main-content", said(error)?);
            let version = opened.of.kept.consultation.outcome.version;
            let typed = Typed::default().with("seen", version.to_string());
            html_again(&page(&visit, &opened, &typed, errors).await?)
        }
    }
}

async fn page(visit: &Visit, opened: &Opened, typed: &Typed, errors: Errors) -> Result<FormPage, HttpError> {
    Ok(FormPage {
        page: visit.form_page("Publish the result?").await?.with_errors(errors),
        back: (opened.address(), "Back".to_owned()),
        caption: opened.title(),
        action: format!("{}/result", opened.address()),
        before: vec![
            "The public sees how often each issue was chosen, the counts from stands, and what you wrote about what came of it. Counts of 1 to 4 are withheld.".to_owned(),
            "The counts stay as they are from then on. Check that nothing names a person.".to_owned(),
        ],
        fields: vec![Field::hidden("seen", typed)],
        button: "Publish the result".to_owned(),
        is_warning: false,
    })
}

/// Sends the published result as a table.
pub(super) async fn csv(
    Partner(partner): Partner,
    State(app): State<App>,
    Path(consultation): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &consultation).await?;
    let kept = &opened.of.kept;
    let result = kept.consultation.result.as_ref().ok_or(HttpError::NotFound)?;
    let shown = shown(&kept.consultation, &result.tally);
    result_file(kept.id, &shown, "private, no-store")
}
