//! The forms on the results page: filters, spelling, and more bikes.

use super::filter::{Filter, STEP};
use super::{address, http, results};
use crate::shared::guard::Officer;
use crate::shared::{App, HttpError, Visit};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::LookUpId;
use registry::account::permits::OfficerOf;
use registry::look_up::{self, Answer, LookUp};
use serde::Deserialize;

/// The filter whose button was pressed.
#[derive(Deserialize)]
pub(super) struct Part {
    without: String,
}

/// Applies filters to a look-up.
pub(super) async fn send(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<LookUpId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let answer = look_up::read_back(&app.registry, officer, id)
        .await
        .map_err(http)?;
    let (filter, errors) = Filter::read(&pairs, &answer.areas.partnerships);
    if errors.is_empty() {
        narrowed(&app, officer, answer, filter).await
    } else {
        results::page(&app, officer, &visit, answer, filter, errors).await
    }
}

/// Removes a filter.
pub(super) async fn widen(
    Officer(officer): Officer,
    State(app): State<App>,
    Path(id): Path<LookUpId>,
    Form(part): Form<Part>,
) -> Result<Response, HttpError> {
    let answer = look_up::read_back(&app.registry, officer, id)
        .await
        .map_err(http)?;
    let pairs = Filter::of(&answer.look_up.narrowing).without(&part.without);
    let (filter, _) = Filter::read(&pairs, &answer.areas.partnerships);
    narrowed(&app, officer, answer, filter).await
}

/// Repeats the look-up with other filters, for the same reason.
async fn narrowed(
    app: &App,
    officer: OfficerOf,
    answer: Answer,
    filter: Filter,
) -> Result<Response, HttpError> {
    let whole = answer.look_up.narrows.unwrap_or(answer.id);
    if filter.narrowing.is_none() {
        // The look-up without filters has already been made.
        return Ok(Redirect::to(&address(whole)).into_response());
    }
    let narrowed = LookUp {
        narrowing: filter.narrowing,
        narrows: Some(whole),
        ..answer.look_up
    };
    let id = look_up::look_up(&app.registry, officer, &answer.reason, &narrowed, STEP)
        .await
        .map_err(http)?;
    Ok(Redirect::to(&address(id)).into_response())
}

/// Repeats the look-up with the likely spelling of the make and the model, for the same reason.
pub(super) async fn spell(
    Officer(officer): Officer,
    State(app): State<App>,
    Path(id): Path<LookUpId>,
) -> Result<Response, HttpError> {
    let id = look_up::look_up_as_spelt(&app.registry, officer, id, STEP)
        .await
        .map_err(http)?;
    Ok(Redirect::to(&address(id)).into_response())
}

/// Shows more results after those on the page.
pub(super) async fn more(
    Officer(officer): Officer,
    State(app): State<App>,
    Path(id): Path<LookUpId>,
) -> Result<Response, HttpError> {
    let first = look_up::show_more(&app.registry, officer, id, STEP)
        .await
        .map_err(http)?;
    let at = first.map_or_else(|| "#more".to_owned(), |bike| format!("#bike-{bike}"));
    Ok(Redirect::to(&format!("{}{at}", address(id))).into_response())
}
