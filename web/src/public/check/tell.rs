//! The form for a message to the owner of a bike, if its number belongs to no other bike.

use super::form::CheckForm;
use crate::shared::limits::{Action, Client};
use crate::shared::tell::{self, TellTyped, TellView};
use crate::shared::{App, Errors, HttpError, Once, Page, Visit, html_again, html_form};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::bike::PublicStatus;
use domain::place::named::NamedPlace;
use registry::bike::check_number::bike_named;
use registry::message::send::About;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/check/tell", get(show).post(send))
}

#[derive(Template)]
#[template(path = "public/check/tell.html")]
struct TellPage {
    page: Page,
    number: String,
    tell: TellView,
}

/// Returns the address of the form for a number, if it belongs to exactly one bike.
pub(super) async fn address(
    app: &App,
    status: PublicStatus,
    typed: &str,
) -> Result<Option<String>, HttpError> {
    let can_be_told = matches!(status, PublicStatus::ReportedStolen | PublicStatus::Registered);
    if !can_be_told || bike_named(&app.registry, typed).await?.is_none() {
        return Ok(None);
    }
    let query = serde_urlencoded::to_string([("number", typed)]).map_err(HttpError::internal)?;
    Ok(Some(format!("/check/tell?{query}")))
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(form): Query<CheckForm>,
) -> Result<Response, HttpError> {
    let number = form.number.unwrap_or_default();
    if bike_named(&app.registry, &number).await?.is_none() {
        return Ok(Redirect::to("/check").into_response());
    }
    let places = registry::place::named_places(&app.registry).await?;
    html_form(&page(&visit, number, &TellTyped::default(), &places, Errors::default()).await?)
}

async fn send(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    once: Once,
    Query(form): Query<CheckForm>,
    Form(typed): Form<TellTyped>,
) -> Result<Response, HttpError> {
    let number = form.number.unwrap_or_default();
    let Some(bike) = bike_named(&app.registry, &number).await? else {
        return Ok(Redirect::to("/check").into_response());
    };
    let places = registry::place::named_places(&app.registry).await?;
    let errors = match typed.parse(&places, app.registry.now()) {
        Ok(_) if app.limits.about(Action::Message, (client, bike)).is_err() => tell::enough(),
        Ok(words) => {
            let about = About::Number(number.clone());
            match registry::message_owner(&once.on(&app), &about, &words).await {
                Ok(token) => return Ok(Redirect::to(&format!("/messages/{token}?sent")).into_response()),
                Err(error) => tell::refused(error)?,
            }
        }
        Err(errors) => errors,
    };
    html_again(&page(&visit, number, &typed, &places, errors).await?)
}

async fn page(
    visit: &Visit,
    number: String,
    typed: &TellTyped,
    places: &[NamedPlace],
    errors: Errors,
) -> Result<TellPage, HttpError> {
    let page = visit.form_page("Tell the owner where the bike is").await?;
    Ok(TellPage {
        page: page.with_errors(errors),
        number,
        tell: typed.view(places),
    })
}
