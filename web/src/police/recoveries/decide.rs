//! What an officer decides about a recovered bike.

use super::case;
use crate::shared::guard::Officer;
use crate::shared::{App, Errors, HttpError, Notice, Visit};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::bike::BikeReference;
use domain::id::{BikeId, RecoveryId};
use domain::text;
use registry::account::permits::OfficerOf;
use registry::recovery::{self, RecoveryError};
use serde::Deserialize;

/// The target of the error summary's link if a decision was refused.
const AT: &str = "decision";

/// The most characters that a reason can have.
const MOST_WHY: usize = 200;

/// The version of the record that an officer saw.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Seen {
    version: String,
}

impl Seen {
    /// The version, or `None` if an earlier release of the program made the page.
    pub(super) fn version(&self) -> Option<i64> {
        self.version.parse().ok()
    }
}

/// Why it is this bike despite a contradiction.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Why {
    why: String,
}

pub(super) async fn tie(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path((id, bike)): Path<(RecoveryId, BikeId)>,
    Form(typed): Form<Why>,
) -> Result<Response, HttpError> {
    let why = text::optional_line(&typed.why, MOST_WHY).ok().flatten();
    let said = format!(
        "Matched to {}. The register now shows it as held by the police.",
        BikeReference::of(bike)
    );
    done(
        recovery::match_bike(&app.registry, officer, id, (bike, why.as_deref())).await,
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
    Form(seen): Form<Seen>,
) -> Result<Response, HttpError> {
    let said = "Match undone. The register shows the bike as it was before.".to_owned();
    done(
        recovery::untie(&app.registry, officer, (id, seen.version())).await,
        said,
        &app,
        officer,
        &visit,
        id,
    )
    .await
}

/// Goes back to the case, or shows it again with the reason why nothing was changed.
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
