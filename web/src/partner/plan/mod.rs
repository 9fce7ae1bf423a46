//! The plan of a partnership: what it sets out to do, how far it has got, its quarterly reports and its publication.

mod action;
mod action_events;
mod forms;
mod history;
mod list;
mod measure;
mod publish;
mod reports;
mod show;

use crate::shared::{App, HttpError, Notice, Visit};
use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::agency::Agency;
use domain::id::PlanId;
use forms::{about, priority};
use jiff::Timestamp;
use registry::account::permits::PartnerOf;
use registry::plan::{KeptPlan, PlanError};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/plan", get(list::show))
        .route("/plan/new", get(list::new).post(list::begin))
        .route("/plan/{plan}", get(show::show))
        .route("/plan/{plan}/history", get(history::show))
        .route("/plan/{plan}/publish", get(publish::ask).post(publish::publish))
        .route(
            "/plan/{plan}/withdraw",
            get(publish::ask_withdraw).post(publish::withdraw),
        )
        .route("/plan/{plan}/next", get(publish::ask_next).post(publish::next))
        .route(
            "/plan/{plan}/about",
            get(forms::show::<about::About>).post(forms::send::<about::About>),
        )
        .merge(parts())
        .merge(measures_and_actions())
        .merge(report_routes())
}

fn parts() -> Router<App> {
    use forms::objective::{AddObjective, ChangeObjective};
    use priority::{Evaluate, RemovePriority, WithAreas};
    type AddPriority = WithAreas<priority::AddPriority>;
    type ChangePriority = WithAreas<priority::ChangePriority>;
    Router::new()
        .route(
            "/plan/{plan}/priorities/new",
            get(forms::show::<AddPriority>).post(forms::send::<AddPriority>),
        )
        .route(
            "/plan/{plan}/priorities/{part}",
            get(forms::show::<ChangePriority>).post(forms::send::<ChangePriority>),
        )
        .route(
            "/plan/{plan}/priorities/{part}/remove",
            get(forms::show::<RemovePriority>).post(forms::send::<RemovePriority>),
        )
        .route(
            "/plan/{plan}/priorities/{part}/evaluation",
            get(forms::show::<Evaluate>).post(forms::send::<Evaluate>),
        )
        .route(
            "/plan/{plan}/priorities/{part}/objectives",
            get(forms::show::<AddObjective>).post(forms::send::<AddObjective>),
        )
        .route(
            "/plan/{plan}/objectives/{part}",
            get(forms::show::<ChangeObjective>).post(forms::send::<ChangeObjective>),
        )
}

fn measures_and_actions() -> Router<App> {
    use forms::action::{AddAction, ChangeAction, MoveDue};
    use forms::measure::{AddMeasure, ChangeMeasure};
    use forms::status::Overrule;
    Router::new()
        .route(
            "/plan/{plan}/objectives/{part}/measures",
            get(forms::show::<AddMeasure>).post(forms::send::<AddMeasure>),
        )
        .route(
            "/plan/{plan}/objectives/{part}/actions",
            get(forms::show::<AddAction>).post(forms::send::<AddAction>),
        )
        .route(
            "/plan/{plan}/measures/{part}",
            get(measure::show).post(measure::record),
        )
        .route(
            "/plan/{plan}/measures/{part}/edit",
            get(forms::show::<ChangeMeasure>).post(forms::send::<ChangeMeasure>),
        )
        .route(
            "/plan/{plan}/measures/{part}/status",
            get(forms::show::<Overrule>).post(forms::send::<Overrule>),
        )
        .route(
            "/plan/{plan}/actions/{part}",
            get(action::show).post(action::tell),
        )
        .route(
            "/plan/{plan}/actions/{part}/events",
            get(action_events::ask).post(action_events::save),
        )
        .route(
            "/plan/{plan}/actions/{part}/edit",
            get(forms::show::<ChangeAction>).post(forms::send::<ChangeAction>),
        )
        .route(
            "/plan/{plan}/actions/{part}/due",
            get(forms::show::<MoveDue>).post(forms::send::<MoveDue>),
        )
}

fn report_routes() -> Router<App> {
    Router::new()
        .route("/plan/{plan}/reports/new", get(reports::new).post(reports::draft))
        .route("/plan/reports/{report}", get(reports::show))
        .route("/plan/reports/{report}/summary", post(reports::summarise))
        .route("/plan/reports/{report}/comments", post(reports::comment))
        .route("/plan/reports/{report}/ask", post(reports::ask))
        .route("/plan/reports/{report}/close", post(reports::close))
        .route("/plan/reports/{report}/publish", post(reports::publish))
}

/// A plan that somebody has opened, with the agencies of its partnership.
struct Opened {
    partner: PartnerOf,
    kept: KeptPlan,
    agencies: Vec<Agency>,
    opened_at: Timestamp,
}

impl Opened {
    fn keeps(&self) -> bool {
        self.partner.keeps(self.kept.partnership)
    }

    fn address(&self) -> String {
        format!("/partner/plan/{}", self.kept.id)
    }
}

/// Opens the plan in the address, if somebody takes part in its partnership.
async fn opened(app: &App, partner: PartnerOf, id: &str) -> Result<Opened, HttpError> {
    let id: PlanId = id.parse().map_err(|_| HttpError::NotFound)?;
    let kept = registry::plan::plan(&app.registry, &partner, id).await;
    let kept = kept.map_err(no_form)?;
    let agencies = registry::agency::agencies(&app.registry, kept.partnership).await?;
    Ok(Opened {
        partner,
        kept,
        agencies,
        opened_at: app.registry.now(),
    })
}

/// Returns the message for a refused change, or an error that no form can put right.
fn said(error: PlanError) -> Result<String, HttpError> {
    match error {
        PlanError::Store(error) => Err(error.into()),
        PlanError::NotThere => Err(HttpError::NotFound),
        PlanError::NotYours => Err(HttpError::Forbidden),
        other => Ok(other.to_string()),
    }
}

/// Turns an error into an answer for a page without a form.
fn no_form(error: PlanError) -> HttpError {
    match said(error) {
        Err(error) => error,
        Ok(message) => HttpError::Unreadable(message),
    }
}

/// Goes on to a page with a message.
async fn on(visit: &Visit, address: &str, notice: Notice) -> Result<Response, HttpError> {
    visit.notice(notice).await?;
    Ok(Redirect::to(address).into_response())
}
