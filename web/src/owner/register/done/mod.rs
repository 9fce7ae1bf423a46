//! What to tell somebody whose bike is on the register now.

use super::draft;
use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::bike::BikeReference;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/register/done", get(show))
}

#[derive(Template)]
#[template(path = "owner/register/done/page.html")]
struct Done {
    page: Page,
    reference: String,
}

async fn show(State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let bike = draft::load(&app.registry, &visit.session)
        .await?
        .and_then(|draft| draft.bike);
    let Some(bike) = bike else {
        return Ok(Redirect::to("/register").into_response());
    };
    let page = visit.page("Bike registered").await?;
    html(&Done {
        page,
        reference: BikeReference::of(bike).to_string(),
    })
}
