//! The title and topic of a draft, and what a correction says about itself.

use super::{Opened, on, opened, said};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::Assessor;
use crate::shared::{App, Errors, HttpError, Visit, html_again, html_form};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::assessment::{Correction, Edit, MOST_COMMENT};
use registry::account::permits::AssessorOf;
use registry::assessment::{AssessmentError, edit_assessment};

const MOST_TITLE: usize = 120;

/// Opens an edition that somebody writes.
async fn written(app: &App, assessor: AssessorOf, id: &str) -> Result<Opened, HttpError> {
    let opened = opened(app, assessor, id).await?;
    if opened.writes() {
        Ok(opened)
    } else {
        Err(HttpError::Forbidden)
    }
}

pub(super) async fn ask_about(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let opened = written(&app, assessor, &id).await?;
    html_form(&about_page(&visit, &opened, &about_now(&opened), Errors::default()).await?)
}

fn about_now(opened: &Opened) -> Typed {
    let now = &opened.kept.assessment;
    Typed::default()
        .with("seen", now.version.to_string())
        .with("title", &*now.title)
        .with("topic", now.topic.clone().unwrap_or_default())
}

pub(super) async fn about(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = written(&app, assessor, &id).await?;
    let mut errors = Errors::default();
    let title = errors.line(
        "title",
        "The title",
        "Enter a title",
        typed.get("title"),
        MOST_TITLE,
    );
    let topic = errors.optional_line("topic", "The topic", typed.get("topic"), MOST_TITLE);
    let (title, topic) = match errors.finish(title.zip(topic)) {
        Ok(parsed) => parsed,
        Err(errors) => return html_again(&about_page(&visit, &opened, &typed, errors).await?),
    };
    let edit = Edit::About {
        seen: typed.get("seen").parse().ok(),
        title,
        topic,
    };
    match edit_assessment(&app.registry, &opened.assessor, opened.kept.id, edit).await {
        Ok(()) => on(&visit, &opened.address(), Ok("Title and topic saved".to_owned())).await,
        Err(error) => {
            let (opened, typed, errors) = again(&app, opened, &id, error, ("title", typed)).await?;
            html_again(&about_page(&visit, &opened, &typed, errors).await?)
        }
    }
}

/// Opens the edition again after a refusal, with the message. What was typed is kept, and so is the newer version's
/// number.
async fn again(
    app: &App,
    opened: Opened,
    id: &str,
    error: AssessmentError,
    (field, typed): (&str, Typed),
) -> Result<(Opened, Typed, Errors), HttpError> {
    let mut errors = Errors::default();
    errors.add(field, said(error)?);
    let opened = super::opened(app, opened.assessor, id).await?;
    let typed = typed.replaced("seen", opened.kept.assessment.version.to_string());
    Ok((opened, typed, errors))
}

async fn about_page(
    visit: &Visit,
    opened: &Opened,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let now = &opened.kept.assessment;
    let mut before = Vec::new();
    if !errors.is_empty() {
        before.push(format!(
            "Saved now: “{}”{}",
            now.title,
            now.topic
                .as_ref()
                .map_or_else(String::new, |topic| format!(", topic “{topic}”"))
        ));
    }
    let address = opened.address();
    Ok(FormPage {
        page: visit.form_page("Title and topic").await?.with_errors(errors),
        action: format!("{address}/about"),
        back: (address, "Back".to_owned()),
        caption: now.title.clone(),
        before,
        fields: vec![
            Field::hidden("seen", typed),
            Field::line("title", "Title", typed),
            Field::line("topic", "Topic (optional)", typed)
                .hint("Only for an edition about one topic. For example, Thefts from the station in winter"),
        ],
        button: "Save".to_owned(),
        is_warning: false,
    })
}

pub(super) async fn ask_correction(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let opened = written(&app, assessor, &id).await?;
    let now = &opened.kept.assessment;
    let correction = now.correction.as_ref().ok_or(HttpError::NotFound)?;
    let typed = Typed::default()
        .with("seen", now.version.to_string())
        .with("what", &*correction.what)
        .with("why", &*correction.why);
    html_form(&correction_page(&visit, &opened, &typed, Errors::default()).await?)
}

pub(super) async fn correction(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = written(&app, assessor, &id).await?;
    if opened.kept.assessment.correction.is_none() {
        return Err(HttpError::NotFound);
    }
    let correction = match read_correction(&typed) {
        Ok(correction) => correction,
        Err(errors) => return html_again(&correction_page(&visit, &opened, &typed, errors).await?),
    };
    let edit = Edit::Correction {
        seen: typed.get("seen").parse().ok(),
        correction,
    };
    match edit_assessment(&app.registry, &opened.assessor, opened.kept.id, edit).await {
        Ok(()) => on(&visit, &opened.address(), Ok("Saved".to_owned())).await,
        Err(error) => {
            let (opened, typed, errors) = again(&app, opened, &id, error, ("what", typed)).await?;
            html_again(&correction_page(&visit, &opened, &typed, errors).await?)
        }
    }
}

/// Reads what a correction changes, and why.
pub(super) fn read_correction(typed: &Typed) -> Result<Correction, Errors> {
    let mut errors = Errors::default();
    let what = errors.prose(
        "what",
        "What changed",
        "Enter what changed",
        typed.get("what"),
        MOST_COMMENT,
    );
    let why = errors.prose("why", "The reason", "Enter why", typed.get("why"), MOST_COMMENT);
    let parsed = what.zip(why).map(|(what, why)| Correction { what, why });
    errors.finish(parsed)
}

/// The fields of a correction.
pub(super) fn correction_fields(typed: &Typed) -> Vec<Field> {
    vec![
        Field::prose(
            "what",
            "What is different from the published edition?",
            MOST_COMMENT,
            typed,
        )
        .hint("The public will read this. Values that have changed are listed below it"),
        Field::prose("why", "Why?", MOST_COMMENT, typed),
    ]
}

async fn correction_page(
    visit: &Visit,
    opened: &Opened,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let address = opened.address();
    let mut before = Vec::new();
    if let Some(now) = opened
        .kept
        .assessment
        .correction
        .as_ref()
        .filter(|_| !errors.is_empty())
    {
        before.push(format!("Saved now: {} Why: {}", now.what, now.why));
    }
    let mut fields = vec![Field::hidden("seen", typed)];
    fields.extend(correction_fields(typed));
    Ok(FormPage {
        page: visit
            .form_page("What this edition corrects")
            .await?
            .with_errors(errors),
        action: format!("{address}/correction"),
        back: (address, "Back".to_owned()),
        caption: opened.kept.assessment.title.clone(),
        before,
        fields,
        button: "Save".to_owned(),
        is_warning: false,
    })
}
