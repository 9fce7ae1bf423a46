//! The look-up: one box, and a ranked list of bikes with reasons. Every look-up is logged.

mod filter;
mod form;
mod narrow;
mod owner;
mod results;
mod view;

use super::describe;
use crate::shared::guard::Officer;
use crate::shared::headers::scanning;
use crate::shared::{App, Choice, DateTyped, Errors, HttpError, Page, Visit, html, html_again};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::id::LookUpId;
use domain::look_up::Reason;
use form::SearchForm;
use registry::account::permits::OfficerOf;
use registry::look_up::rank::MatchError;
use registry::look_up::{self, LookUpError};
use serde::Deserialize;

/// How many of the officer's last reasons are offered.
const REASONS: usize = 5;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(async |_: Officer| Redirect::to("/police/look-up")))
        .route("/look-up", get(show).post(search))
        .route("/look-up/{id}", get(results::show))
        .route("/look-up/{id}/filter", post(narrow::send))
        .route("/look-up/{id}/view", post(view::send))
        .route("/look-up/{id}/widen", post(narrow::widen))
        .route("/look-up/{id}/more", post(narrow::more))
        .route("/look-up/{id}/spelling", post(narrow::spell))
        .route(
            "/look-up/{id}/bikes/{bike}/owner",
            get(owner::ask).post(owner::open),
        )
}

#[derive(Template)]
#[template(path = "police/look_up/page.html")]
struct SearchPage {
    page: Page,
    form: SearchForm,
    found: DateTyped,
    colours: Vec<Choice>,
    second_colours: Vec<Choice>,
    kinds: Vec<Choice>,
    makes: Vec<&'static str>,
    /// The numbers, one on each line, if there are too many for a look-up of one bike.
    as_list: Option<String>,
    /// Reasons that the officer gave before, to choose from.
    reasons: Vec<String>,
}

impl SearchPage {
    async fn new(
        app: &App,
        officer: OfficerOf,
        visit: &Visit,
        form: SearchForm,
        errors: Errors,
    ) -> Result<Self, HttpError> {
        let reasons = look_up::last_reasons(&app.registry, officer, REASONS).await?;
        let as_list = errors.of("number").and_then(|_| form.as_list());
        Ok(Self {
            as_list,
            reasons: reasons.iter().map(Reason::to_string).collect(),
            page: visit
                .form_page("Look up a bike")
                .await?
                .with_errors(errors)
                .with_scanner(),
            found: form.found(),
            colours: describe::colours(&form.colour, "Any colour"),
            second_colours: describe::colours(&form.second_colour, "None"),
            kinds: describe::kinds(&form.kind, "Any kind"),
            makes: describe::makes().collect(),
            form,
        })
    }
}

/// An earlier look-up to change and send again.
#[derive(Deserialize)]
struct Again {
    from: Option<LookUpId>,
}

async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Query(again): Query<Again>,
) -> Result<Response, HttpError> {
    let form = match again.from {
        Some(id) => {
            let (earlier, reason) = look_up::asked(&app.registry, officer, id).await.map_err(http)?;
            SearchForm::of(&earlier, reason.as_str())
        }
        None => SearchForm::default(),
    };
    let page = SearchPage::new(&app, officer, &visit, form, Errors::default()).await?;
    Ok(scanning(&page.page, html(&page)?))
}

async fn search(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Form(form): Form<SearchForm>,
) -> Result<Response, HttpError> {
    let (wanted, reason) = match form.parse(app.registry.now()) {
        Ok(parsed) => parsed,
        Err(errors) => return again(&app, officer, &visit, form, errors).await,
    };
    match look_up::look_up(&app.registry, officer, &reason, &wanted, filter::STEP).await {
        Ok(id) => Ok(Redirect::to(&address(id)).into_response()),
        Err(error @ (LookUpError::Nothing | LookUpError::Number(_))) => {
            let mut errors = Errors::default();
            errors.add("number", error.to_string());
            again(&app, officer, &visit, form, errors).await
        }
        Err(error) => Err(http(error)),
    }
}

/// The form with what was typed and what is wrong with it.
async fn again(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    form: SearchForm,
    errors: Errors,
) -> Result<Response, HttpError> {
    let page = SearchPage::new(app, officer, visit, form, errors).await?;
    Ok(scanning(&page.page, html_again(&page)?))
}

/// The address of a look-up's results.
fn address(id: LookUpId) -> String {
    format!("/police/look-up/{id}")
}

/// Turns an error that does not belong to a field into an answer.
pub(super) fn http(error: LookUpError) -> HttpError {
    match error {
        LookUpError::NotFound => HttpError::NotFound,
        LookUpError::Store(error) | LookUpError::Match(MatchError::Store(error)) => error.into(),
        other => HttpError::internal(other),
    }
}

#[cfg(test)]
mod tests;
