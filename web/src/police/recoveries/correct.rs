//! What was recorded of a bike is corrected.

use super::case;
use super::form::RecoveryForm;
use super::record::NewPage;
use crate::shared::guard::Officer;
use crate::shared::{App, Errors, HttpError, Notice, Visit, html, html_again};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::RecoveryId;
use registry::recovery::{self, RecoveryError};

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RecoveryId>,
) -> Result<Response, HttpError> {
    let recovery = recovery::find(&app.registry, officer, id).await;
    let recovery = recovery.map_err(case::http)?;
    let form = RecoveryForm::recorded(&recovery.recovery);
    html(&NewPage::correcting(&visit, &recovery, form, Errors::default()).await?)
}

pub(super) async fn send(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RecoveryId>,
    Form(form): Form<RecoveryForm>,
) -> Result<Response, HttpError> {
    let recovery = recovery::find(&app.registry, officer, id).await;
    let recovery = recovery.map_err(case::http)?;
    let new = match form.parse(app.registry.now()) {
        Ok(new) => new,
        Err(errors) => return html_again(&NewPage::correcting(&visit, &recovery, form, errors).await?),
    };
    let said = match recovery::correct(&app.registry, officer, id, &new).await {
        Ok(true) => "Corrected. The history shows what it said before.",
        Ok(false) => "Nothing has changed.",
        Err(error @ RecoveryError::SameReference) => {
            let mut errors = Errors::default();
            errors.add("property_ref", error.to_string());
            return html_again(&NewPage::correcting(&visit, &recovery, form, errors).await?);
        }
        Err(error) => return Err(case::http(error)),
    };
    visit.notice(Notice::success(said.to_owned())).await?;
    Ok(Redirect::to(&format!("/police/recoveries/{id}")).into_response())
}
