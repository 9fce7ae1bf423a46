//! Publishing, withdrawing and correcting an edition.

use super::forms::{correction_fields, read_correction};
use super::review::decided;
use super::{ADDRESS, Opened, on, opened, said};
use crate::shared::door::Fresh;
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::Assessor;
use crate::shared::{App, Errors, HttpError, Once, Visit, html_again, html_form};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::assessment::State as Stage;
use registry::assessment::{correct_assessment, publish_assessment, withdraw_assessment};

/// Publishes an edition. The person who made the last change cannot, and is told why, with status 403.
pub(super) async fn publish(
    Fresh(Assessor(assessor)): Fresh<Assessor>,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    let done = publish_assessment(&app.registry, &opened.assessor, opened.kept.id).await;
    let done = done.map(|()| "Published. Its page and files will never change".to_owned());
    decided(&app, &visit, &opened, done).await
}

/// Refuses an edition that is not published.
fn is_published(opened: &Opened) -> Result<(), HttpError> {
    if opened.kept.state == Stage::Published {
        Ok(())
    } else {
        Err(HttpError::Unreadable("This edition is not published".to_owned()))
    }
}

pub(super) async fn ask_withdraw(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    if !opened.publishes() {
        return Err(HttpError::Forbidden);
    }
    is_published(&opened)?;
    html_form(&withdraw_page(&visit, &opened, &Typed::default(), Errors::default()).await?)
}

pub(super) async fn withdraw(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    if !opened.publishes() {
        return Err(HttpError::Forbidden);
    }
    let mut errors = Errors::default();
    let why = errors.line("why", "The reason", "Say why", typed.get("why"), 200);
    let why = match errors.finish(why) {
        Ok(why) => why,
        Err(errors) => return html_again(&withdraw_page(&visit, &opened, &typed, errors).await?),
    };
    let done = withdraw_assessment(&app.registry, &opened.assessor, opened.kept.id, &why).await;
    let done = done.map(|()| "Withdrawn. The public no longer sees it".to_owned());
    on(&visit, &opened.address(), done).await
}

async fn withdraw_page(
    visit: &Visit,
    opened: &Opened,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let address = opened.address();
    Ok(FormPage {
        page: visit
            .form_page("Withdraw this edition?")
            .await?
            .with_errors(errors),
        action: format!("{address}/withdraw"),
        back: (address, "Back".to_owned()),
        caption: opened.kept.assessment.title.clone(),
        before: vec![
            "The public will no longer see it, and nobody can publish it again. To put something right, correct it \
             instead: the correction will become a new edition, and this one will stay."
                .to_owned(),
        ],
        fields: vec![Field::line("why", "Why?", typed).hint("The history and the log will show this")],
        button: "Withdraw the edition".to_owned(),
        is_warning: true,
    })
}

pub(super) async fn ask_correct(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    if !opened.writes() {
        return Err(HttpError::Forbidden);
    }
    is_published(&opened)?;
    html_form(&correct_page(&visit, &opened, &Typed::default(), Errors::default()).await?)
}

pub(super) async fn correct(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    if !opened.writes() {
        return Err(HttpError::Forbidden);
    }
    let correction = match read_correction(&typed) {
        Ok(correction) => correction,
        Err(errors) => return html_again(&correct_page(&visit, &opened, &typed, errors).await?),
    };
    match correct_assessment(&once.on(&app), &opened.assessor, opened.kept.id, correction).await {
        Ok(made) => {
            let done = "Draft of the corrected edition started".to_owned();
            on(&visit, &format!("{ADDRESS}/{made}"), Ok(done)).await
        }
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("what", said(error)?);
            html_again(&correct_page(&visit, &opened, &typed, errors).await?)
        }
    }
}

async fn correct_page(
    visit: &Visit,
    opened: &Opened,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let address = opened.address();
    Ok(FormPage {
        page: visit
            .form_page("Correct this edition")
            .await?
            .with_errors(errors),
        action: format!("{address}/correct"),
        back: (address, "Back".to_owned()),
        caption: opened.kept.assessment.title.clone(),
        before: vec![
            "The correction is a new edition with the same text and figures to begin with. When it is published, this \
             edition will stay and will link to it."
                .to_owned(),
        ],
        fields: correction_fields(typed),
        button: "Start the correction".to_owned(),
        is_warning: false,
    })
}
