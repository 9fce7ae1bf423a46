//! What an officer decides about a recovered bike.

use super::case;
use crate::shared::guard::Officer;
use crate::shared::{App, Errors, HttpError, Notice, Visit};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::bike::BikeReference;
use domain::id::{BikeId, RecoveryId};
use registry::account::permits::OfficerOf;
use registry::recovery::{self, RecoveryError};

/// Where the summary's link leads when a decision was refused.
const AT: &str = "decision";

pub(super) async fn tie(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path((id, bike)): Path<(RecoveryId, BikeId)>,
) -> Result<Response, HttpError> {
    let said = format!(
        "Matched to {}. The register now shows it as held by the police.",
        BikeReference::of(bike)
    );
    done(
        recovery::match_bike(&app.registry, officer, id, bike).await,
        said,
        &app,
        officer,
        &visit,
        id,
    )
    .await
}

/// Looks for the owner on the register as it stands now.
pub(super) async fn look(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RecoveryId>,
) -> Result<Response, HttpError> {
    let said = "The list of possible matches is up to date.".to_owned();
    done(
        recovery::look(&app.registry, officer, id).await.map(|_| ()),
        said,
        &app,
        officer,
        &visit,
        id,
    )
    .await
}

pub(super) async fn untie(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RecoveryId>,
) -> Result<Response, HttpError> {
    let said = "Match undone. The bike is on the register as it was before.".to_owned();
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
    let said = "Returned to its owner. Any open theft report is closed.".to_owned();
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
        Err(error @ (RecoveryError::NotFound | RecoveryError::Store(_) | RecoveryError::LookUp(_))) => {
            Err(case::http(error))
        }
        Err(error) => {
            let mut errors = Errors::default();
            errors.add(AT, error.to_string());
            case::page(app, officer, visit, id, errors).await
        }
    }
}
