//! Records the rows of a list as recoveries, or deletes the list.

use super::begin::title;
use super::{http, list};
use crate::shared::guard::Officer;
use crate::shared::london;
use crate::shared::{App, DateTyped, Errors, HttpError, Notice, Once, Page, Visit, html};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::PropertyListId;
use jiff::civil::Time;
use registry::recovery::lists::{self, ListError};
use serde::Deserialize;

/// The day for rows without one.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    found_day: String,
    found_month: String,
    found_year: String,
}

pub(super) async fn send(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Path(id): Path<PropertyListId>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let now = app.registry.now();
    let found = DateTyped::new(&*typed.found_day, &*typed.found_month, &*typed.found_year);
    let mut errors = Errors::default();
    let missing = "Enter the day for rows without a date";
    let date = found.read(&mut errors, "found", "The day", missing);
    if date.is_some_and(|date| date > london::date_of(now)) {
        errors.add("found", "The day must be today or in the past");
    }
    let at = date.map(|date| london::instant(date, Time::midnight(), london::Twice::Earlier));
    let at = at.and_then(|at| errors.keep("found", at));
    let Some(at) = at.filter(|_| errors.is_empty()) else {
        return list::again(&app, officer, &visit, id, (found, errors)).await;
    };
    match lists::record(&once.on(&app), officer, id, at).await {
        Ok(()) => Ok(Redirect::to(&format!("/police/property-store/{id}")).into_response()),
        Err(error @ ListError::Looking) => {
            errors.add("found", error.to_string());
            list::again(&app, officer, &visit, id, (found, errors)).await
        }
        Err(error) => Err(http(error)),
    }
}

#[derive(Template)]
#[template(path = "police/property_store/delete.html")]
struct DeletePage {
    page: Page,
    id: PropertyListId,
    title: String,
    back: String,
}

pub(super) async fn ask(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<PropertyListId>,
) -> Result<Response, HttpError> {
    let progress = lists::progress(&app.registry, officer, id).await.map_err(http)?;
    html(&DeletePage {
        page: visit.form_page("Delete this list?").await?,
        id,
        title: title(&progress.list),
        back: format!("/police/property-store/{id}"),
    })
}

pub(super) async fn delete(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<PropertyListId>,
) -> Result<Response, HttpError> {
    match lists::remove(&app.registry, officer, id).await {
        Ok(()) => {
            visit.notice(Notice::success("List deleted")).await?;
            Ok(Redirect::to("/police/property-store").into_response())
        }
        Err(ListError::Recorded) => {
            let wait = "We are still recording the bikes on this list. Delete it when that is done";
            visit.notice(Notice::important(wait)).await?;
            Ok(Redirect::to(&format!("/police/property-store/{id}")).into_response())
        }
        Err(error) => Err(http(error)),
    }
}
