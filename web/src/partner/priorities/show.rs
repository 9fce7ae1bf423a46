//! A matrix: its issues in the order that their marks propose, what the marks rest on, and what was decided.

use super::view::{self, IssueView};
use super::{Opened, on, opened};
use crate::shared::guard::{Assessor, Planner};
use crate::shared::{App, HttpError, Once, Page, Visit, html_form, london};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::id::PlanId;
use domain::matrix::{Edit, Factor, MOST_TOTAL, Mark};
use registry::account::names::Names;
use registry::matrix::{edit_matrix, put_in_plan};

/// What the marks of a factor mean.
struct Meaning {
    factor: String,
    question: &'static str,
    marks: [(Mark, &'static str); 4],
}

#[derive(Template)]
#[template(path = "partner/priorities/show.html")]
struct Show {
    page: Page,
    address: String,
    years: String,
    note: Option<String>,
    changed: String,
    issues: Vec<IssueView>,
    factors: [String; 4],
    meanings: [Meaning; 4],
    most: u8,
    /// Whether an issue shows its total of the year before.
    is_copy: bool,
    marks: bool,
    decides: bool,
    takes_figures: bool,
    plan: Option<PlanId>,
}

pub(super) async fn show(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    let names = Names::read(&app.registry, view::people(&opened)).await?;
    let kept = &opened.opened.kept;
    let issues = view::issues(&opened, &names);
    html_form(&Show {
        page: visit.form_page(kept.matrix.title.clone()).await?,
        address: opened.address(),
        years: kept.matrix.year_said(),
        note: kept.matrix.note.clone(),
        changed: format!(
            "Last changed on {} by {}.",
            london::day(kept.changed_at),
            names.of(kept.changed_by)
        ),
        factors: Factor::ALL.map(|factor| factor.to_string()),
        meanings: Factor::ALL.map(meaning),
        most: MOST_TOTAL,
        is_copy: issues.iter().any(|issue| issue.before.is_some()),
        marks: opened.marks(),
        decides: opened.decides(),
        takes_figures: kept.matrix.takes_figures(),
        plan: opened.opened.plan.as_ref().map(|plan| plan.id),
        issues,
    })
}

fn meaning(factor: Factor) -> Meaning {
    Meaning {
        factor: factor.to_string(),
        question: factor.question(),
        marks: Mark::ALL.map(|mark| (mark, factor.meaning(mark))),
    }
}

/// Takes the marks of the last release.
pub(super) async fn newer(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let opened: Opened = opened(&app, assessor, &id).await?;
    let done = edit_matrix(&app.registry, &opened.assessor, opened.id(), Edit::TakeFigures).await;
    let done = done.map(|()| "The marks are now those of the last release".to_owned());
    on(&visit, &opened.address(), done).await
}

/// Makes a priority in the plan from an issue that was decided.
pub(super) async fn into_plan(
    Planner(planner): Planner,
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path((id, issue)): Path<(String, String)>,
    once: Once,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    let issue: u32 = issue.parse().map_err(|_| HttpError::NotFound)?;
    let done = put_in_plan(&once.on(&app), &planner, opened.id(), issue).await;
    let done = done.map(|_| "Added to the plan. Give it objectives there".to_owned());
    on(&visit, &format!("{}#issue-{issue}", opened.address()), done).await
}
