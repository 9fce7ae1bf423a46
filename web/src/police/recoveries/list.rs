//! The property store, newest first.

use super::super::describe;
use crate::shared::guard::Officer;
use crate::shared::london;
use crate::shared::{App, HttpError, Page, Pagination, Visit, html};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::id::RecoveryId;
use domain::recovery::{Recovery, RecoveryStatus};
use registry::recovery;
use serde::Deserialize;

const PER_PAGE: usize = 25;
/// No property store goes on beyond this; it keeps a mistyped address from asking for more.
const LAST_PAGE: usize = 10_000;

#[derive(Template)]
#[template(path = "police/recoveries/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
    statuses: Vec<StatusLink>,
    pages: Pagination,
}

/// One recovered bike.
struct Row {
    id: RecoveryId,
    property_ref: String,
    read: String,
    looks: String,
    found: String,
    found_stamp: String,
    place: String,
    status: &'static str,
    colour: &'static str,
}

/// A list that can be chosen.
struct StatusLink {
    text: &'static str,
    href: String,
    here: bool,
}

/// Which list, and which page of it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    status: String,
    page: String,
}

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Query(which): Query<Which>,
) -> Result<Response, HttpError> {
    let status = RecoveryStatus::parse(&which.status);
    let number = which.page.parse::<usize>().unwrap_or(1).clamp(1, LAST_PAGE);
    let skip = (number - 1) * PER_PAGE;
    // One more than is shown tells whether there is a next page.
    let asked = (skip as u64, PER_PAGE as u64 + 1);
    let found = recovery::list(&app.registry, officer, status, asked.0, asked.1).await?;
    let base = address(status);
    let pages = Pagination::new(&base, number, skip + found.len(), PER_PAGE);
    html(&ListPage {
        page: visit.page("Recovered bikes").await?,
        rows: found.into_iter().take(PER_PAGE).map(Row::of).collect(),
        statuses: statuses(status),
        pages,
    })
}

fn address(status: Option<RecoveryStatus>) -> String {
    match status {
        Some(status) => format!("/police/recoveries?status={}", status.slug()),
        None => "/police/recoveries".to_owned(),
    }
}

fn statuses(chosen: Option<RecoveryStatus>) -> Vec<StatusLink> {
    let all = [
        None,
        Some(RecoveryStatus::Open),
        Some(RecoveryStatus::Tied),
        Some(RecoveryStatus::Returned),
    ];
    let link = |status: Option<RecoveryStatus>| StatusLink {
        text: status.map_or("All", RecoveryStatus::label),
        href: address(status),
        here: status == chosen,
    };
    all.into_iter().map(link).collect()
}

/// The colour of a status's tag.
pub(super) fn colour(status: RecoveryStatus) -> &'static str {
    match status {
        RecoveryStatus::Open => "yellow",
        RecoveryStatus::Tied => "blue",
        RecoveryStatus::Returned => "green",
    }
}

impl Row {
    fn of(recovery: Recovery) -> Self {
        let new = recovery.recovery;
        let description = domain::bike::Description {
            make: new.make,
            model: new.model,
            colours: new.colours,
            kind: new.kind,
            features: None,
        };
        let others = new.identifiers.iter().map(|other| other.number.as_written());
        let read: Vec<&str> = new.read.iter().map(String::as_str).chain(others).collect();
        Self {
            id: recovery.id,
            property_ref: new.property_ref,
            read: read.join(", "),
            looks: describe::title(&description),
            found: london::day(new.found_at),
            found_stamp: london::date_of(new.found_at).to_string(),
            place: new.place.unwrap_or_default(),
            status: recovery.status.label(),
            colour: colour(recovery.status),
        }
    }
}
