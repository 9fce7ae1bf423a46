//! Reporting a bike stolen: a question a page, kept in a draft until it is sent.

mod check;
mod crime_reference;
mod done;
mod how;
mod part;
mod place;
mod telling;
mod when;

use super::words;
use crate::shared::guard::{Account, Refused};
use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::bike::Standing;
use registry::bike::own;

/// Where anybody begins, and the questions about one bike.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/report-stolen", get(start))
        .merge(when::routes())
        .merge(place::routes())
        .merge(how::routes())
        .merge(crime_reference::routes())
        .merge(check::routes())
        .merge(done::routes())
}

/// A bike that can be reported.
struct Row {
    href: String,
    name: String,
    colours: String,
    reference: String,
}

#[derive(Template)]
#[template(path = "owner/report_stolen/page.html")]
struct Start {
    page: Page,
    bikes: Vec<Row>,
    others: usize,
}

async fn start(
    account: Result<Account, Refused>,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let all = match account {
        Ok(account) => own::list(&app.registry, account.0).await?,
        Err(_) => Vec::new(),
    };
    let bikes: Vec<Row> = all
        .iter()
        .filter(|bike| bike.standing == Standing::WithOwner && bike.confirmed)
        .map(|bike| Row {
            href: format!("/account/bikes/{}/report-stolen", bike.id),
            name: words::name(&bike.description),
            colours: words::colours(&bike.description.colours),
            reference: bike.reference().to_string(),
        })
        .collect();
    let page = visit.page("Report a bike stolen").await?.for_search_engines(
        "Tell us your bike is stolen. Police officers and buyers who check it will see that at once.",
    );
    html(&Start {
        page,
        others: all.len() - bikes.len(),
        bikes,
    })
}
