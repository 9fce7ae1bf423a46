//! Reporting a bike stolen: one question on each page. The answers are kept in a draft until they are sent.

mod done;

use super::words;
use crate::shared::guard::{Account, Refused};
use crate::shared::theft::{besides, camera, check, how, lock, place, police, public, when, with_others};
use crate::shared::{App, Choice, Errors, HttpError, Page, Visit, html, html_again};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::Form;
use domain::bike::{Bike, Standing};
use registry::account::drafts;
use registry::bike::own;
use registry::theft::Teller;
use serde::Deserialize;

/// The start page, and the questions about one bike.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/report-stolen", get(start).post(choose))
        .route(
            "/account/bikes/{bike}/report-stolen",
            get(when::seen).post(when::answer_seen),
        )
        .route(
            "/account/bikes/{bike}/report-stolen/gone",
            get(when::gone).post(when::answer_gone),
        )
        .route(
            "/account/bikes/{bike}/report-stolen/where",
            get(place::ask).post(place::answer),
        )
        .route(
            "/account/bikes/{bike}/report-stolen/lock",
            get(lock::ask).post(lock::answer),
        )
        .route(
            "/account/bikes/{bike}/report-stolen/how",
            get(how::ask).post(how::answer),
        )
        .route(
            "/account/bikes/{bike}/report-stolen/camera",
            get(camera::ask).post(camera::answer),
        )
        .route(
            "/account/bikes/{bike}/report-stolen/taken",
            get(besides::taken).post(besides::answer_taken),
        )
        .route(
            "/account/bikes/{bike}/report-stolen/insurer",
            get(besides::insurer).post(besides::answer_insurer),
        )
        .route(
            "/account/bikes/{bike}/report-stolen/police",
            get(police::ask).post(police::answer),
        )
        .route(
            "/account/bikes/{bike}/report-stolen/public",
            get(public::ask).post(public::answer),
        )
        .route(
            "/account/bikes/{bike}/report-stolen/check",
            get(check::ask).post(check::send),
        )
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
    /// The same bikes as tick boxes, if there is more than one.
    several: Vec<Choice>,
    others: usize,
}

/// Which bikes were stolen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Chosen {
    bikes: Vec<String>,
}

async fn start(
    account: Result<Account, Refused>,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    page(&app, &visit, account.ok(), &Chosen::default(), Errors::default()).await
}

/// Begins one report for the bikes that were chosen.
async fn choose(
    account: Account,
    State(app): State<App>,
    visit: Visit,
    Form(chosen): Form<Chosen>,
) -> Result<Response, HttpError> {
    let mine = own::list(&app.registry, account.0).await?;
    let is_chosen = |bike: &&Bike| {
        let id = bike.id.to_string();
        can_be_reported(bike) && chosen.bikes.contains(&id)
    };
    let bikes: Vec<&Bike> = mine.iter().filter(is_chosen).collect();
    let Some((first, others)) = bikes.split_first() else {
        let mut errors = Errors::default();
        errors.add("bikes", "Choose the bikes that were stolen");
        return page(&app, &visit, Some(account), &chosen, errors).await;
    };
    let others: Vec<_> = others.iter().map(|bike| bike.id).collect();
    let draft = Teller::Owner(account.0).draft_of(first.id);
    drafts::change(&app.registry, draft, |json| with_others(json, others)).await?;
    let to = format!("/account/bikes/{}/report-stolen", first.id);
    Ok(Redirect::to(&to).into_response())
}

/// Returns whether a bike can be reported: it must be confirmed and not reported yet. A bike that the police hold can
/// be reported too, because they may not know whose it is.
fn can_be_reported(bike: &Bike) -> bool {
    bike.confirmed && bike.standing != Standing::ReportedStolen
}

async fn page(
    app: &App,
    visit: &Visit,
    account: Option<Account>,
    chosen: &Chosen,
    errors: Errors,
) -> Result<Response, HttpError> {
    let all = match account {
        Some(account) => own::list(&app.registry, account.0).await?,
        None => Vec::new(),
    };
    let bikes: Vec<Row> = all
        .iter()
        .filter(|bike| can_be_reported(bike))
        .map(|bike| Row {
            href: format!("/account/bikes/{}/report-stolen", bike.id),
            name: words::name(&bike.description),
            colours: words::colours(&bike.description.colours),
            reference: bike.reference().to_string(),
        })
        .collect();
    let said = |bike: &&Bike| {
        let label = format!("{}, {}", words::name(&bike.description), bike.reference());
        (bike.id.to_string(), label)
    };
    let several = match bikes.len() {
        0 | 1 => Vec::new(),
        _ => {
            let all = all.iter().filter(|bike| can_be_reported(bike));
            Choice::list_of_many(&chosen.bikes, all.map(|bike| said(&bike)))
        }
    };
    let wrong = !errors.is_empty();
    let title = "Report a bike stolen";
    let page = if several.is_empty() {
        visit.page(title).await?
    } else {
        visit.form_page(title).await?
    };
    let view = Start {
        page: page.with_errors(errors).for_search_engines(
            "Tell us your bike is stolen. Police officers and buyers who check it will see that at once.",
        ),
        others: all.len() - bikes.len(),
        several,
        bikes,
    };
    if wrong { html_again(&view) } else { html(&view) }
}
