//! A recovered bike is recorded.

use super::super::describe;
use super::form::{self, RecoveryForm};
use crate::shared::guard::Officer;
use crate::shared::{
    App, Choice, DateTyped, Errors, HttpError, Notice, Once, Page, Visit, html_again, html_form,
};
use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::LookUpId;
use domain::recovery::Recovery;
use registry::look_up::{self, LookUpError};
use registry::recovery::{self, RecoveryError};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "police/recoveries/new.html")]
pub(super) struct NewPage {
    page: Page,
    /// Where the form goes.
    action: String,
    button: &'static str,
    back: String,
    back_text: String,
    form: RecoveryForm,
    found: DateTyped,
    other_kinds: Vec<Choice>,
    second_other_kinds: Vec<Choice>,
    colours: Vec<Choice>,
    second_colours: Vec<Choice>,
    kinds: Vec<Choice>,
    makes: Vec<&'static str>,
}

impl NewPage {
    async fn new(visit: &Visit, form: RecoveryForm, errors: Errors) -> Result<Self, HttpError> {
        Ok(Self {
            action: "/police/recoveries/new".to_owned(),
            button: "Record and look for its owner",
            back: "/police/recoveries".to_owned(),
            back_text: "Recovered bikes".to_owned(),
            page: visit
                .form_page("Record a recovered bike")
                .await?
                .with_errors(errors),
            found: form.found(),
            other_kinds: form::number_kinds(&form.other_kind),
            second_other_kinds: form::number_kinds(&form.second_other_kind),
            colours: describe::colours(&form.colour, "Not known"),
            second_colours: describe::colours(&form.second_colour, "None"),
            kinds: describe::kinds(&form.kind, "Not known"),
            makes: describe::makes().collect(),
            form,
        })
    }
}

impl NewPage {
    /// The same form over what was recorded.
    pub(super) async fn correcting(
        visit: &Visit,
        recovery: &Recovery,
        form: RecoveryForm,
        errors: Errors,
    ) -> Result<Self, HttpError> {
        let (id, reference) = (recovery.id, &recovery.recovery.property_ref);
        let page = visit.form_page(format!("Correct {reference}")).await?;
        Ok(Self {
            page: page.with_errors(errors),
            action: format!("/police/recoveries/{id}/correct"),
            button: "Save",
            back: format!("/police/recoveries/{id}"),
            back_text: format!("Recovered bike {reference}"),
            ..Self::new(visit, form, Errors::default()).await?
        })
    }
}

/// The look-up to fill the form from.
#[derive(Deserialize)]
pub(super) struct From {
    look_up: Option<LookUpId>,
}

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Query(from): Query<From>,
) -> Result<Response, HttpError> {
    let now = app.registry.now();
    let form = match from.look_up {
        Some(id) => match look_up::asked(&app.registry, officer, id).await {
            Ok((look_up, reason)) => RecoveryForm::of(&look_up, &reason, now),
            Err(LookUpError::Store(error)) => return Err(error.into()),
            Err(LookUpError::NotFound) => return Err(HttpError::NotFound),
            Err(error) => return Err(HttpError::internal(error)),
        },
        None => RecoveryForm::empty(now),
    };
    html_form(&NewPage::new(&visit, form, Errors::default()).await?)
}

pub(super) async fn send(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(form): Form<RecoveryForm>,
) -> Result<Response, HttpError> {
    let new = match form.parse(app.registry.now()) {
        Ok(new) => new,
        Err(errors) => return html_again(&NewPage::new(&visit, form, errors).await?),
    };
    match recovery::record(&once.on(&app), officer, &new).await {
        Ok(id) => {
            // It is recorded; a search that fails can be made again from its page.
            if let Err(error) = recovery::look(&app.registry, officer, id).await {
                tracing::warn!(recovery.id = %id, %error, "Could not look for the owner of a recovered bike");
            }
            visit
                .notice(Notice::success(format!("{} recorded", new.property_ref)))
                .await?;
            Ok(Redirect::to(&format!("/police/recoveries/{id}")).into_response())
        }
        Err(error @ (RecoveryError::SameReference | RecoveryError::NoReason)) => {
            let mut errors = Errors::default();
            errors.add("property_ref", error.to_string());
            html_again(&NewPage::new(&visit, form, errors).await?)
        }
        Err(RecoveryError::Store(error)) => Err(error.into()),
        Err(error) => Err(HttpError::internal(error)),
    }
}
