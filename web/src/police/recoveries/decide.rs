//! What an officer decides about a recovered bike.

use super::case;
use crate::shared::guard::Officer;
use crate::shared::{App, Errors, HttpError, Notice, Visit};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::bike::BikeReference;
use domain::id::{BikeId, LookUpId, RecoveryId};
use domain::recovery::Tie;
use registry::look_up::rank::MatchError;
use registry::look_up::{self, LookUpError, MOST_RESULTS};
use registry::{
    account::permits::OfficerOf,
    recovery::{self, RecoveryError},
};
use serde::Deserialize;

/// Where the summary's link leads when a decision was refused.
const AT: &str = "decision";

/// The look-up that the bike was found by.
#[derive(Deserialize)]
pub(super) struct TieForm {
    look_up: LookUpId,
}

pub(super) async fn tie(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path((id, bike)): Path<(RecoveryId, BikeId)>,
    Form(form): Form<TieForm>,
) -> Result<Response, HttpError> {
    let Some(tie) = weighed(&app, officer, id, bike, form.look_up).await? else {
        let mut errors = Errors::default();
        errors.add(
            AT,
            "That bike is no longer among those it may be. Look at the list again",
        );
        return case::page(&app, officer, &visit, id, errors).await;
    };
    let said = format!(
        "Tied to {}. The register says now that the police hold it.",
        BikeReference::of(bike)
    );
    done(
        recovery::tie(&app.registry, officer, &tie).await,
        said,
        &app,
        officer,
        &visit,
        id,
    )
    .await
}

/// What the officer saw of the bike, weighed anew: the browser is not asked for it.
async fn weighed(
    app: &App,
    officer: OfficerOf,
    recovery: RecoveryId,
    bike: BikeId,
    look_up: LookUpId,
) -> Result<Option<Tie>, HttpError> {
    let answer = match look_up::again(&app.registry, officer, look_up, MOST_RESULTS).await {
        Ok(answer) => answer,
        Err(LookUpError::NotFound) => return Ok(None),
        Err(LookUpError::Store(error) | LookUpError::Match(MatchError::Store(error))) => {
            return Err(error.into());
        }
        Err(error) => return Err(HttpError::internal(error)),
    };
    let Some(hit) = answer.hits.into_iter().find(|hit| hit.found.bike.id == bike) else {
        return Ok(None);
    };
    let scored = hit.found.scored;
    Ok(Some(Tie {
        recovery,
        bike,
        look_up: Some(answer.id),
        bits: scored.bits,
        evidence: serde_json::to_value(&scored.evidence).map_err(HttpError::internal)?,
    }))
}

pub(super) async fn untie(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RecoveryId>,
) -> Result<Response, HttpError> {
    let said = "The tie is taken back.".to_owned();
    done(
        recovery::untie(&app.registry, officer, id).await,
        said,
        &app,
        officer,
        &visit,
        id,
    )
    .await
}

pub(super) async fn give_back(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RecoveryId>,
) -> Result<Response, HttpError> {
    let said = "Marked as returned to its owner. An open theft report is closed.".to_owned();
    done(
        recovery::return_to_owner(&app.registry, officer, id).await,
        said,
        &app,
        officer,
        &visit,
        id,
    )
    .await
}

/// Goes back to the case, or shows it again with why nothing was changed.
async fn done(
    result: Result<(), RecoveryError>,
    said: String,
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    id: RecoveryId,
) -> Result<Response, HttpError> {
    match result {
        Ok(()) => {
            visit.notice(Notice::success(said)).await?;
            Ok(Redirect::to(&format!("/police/recoveries/{id}")).into_response())
        }
        Err(error @ (RecoveryError::NotFound | RecoveryError::Store(_))) => Err(case::http(error)),
        Err(error) => {
            let mut errors = Errors::default();
            errors.add(AT, error.to_string());
            case::page(app, officer, visit, id, errors).await
        }
    }
}
