//! One row of a list with the bikes that it may be, and the decision on it.

use super::super::likely::{Fact, LikelyView};
use super::begin::title;
use super::{http, list};
use crate::shared::guard::Officer;
use crate::shared::london;
use crate::shared::{App, Errors, HttpError, Notice, Page, Visit, html, html_again};
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{BikeId, LookUpId, PropertyListId, PropertyRowId, RecoveryId};
use registry::account::permits::OfficerOf;
use registry::look_up::Answer;
use registry::recovery::lists::{self, Decided, Decision, ListError, RowView, Shown};
use registry::recovery::{OpenedFrom, case_file, matches};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "police/property_store/row.html")]
struct RowPage {
    page: Page,
    list: PropertyListId,
    list_title: String,
    back: String,
    row: PropertyRowId,
    part: &'static str,
    facts: Vec<Fact>,
    bikes: Vec<Candidate>,
    look_up: Option<LookUpId>,
    looked: bool,
    kept: bool,
    /// Whether the officer decided that it is none of these bikes.
    other: bool,
    decided: bool,
    /// True if the row is recorded. The page then takes no more decisions.
    recorded: bool,
    recovery: Option<RecoveryId>,
    /// Which decision the page shows.
    seen: i64,
    before: Option<PropertyRowId>,
    after: Option<PropertyRowId>,
}

/// A bike that the row may be.
struct Candidate {
    likely: LikelyView,
    /// What contradicts it.
    against: Vec<String>,
    why_id: String,
    chosen: bool,
}

/// The fields of a decision's form.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    decision: String,
    bike: Option<BikeId>,
    why: String,
    seen: String,
}

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(at): Path<(PropertyListId, PropertyRowId)>,
    Query(asked): Query<list::Asked>,
) -> Result<Response, HttpError> {
    html(&page(&app, officer, &visit, at, asked.shown(), Errors::default()).await?)
}

async fn page(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    at: (PropertyListId, PropertyRowId),
    shown: Shown,
    errors: Errors,
) -> Result<RowPage, HttpError> {
    let (of, view, answer) = lists::row(&app.registry, officer, at).await.map_err(http)?;
    let row = &view.row;
    let (before, after) = lists::neighbours(&app.registry, officer, row, shown).await?;
    let bikes = match &answer {
        Some(answer) => candidates(app, officer, answer, row.decided.as_ref()).await?,
        None => Vec::new(),
    };
    Ok(RowPage {
        page: visit
            .form_page(list::reference(&view))
            .await?
            .with_errors(errors)
            .with_island("src/police/property_store/island.ts"),
        list: of.id,
        list_title: title(&of),
        back: format!("/police/property-store/{}?show={}", of.id, list::slug(shown)),
        row: row.id,
        part: list::slug(shown),
        facts: facts(&view),
        bikes,
        look_up: row.look_up,
        looked: row.looked,
        kept: answer.as_ref().is_none_or(|answer| answer.kept),
        other: row.decided == Some(Decided::Other),
        decided: row.decided.is_some(),
        recorded: of.recorded_by.is_some(),
        recovery: row.recovery,
        seen: lists::version(row),
        before,
        after,
    })
}

async fn candidates(
    app: &App,
    officer: OfficerOf,
    answer: &Answer,
    decided: Option<&Decided>,
) -> Result<Vec<Candidate>, HttpError> {
    let bikes = answer
        .bikes
        .iter()
        .map(|likely| likely.found.bike.clone())
        .collect();
    let files = case_file::of_loaded(&app.registry, officer, bikes).await?;
    let ranked = answer
        .bikes
        .iter()
        .enumerate()
        .map(|(at, likely)| (at + 1, likely));
    let views = LikelyView::all(ranked, &files, OpenedFrom::LookUp(answer.id));
    let candidate = |(likely, found): (LikelyView, &registry::look_up::LikelyBike)| Candidate {
        against: matches::contradictions(&found.found.scored)
            .into_iter()
            .map(str::to_owned)
            .collect(),
        why_id: format!("why-{}", likely.bike),
        chosen: matches!(decided, Some(Decided::Bike(Some(bike), _)) if *bike == likely.bike),
        likely,
    };
    Ok(views.into_iter().zip(&answer.bikes).map(candidate).collect())
}

/// What the list says about the bike.
fn facts(view: &RowView) -> Vec<Fact> {
    let (told, wanted) = (&view.told, &view.told.look_up);
    let mut facts = Vec::new();
    let numbers = wanted.boxes().join(", ");
    if !numbers.is_empty() {
        facts.push(Fact::code("Number as read", numbers));
    }
    let looks = list::looks(view);
    if !looks.is_empty() {
        facts.push(Fact::words("Looks like", looks));
    }
    if let Some(at) = wanted.found_at {
        facts.push(Fact::words("Found", london::day(at)));
    }
    facts.extend(told.place.clone().map(|place| Fact::words("Where", place)));
    facts.extend(
        told.found_by
            .clone()
            .map(|finder| Fact::words("Found by", finder)),
    );
    if !told.unknown.is_empty() {
        facts.push(Fact::words("Not understood", told.unknown.join(", ")));
    }
    facts
}

pub(super) async fn send(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(at): Path<(PropertyListId, PropertyRowId)>,
    Query(asked): Query<list::Asked>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let (decision, said) = match (typed.decision.as_str(), typed.bike) {
        ("bike", Some(bike)) => (Decision::Bike(bike, typed.why.clone()), "Noted: it is this bike"),
        ("other", _) => (Decision::Other, "Noted: it is another bike"),
        ("open", _) => (Decision::Open, "The row is open again"),
        _ => {
            let mut errors = Errors::default();
            errors.add("main-content", "Choose a bike, or say that it is none of these");
            return html_again(&page(&app, officer, &visit, at, asked.shown(), errors).await?);
        }
    };
    let shown = asked.shown();
    let (_, view, _) = lists::row(&app.registry, officer, at).await.map_err(http)?;
    // We find the next row before the decision, because the decision may move this row to another part of the list.
    let (_, next) = lists::neighbours(&app.registry, officer, &view.row, shown).await?;
    let field = typed.bike.map_or_else(String::new, |bike| format!("why-{bike}"));
    match lists::decide(&app.registry, officer, at, (&decision, typed.seen.parse().ok())).await {
        Ok(()) => {
            visit
                .notice(Notice::success(format!("{}. {said}", list::reference(&view))))
                .await?;
            let (list, row) = at;
            let stays = matches!(decision, Decision::Open);
            let to = match next {
                _ if stays => format!("/police/property-store/{list}/rows/{row}?show=all"),
                Some(next) => format!(
                    "/police/property-store/{list}/rows/{next}?show={}",
                    list::slug(shown)
                ),
                None => format!("/police/property-store/{list}?show={}", list::slug(shown)),
            };
            Ok(Redirect::to(&to).into_response())
        }
        Err(
            error @ (ListError::NoReason
            | ListError::NotShown
            | ListError::Changed
            | ListError::Recorded
            | ListError::Looking),
        ) => {
            let mut errors = Errors::default();
            let id = if matches!(error, ListError::NoReason) {
                field
            } else {
                "main-content".to_owned()
            };
            errors.add(id, error.to_string());
            html_again(&page(&app, officer, &visit, at, shown, errors).await?)
        }
        Err(error) => Err(http(error)),
    }
}
