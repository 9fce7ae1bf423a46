//! The page that records a recovered bike.

use super::super::describe;
use super::form::RecoveryForm;
use super::numbers::Row;
use crate::shared::guard::Officer;
use crate::shared::headers::scanning;
use crate::shared::place::PlaceQuestion;
use crate::shared::{
    App, Choice, DateTyped, Errors, HttpError, Notice, Once, Page, Visit, html_again, html_form,
};
use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::LookUpId;
use domain::place::named::NamedPlace;
use domain::recovery::Recovery;
use registry::look_up::{self, LookUpError};
use registry::place::named_places;
use registry::recovery::{self, RecoveryError};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "police/recoveries/new.html")]
pub(super) struct NewPage {
    page: Page,
    /// The address of the form.
    action: String,
    button: &'static str,
    back: String,
    back_text: String,
    form: RecoveryForm,
    found: DateTyped,
    numbers: Vec<Row>,
    /// True if there is no room for another number.
    full: bool,
    colours: Vec<Choice>,
    second_colours: Vec<Choice>,
    kinds: Vec<Choice>,
    makes: Vec<&'static str>,
    place: PlaceQuestion,
    /// What is on record now, for each field where another officer's change differs from what this officer has typed.
    pub(super) differs: Vec<(String, String)>,
}

impl NewPage {
    async fn new(
        visit: &Visit,
        places: &[NamedPlace],
        form: RecoveryForm,
        errors: Errors,
    ) -> Result<Self, HttpError> {
        Ok(Self {
            action: "/police/recoveries/new".to_owned(),
            button: "Record and look for its owner",
            back: "/police/recoveries".to_owned(),
            back_text: "Recovered bikes".to_owned(),
            page: visit
                .form_page("Record a recovered bike")
                .await?
                .with_errors(errors)
                .with_scanner(),
            found: form.found(),
            numbers: form.numbers.rows(),
            full: form.numbers.is_full(),
            colours: describe::colours(&form.colour, "Not known"),
            second_colours: describe::colours(&form.second_colour, "None"),
            kinds: describe::kinds(&form.kind, "Not known"),
            makes: describe::makes().collect(),
            place: form.given.question(places),
            differs: Vec::new(),
            form,
        })
    }

    /// Makes the same form, filled with what was recorded.
    pub(super) async fn correcting(
        visit: &Visit,
        places: &[NamedPlace],
        recovery: &Recovery,
        form: RecoveryForm,
        errors: Errors,
    ) -> Result<Self, HttpError> {
        let (id, reference) = (recovery.id, &recovery.recovery.property_ref);
        let page = visit.form_page(format!("Correct {reference}")).await?;
        Ok(Self {
            page: page.with_errors(errors).with_scanner(),
            action: format!("/police/recoveries/{id}/correct"),
            button: "Save",
            back: format!("/police/recoveries/{id}"),
            back_text: format!("Recovered bike {reference}"),
            ..Self::new(visit, places, form, Errors::default()).await?
        })
    }

    /// The answer: the form, or the form again with what is wrong with it.
    pub(super) fn shown(&self) -> Result<Response, HttpError> {
        let answer = if self.page.errors.is_empty() {
            html_form(self)?
        } else {
            html_again(self)?
        };
        Ok(scanning(&self.page, answer))
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
    let places = named_places(&app.registry).await?;
    let page = NewPage::new(&visit, &places, form, Errors::default()).await?;
    page.shown()
}

pub(super) async fn send(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(mut form): Form<RecoveryForm>,
) -> Result<Response, HttpError> {
    let places = named_places(&app.registry).await?;
    if form.numbers.wants_more() {
        form.numbers = form.numbers.with_one_more();
        return NewPage::new(&visit, &places, form, Errors::default())
            .await?
            .shown();
    }
    let new = match form.parse(app.registry.now(), &places) {
        Ok(new) => new,
        Err(errors) => return NewPage::new(&visit, &places, form, errors).await?.shown(),
    };
    match recovery::record(&once.on(&app), officer, &new).await {
        Ok(id) => {
            // The bike is recorded by now. If the search fails, the officer can repeat it from the bike's page.
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
            NewPage::new(&visit, &places, form, errors).await?.shown()
        }
        Err(RecoveryError::Store(error)) => Err(error.into()),
        Err(error) => Err(HttpError::internal(error)),
    }
}
