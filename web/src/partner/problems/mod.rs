//! Problem cases at places: what agencies find out, what they do about it, and what changed.

mod forms;
mod list;
mod new;
mod publish;
mod show;

use crate::shared::{App, HttpError, Notice, Visit};
use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::agency::Agency;
use domain::id::{AgencyId, CampaignId, PartnershipId, ProblemId};
use domain::plan::PlanAction;
use jiff::Timestamp;
use registry::account::permits::SolverOf;
use registry::problem::{KeptProblem, Offered, ProblemError};

/// The start of the addresses of cases.
const ADDRESS: &str = "/partner/problems";

pub(super) fn routes() -> Router<App> {
    use forms::case::{Close, Join, Leave, Move, Reopen};
    use forms::entry::Write;
    use forms::response::{Report, Respond};
    use forms::summary::{Link, Summarise};
    use forms::{send as put, show as ask};
    Router::new()
        .route("/problems", get(list::show))
        .route("/problems/list.csv", get(list::send))
        .route("/problems/new", get(new::show).post(new::add))
        .route("/problems/{problem}", get(show::show))
        .route("/problems/{problem}/history", get(show::history))
        .route(
            "/problems/{problem}/stages/{part}",
            get(ask::<Write>).post(put::<Write>),
        )
        .route(
            "/problems/{problem}/responses/new",
            get(ask::<Respond>).post(put::<Respond>),
        )
        .route(
            "/problems/{problem}/responses/{part}",
            get(ask::<Report>).post(put::<Report>),
        )
        .route(
            "/problems/{problem}/agencies/new",
            get(ask::<Join>).post(put::<Join>),
        )
        .route(
            "/problems/{problem}/agencies/{part}",
            get(ask::<Leave>).post(put::<Leave>),
        )
        .route("/problems/{problem}/move", get(ask::<Move>).post(put::<Move>))
        .route("/problems/{problem}/links", get(ask::<Link>).post(put::<Link>))
        .route(
            "/problems/{problem}/summary",
            get(ask::<Summarise>).post(put::<Summarise>),
        )
        .route(
            "/problems/{problem}/summary/publish",
            get(publish::ask).post(publish::publish),
        )
        .route(
            "/problems/{problem}/summary/withdraw",
            get(publish::ask_withdraw).post(publish::withdraw),
        )
        .route("/problems/{problem}/close", get(ask::<Close>).post(put::<Close>))
        .route(
            "/problems/{problem}/reopen",
            get(ask::<Reopen>).post(put::<Reopen>),
        )
}

/// A case that somebody has opened, with the agencies of its partnership.
struct Opened {
    solver: SolverOf,
    kept: KeptProblem,
    agencies: Vec<Agency>,
    /// Whether the reader may write the public summary.
    leads: bool,
    /// The actions and campaigns that the case can be linked to.
    offered: Offered,
    opened_at: Timestamp,
}

impl Opened {
    fn address(&self) -> String {
        format!("{ADDRESS}/{}", self.kept.id)
    }

    fn name(&self, id: AgencyId) -> String {
        name(&self.agencies, id)
    }
}

/// Returns the name of an agency.
fn name(agencies: &[Agency], id: AgencyId) -> String {
    let known = agencies.iter().find(|agency| agency.id == id);
    known.map_or_else(|| "An agency".to_owned(), |agency| agency.agency.name.clone())
}

/// Opens the case in the address, if one of somebody’s agencies is in it.
async fn opened(app: &App, solver: SolverOf, id: &str) -> Result<Opened, HttpError> {
    let id: ProblemId = id.parse().map_err(|_| HttpError::NotFound)?;
    let kept = registry::problem::problem(&app.registry, &solver, id).await;
    let kept = kept.map_err(no_form)?;
    let agencies = registry::agency::agencies(&app.registry, kept.partnership).await?;
    let leads = registry::problem::leads(&app.registry, &solver, &kept).await?;
    let offered = registry::problem::offered_links(&app.registry, &kept).await?;
    Ok(Opened {
        solver,
        kept,
        agencies,
        leads,
        offered,
        opened_at: app.registry.now(),
    })
}

/// A case that belongs with an action or a campaign, for the pages of those.
pub(super) struct CaseLine {
    pub(super) href: String,
    pub(super) title: String,
}

/// Lists the cases of an action, if the reader works on cases and may see them.
pub(super) async fn cases_of_action(
    app: &App,
    solver: Option<&SolverOf>,
    partnership: PartnershipId,
    link: PlanAction,
) -> Result<Vec<CaseLine>, HttpError> {
    let Some(solver) = solver else {
        return Ok(Vec::new());
    };
    let all = registry::problem::cases_of_action(&app.registry, solver, partnership, link).await?;
    Ok(case_lines(all))
}

/// Lists the cases of a campaign, if the reader works on cases and may see them.
pub(super) async fn cases_of_campaign(
    app: &App,
    solver: Option<&SolverOf>,
    partnership: PartnershipId,
    campaign: CampaignId,
) -> Result<Vec<CaseLine>, HttpError> {
    let Some(solver) = solver else {
        return Ok(Vec::new());
    };
    let all = registry::problem::cases_of_campaign(&app.registry, solver, partnership, campaign).await?;
    Ok(case_lines(all))
}

fn case_lines(all: Vec<(ProblemId, String)>) -> Vec<CaseLine> {
    let lines = all.into_iter().map(|(id, title)| CaseLine {
        href: format!("{ADDRESS}/{id}"),
        title,
    });
    lines.collect()
}

/// Returns the message for a refused change, or an error that no form can put right.
fn said(error: ProblemError) -> Result<String, HttpError> {
    match error {
        ProblemError::Store(error) => Err(error.into()),
        ProblemError::NotThere => Err(HttpError::NotFound),
        other => Ok(other.to_string()),
    }
}

/// Turns an error into an answer for a page without a form.
fn no_form(error: ProblemError) -> HttpError {
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

#[cfg(test)]
mod tests;
