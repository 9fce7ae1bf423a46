//! One box, and the bikes that it may mean, ranked, each with its reasons. Every look-up is logged.

mod filter;
mod form;
mod owner;
mod results;

use super::describe;
use crate::shared::guard::Officer;
use crate::shared::{App, Choice, DateTyped, Errors, HttpError, Page, Visit, html, html_again};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::id::LookUpId;
use form::SearchForm;
use registry::look_up::rank::MatchError;
use registry::look_up::{self, LookUpError};
use serde::Deserialize;
use tower_sessions::Session;

/// Where the session keeps the last reason, so that it is not typed twice in one piece of work.
const REASON: &str = "police.reason";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/look-up", get(show).post(search))
        .route("/look-up/{id}", get(results::show))
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
}

impl SearchPage {
    async fn new(visit: &Visit, form: SearchForm, errors: Errors) -> Result<Self, HttpError> {
        Ok(Self {
            page: visit.form_page("Look up a bike").await?.with_errors(errors),
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
            let earlier = look_up::again(&app.registry, officer, id, 1)
                .await
                .map_err(http)?;
            SearchForm::of(&earlier.look_up, earlier.reason.as_str())
        }
        None => SearchForm::for_reason(last_reason(&visit.session).await?),
    };
    html(&SearchPage::new(&visit, form, Errors::default()).await?)
}

async fn search(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Form(form): Form<SearchForm>,
) -> Result<Response, HttpError> {
    let (wanted, reason) = match form.parse(app.registry.now()) {
        Ok(parsed) => parsed,
        Err(errors) => return html_again(&SearchPage::new(&visit, form, errors).await?),
    };
    let answer = match look_up::look_up(&app.registry, officer, &reason, &wanted, filter::STEP).await {
        Ok(answer) => answer,
        Err(error @ (LookUpError::Nothing | LookUpError::Number(_))) => {
            let mut errors = Errors::default();
            errors.add("number", error.to_string());
            return html_again(&SearchPage::new(&visit, form, errors).await?);
        }
        Err(error) => return Err(http(error)),
    };
    visit
        .session
        .insert(REASON, reason.as_str())
        .await
        .map_err(HttpError::internal)?;
    Ok(Redirect::to(&format!("/police/look-up/{}", answer.id)).into_response())
}

async fn last_reason(session: &Session) -> Result<String, HttpError> {
    Ok(session
        .get::<String>(REASON)
        .await
        .map_err(HttpError::internal)?
        .unwrap_or_default())
}

/// What an officer is told when a look-up fails for no field's fault.
pub(super) fn http(error: LookUpError) -> HttpError {
    match error {
        LookUpError::NotFound => HttpError::NotFound,
        LookUpError::Store(error) | LookUpError::Match(MatchError::Store(error)) => error.into(),
        other => HttpError::internal(other),
    }
}

#[cfg(test)]
mod tests;
