//! The page after somebody has reported a bike stolen.

use crate::owner::bikes::own;
use crate::owner::words;
use crate::shared::guard::Account;
use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/account/bikes/{bike}/report-stolen/done", get(show))
}

#[derive(Template)]
#[template(path = "owner/report_stolen/done/page.html")]
struct Done {
    page: Page,
    base: String,
    name: String,
    reference: String,
    has_crime_ref: bool,
}

async fn show(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mine = own(&app, account, &bike).await?;
    let base = format!("/account/bikes/{}", mine.bike.id);
    let Some(open) = mine.reports.iter().find(|report| report.closed.is_none()) else {
        return Ok(Redirect::to(&base).into_response());
    };
    html(&Done {
        page: visit.page("Bike reported stolen").await?,
        base,
        name: words::name(&mine.bike.description),
        reference: mine.bike.reference().to_string(),
        has_crime_ref: open.report.crime_ref.is_some() || !open.report.details.references.is_empty(),
    })
}
