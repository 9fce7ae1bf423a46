//! The page for settling whose bike it is: both records, what both owners say, and the officer's decision.

use super::{looks, number};
use crate::shared::guard::Officer;
use crate::shared::{App, Choice, Errors, HttpError, Notice, Page, Visit, html, html_again, london};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::Form;
use domain::bike::DisputeOutcome;
use domain::id::BikeId;
use domain::look_up::Reason;
use registry::bike::disputes::{self, DecideError, Dispute, Side};
use serde::Deserialize;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/doubles/{bike}", get(show).post(decide))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    outcome: String,
    reason: String,
}

impl Typed {
    fn parse(&self) -> Result<(DisputeOutcome, Reason), Errors> {
        let mut errors = Errors::default();
        let outcome = DisputeOutcome::of_officers()
            .into_iter()
            .find(|outcome| outcome.slug() == self.outcome);
        if outcome.is_none() {
            errors.add("outcome", "Choose whose bike it is");
        }
        let reason = errors.keep("reason", Reason::parse(&self.reason));
        errors.finish(outcome.zip(reason))
    }
}

/// One of the bikes.
struct SideView {
    title: &'static str,
    reference: String,
    number: String,
    looks: String,
    registered: String,
    standing: &'static str,
    mark: Option<String>,
    answer: Option<&'static str>,
    statements: Vec<(String, String)>,
}

impl SideView {
    fn of(title: &'static str, side: Side) -> Self {
        let bike = &side.bike;
        Self {
            title,
            reference: bike.reference().to_string(),
            number: number(bike),
            looks: looks(bike),
            registered: london::day(bike.registered_at),
            standing: if bike.confirmed {
                bike.standing.label()
            } else {
                "Not confirmed"
            },
            mark: bike.mark.map(|code| code.to_string()),
            answer: side.answer.map(|answer| answer.label()),
            statements: side
                .statements
                .into_iter()
                .map(|(at, words)| (london::day_and_time(at), words))
                .collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "police/doubles/decide.html")]
struct Decide {
    page: Page,
    bike: BikeId,
    since: String,
    sides: Vec<SideView>,
    outcomes: Vec<Choice>,
    reason: String,
}

async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(bike): Path<BikeId>,
) -> Result<Response, HttpError> {
    match disputes::open(&app.registry, officer, bike).await {
        Ok(dispute) => html(&page(&visit, bike, dispute, Typed::default(), Errors::default()).await?),
        Err(error) => to_list(&visit, error).await,
    }
}

async fn decide(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(bike): Path<BikeId>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let mut errors = match typed.parse() {
        Ok((outcome, reason)) => {
            match disputes::decide(&app.registry, officer, bike, outcome, &reason).await {
                Ok(()) => {
                    let said = "Decision saved. We will e-mail both owners";
                    visit.notice(Notice::success(said)).await?;
                    return Ok(Redirect::to("/police/doubles").into_response());
                }
                Err(DecideError::FirstIsGone) => Errors::default(),
                Err(error) => return to_list(&visit, error).await,
            }
        }
        Err(errors) => errors,
    };
    if errors.is_empty() {
        errors.add("outcome", DecideError::FirstIsGone.to_string());
    }
    match disputes::open(&app.registry, officer, bike).await {
        Ok(dispute) => html_again(&page(&visit, bike, dispute, typed, errors).await?),
        Err(error) => to_list(&visit, error).await,
    }
}

async fn to_list(visit: &Visit, error: DecideError) -> Result<Response, HttpError> {
    if let DecideError::Store(error) = error {
        return Err(error.into());
    }
    visit.notice(Notice::important(error.to_string())).await?;
    Ok(Redirect::to("/police/doubles").into_response())
}

async fn page(
    visit: &Visit,
    bike: BikeId,
    dispute: Dispute,
    typed: Typed,
    errors: Errors,
) -> Result<Decide, HttpError> {
    let page = visit.form_page("Whose bike is it?").await?.with_errors(errors);
    let outcomes = DisputeOutcome::of_officers().map(|outcome| (outcome.slug(), outcome.label()));
    let mut sides: Vec<SideView> = dispute
        .first
        .into_iter()
        .map(|side| SideView::of("Registered first", side))
        .collect();
    sides.push(SideView::of("Registered later", dispute.later));
    Ok(Decide {
        page,
        bike,
        since: london::day_and_time(dispute.since),
        sides,
        outcomes: Choice::list(&typed.outcome, outcomes),
        reason: typed.reason,
    })
}
