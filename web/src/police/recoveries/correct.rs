//! The page that corrects what was recorded about a bike.

use super::case;
use super::form::RecoveryForm;
use super::record::NewPage;
use crate::shared::guard::Officer;
use crate::shared::{App, Errors, HttpError, Notice, Visit};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::RecoveryId;
use registry::place::named_places;
use registry::recovery::{self, RecoveryError};

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RecoveryId>,
) -> Result<Response, HttpError> {
    let recovery = recovery::find(&app.registry, officer, id).await;
    let recovery = recovery.map_err(case::http)?;
    let mut form = RecoveryForm::recorded(&recovery.recovery);
    form.version = recovery.version.to_string();
    let places = named_places(&app.registry).await?;
    NewPage::correcting(&visit, &places, &recovery, form, Errors::default())
        .await?
        .shown()
}

pub(super) async fn send(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RecoveryId>,
    Form(mut form): Form<RecoveryForm>,
) -> Result<Response, HttpError> {
    let recovery = recovery::find(&app.registry, officer, id).await;
    let recovery = recovery.map_err(case::http)?;
    let places = named_places(&app.registry).await?;
    if form.numbers.wants_more() {
        form.numbers = form.numbers.with_one_more();
        return NewPage::correcting(&visit, &places, &recovery, form, Errors::default())
            .await?
            .shown();
    }
    let new = match form.parse(app.registry.now(), &places) {
        Ok(new) => new,
        Err(errors) => {
            return NewPage::correcting(&visit, &places, &recovery, form, errors)
                .await?
                .shown();
        }
    };
    let seen = (id, form.version.parse().ok());
    let said = match recovery::correct(&app.registry, officer, seen, &new).await {
        Ok(true) => "Corrected. The history shows the old values.",
        Ok(false) => "Nothing has changed.",
        Err(error @ RecoveryError::SameReference) => {
            let mut errors = Errors::default();
            errors.add("property_ref", error.to_string());
            return NewPage::correcting(&visit, &places, &recovery, form, errors)
                .await?
                .shown();
        }
        Err(error @ RecoveryError::Changed) => {
            // If the officer sends the form again, the change is intended.
            let recovery = recovery::find(&app.registry, officer, id).await;
            let recovery = recovery.map_err(case::http)?;
            form.version = recovery.version.to_string();
            let mut errors = Errors::default();
            errors.add("property_ref", error.to_string());
            let mut page = NewPage::correcting(&visit, &places, &recovery, form, errors).await?;
            page.differs = recovery::differences(&new, &recovery.recovery)
                .into_iter()
                .map(|change| (change.field, change.after))
                .collect();
            return page.shown();
        }
        Err(error) => return Err(case::http(error)),
    };
    visit.notice(Notice::success(said.to_owned())).await?;
    Ok(Redirect::to(&format!("/police/recoveries/{id}")).into_response())
}
