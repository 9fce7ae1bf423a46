//! What an officer decides about a pair.

use super::list;
use crate::shared::guard::Officer;
use crate::shared::{App, Errors, HttpError, Notice, Visit};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::MatchId;
use registry::account::permits::OfficerOf;
use registry::recovery::RecoveryError;
use registry::recovery::matches::{self, DecideError};
use serde::Deserialize;

/// The fields of a decision's form.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// The version of the pair that was shown.
    version: String,
    /// Why they are the same bike despite a contradiction.
    pub(super) why: String,
    /// Why they are different bikes.
    pub(super) why_not: String,
    /// The number of days for which to put the pair aside.
    pub(super) until: String,
}

impl Typed {
    /// The pair, and the version that the officer saw. A missing version becomes 0, which no pair has.
    fn shown(&self, id: MatchId) -> (MatchId, i64) {
        (id, self.version.parse().unwrap_or_default())
    }
}

pub(super) async fn confirm(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<MatchId>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    match matches::confirm(&app.registry, officer, typed.shown(id), &typed.why).await {
        Ok(recovery) => {
            let said = "Match confirmed. You can now open the owner’s details and get in touch.";
            visit.notice(Notice::success(said)).await?;
            Ok(Redirect::to(&format!("/police/recoveries/{recovery}")).into_response())
        }
        Err(error) => refused(&app, officer, &visit, error, ("why", id, typed)).await,
    }
}

pub(super) async fn reject(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<MatchId>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    match matches::reject(&app.registry, officer, typed.shown(id), &typed.why_not).await {
        Ok(()) => {
            let said = "Rejected. We will show this pair again only if we find better evidence.";
            back(&visit, said).await
        }
        Err(error) => refused(&app, officer, &visit, error, ("why_not", id, typed)).await,
    }
}

pub(super) async fn park(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<MatchId>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let until = list::day_chosen(app.registry.now(), &typed.until);
    let parked = match until {
        Some(until) => matches::park(&app.registry, officer, typed.shown(id), until).await,
        None => Err(DecideError::Day),
    };
    match parked {
        Ok(()) => back(&visit, "Put aside. It will come back to this list on that day.").await,
        Err(error) => refused(&app, officer, &visit, error, ("until", id, typed)).await,
    }
}

async fn back(visit: &Visit, said: &str) -> Result<Response, HttpError> {
    visit.notice(Notice::success(said)).await?;
    Ok(Redirect::to("/police/matches").into_response())
}

/// Shows the list again with the error, beside its field if it has one.
async fn refused(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    error: DecideError,
    (field, id, typed): (&str, MatchId, Typed),
) -> Result<Response, HttpError> {
    let at = match error {
        DecideError::Store(error) | DecideError::Recovery(RecoveryError::Store(error)) => {
            return Err(error.into());
        }
        DecideError::NoReason | DecideError::Day => format!("{field}-{id}"),
        DecideError::Changed | DecideError::Recovery(_) => format!("pair-{id}"),
        DecideError::NotFound => "main-content".to_owned(),
    };
    let mut errors = Errors::default();
    errors.add(at, error.to_string());
    list::again(app, officer, visit, errors, (id, typed)).await
}
