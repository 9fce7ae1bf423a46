//! The property store's counter: the bikes on their way home, finding a collection by its reference, and the hours.

mod hours;

use crate::shared::guard::Officer;
use crate::shared::{App, Errors, HttpError, Page, Visit, html, html_again, london};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::id::RecoveryId;
use domain::recovery::home::{CollectionCode, Next};
use registry::recovery::home::{self, Coming};
use serde::Deserialize;

/// The pages below `/police/collections`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/collections", get(show))
        .route("/collections/hours", get(hours::ask).post(hours::send))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    reference: Option<String>,
}

/// One bike on its way home.
struct Row {
    id: RecoveryId,
    property_ref: String,
    /// The time of the collection, or the day on which the owner was told.
    when: String,
    note: String,
}

#[derive(Template)]
#[template(path = "police/collections/list.html")]
struct List {
    page: Page,
    reference: String,
    collections: Vec<Row>,
    to_check: Vec<Row>,
    unanswered: Vec<Row>,
    waiting: Vec<Row>,
}

async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let reference = asked.reference.unwrap_or_default();
    let mut errors = Errors::default();
    if !reference.trim().is_empty() {
        let code = CollectionCode::parse(&reference);
        let found = match &code {
            Some(code) => home::find_by_code(&app.registry, officer, code).await?,
            None => None,
        };
        if let (Some(id), Some(code)) = (found, code) {
            let to = format!("/police/recoveries/{id}/home?reference={}", code.compact());
            return Ok(Redirect::to(&to).into_response());
        }
        errors.add(
            "reference",
            "None of your force’s collections has this reference. Check it, or find the bike in the list",
        );
    }
    let mut all = home::list(&app.registry, officer).await?;
    all.sort_by_key(|one| (one.home.slot, one.home.begun_at));
    let rows = |wanted: fn(&Coming) -> bool| all.iter().filter(|one| wanted(one)).map(row).collect();
    let failed = !errors.is_empty();
    let page = List {
        page: visit.page("Collections").await?.with_errors(errors),
        reference,
        collections: rows(|one| one.next == Next::Collect),
        to_check: rows(|one| one.next == Next::WaitForCheck),
        unanswered: rows(|one| one.home.silent_at.is_some()),
        waiting: rows(|one| {
            let waits = matches!(one.next, Next::Prove | Next::Book | Next::WaitForInsurer);
            waits && one.home.silent_at.is_none()
        }),
    };
    if failed { html_again(&page) } else { html(&page) }
}

fn row(one: &Coming) -> Row {
    let slot = one.home.slot.filter(|_| one.next == Next::Collect);
    let when = match slot {
        Some(slot) => format!("{}, {}", london::named_day(slot), london::clock_at(slot)),
        None => london::day(one.home.begun_at),
    };
    let note = match (one.due, one.next) {
        (Some(due), _) => format!("Can be disposed of from {}", london::day(due)),
        (None, Next::Prove) => "The owner has not shown that it is theirs".to_owned(),
        (None, Next::Book) => "The owner has not chosen a time".to_owned(),
        (None, Next::WaitForInsurer) => "Waiting for the owner and the insurer".to_owned(),
        (None, Next::Collect) if one.home.said.collector.is_some() => {
            "Somebody else may collect it".to_owned()
        }
        _ => String::new(),
    };
    Row {
        id: one.recovery.id,
        property_ref: one.recovery.recovery.property_ref.clone(),
        when,
        note,
    }
}
