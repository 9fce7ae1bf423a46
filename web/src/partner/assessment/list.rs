use super::{ADDRESS, colour, on, opened, said};
use crate::shared::form::Typed;
use crate::shared::guard::Assessor;
use crate::shared::{App, HttpError, Notice, Once, Page, Visit, html_form, london};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::Partnership;
use domain::assessment::edition_number;
use domain::id::{AssessmentId, PartnershipId};
use domain::text::counted;
use registry::assessment::{begin_assessment, take_newer_figures};

struct Row {
    id: AssessmentId,
    title: String,
    topic: Option<String>,
    number: String,
    state: String,
    colour: &'static str,
    changed: String,
}

struct Of {
    partnership: Partnership,
    writes: bool,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "partner/assessment/list.html")]
struct List {
    page: Page,
    of: Vec<Of>,
}

pub(super) async fn show(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mut of = Vec::new();
    for partnership in registry::assessment::partnerships(&app.registry, &assessor).await? {
        let all = registry::assessment::assessments(&app.registry, &assessor, partnership.id).await?;
        let rows = all.into_iter().map(|kept| Row {
            id: kept.id,
            title: kept.assessment.title,
            topic: kept.assessment.topic,
            number: edition_number(kept.edition),
            state: kept.state.to_string(),
            colour: colour(kept.state),
            changed: london::day(kept.changed_at),
        });
        of.push(Of {
            writes: assessor.writes(partnership.id),
            rows: rows.collect(),
            partnership,
        });
    }
    let page = visit.form_page("Assessments").await?;
    html_form(&List { page, of })
}

/// Begins a draft in one press.
pub(super) async fn begin(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let asked = typed.get("partnership").parse().ok().map(PartnershipId);
    let partnership = match asked {
        Some(id) => id,
        None => {
            let all = registry::assessment::partnerships(&app.registry, &assessor).await?;
            all.first().map(|one| one.id).ok_or(HttpError::NotFound)?
        }
    };
    match begin_assessment(&once.on(&app), &assessor, partnership).await {
        Ok(id) => {
            let done = "Draft started. The figures of the last release are frozen in it".to_owned();
            on(&visit, &format!("{ADDRESS}/{id}"), Ok(done)).await
        }
        Err(error) => {
            visit.notice(Notice::important(said(error)?)).await?;
            Ok(Redirect::to(ADDRESS).into_response())
        }
    }
}

/// Freezes the figures of the last release for a draft.
pub(super) async fn newer(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    let moved = take_newer_figures(&app.registry, &opened.assessor, opened.kept.id).await;
    let done = moved.map(|moved| match moved.len() {
        0 => "The newer figures are frozen. No value has changed".to_owned(),
        many => format!(
            "The newer figures are frozen. {} below",
            counted(
                many,
                "value has changed: it is listed",
                "values have changed: they are listed"
            )
        ),
    });
    on(&visit, &opened.address(), done).await
}
