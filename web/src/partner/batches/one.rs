//! One batch: what became of its marks, and each of them.

use super::words;
use crate::shared::guard::Coordinator;
use crate::shared::{App, HttpError, Page, Pagination, Visit, html, london};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::event::MarkingEvent;
use domain::id::BatchId;
use domain::mark::MarkStatus;
use domain::mark::stock::StockMark;
use registry::account::{organisations, permits::CoordinatorOf};
use registry::mark::batches::{self, Counted};
use serde::Deserialize;

const PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "partner/batches/one.html")]
struct BatchPage {
    page: Page,
    id: BatchId,
    organisation: String,
    made: String,
    sum: Vec<(&'static str, u64, &'static str)>,
    /// Whether something can still be done with its marks.
    blank: bool,
    /// Whether they are to be handed over to an organisation first.
    nobodys: bool,
    shown: Vec<Shown>,
    rows: Vec<Row>,
    pages: Pagination,
}

/// A list that can be chosen.
struct Shown {
    text: &'static str,
    href: String,
    here: bool,
}

/// One mark.
struct Row {
    position: u32,
    code: String,
    status: &'static str,
    colour: &'static str,
    event: Option<String>,
}

/// Which marks, and which page of them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    show: String,
    page: String,
}

const LISTS: [(&str, &str); 4] = [
    ("", "All"),
    ("blank", "Blank"),
    ("issued", "Issued"),
    ("void", "Void"),
];

pub(super) async fn show(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, HttpError> {
    let found = found(&app, &coordinator, &id).await?;
    let id = found.batch.id;
    let organisations = organisations::of_coordinator(&app.registry, &coordinator).await?;
    let events = batches::events_for(&app.registry, &found.batch).await?;
    let mut marks = batches::marks_of(&app.registry, &found.batch).await?;
    marks.retain(|mark| wanted(mark, &which.show));
    let chosen = LISTS
        .iter()
        .find(|(slug, _)| *slug == which.show)
        .map_or("", |(slug, _)| slug);
    let number = which.page.parse().unwrap_or(1);
    let pages = Pagination::new(address(id, chosen), number, marks.len(), PER_PAGE);
    html(&BatchPage {
        page: visit.page(format!("Batch {id}")).await?,
        id,
        organisation: words::owner(&organisations, found.batch.organisation),
        made: london::day(found.batch.made_at),
        sum: words::sum(found.tally),
        blank: found.tally.blank() + found.tally.missing > 0,
        nobodys: found.batch.organisation.is_none(),
        shown: LISTS
            .iter()
            .map(|(slug, text)| Shown {
                text,
                href: address(id, slug),
                here: *slug == chosen,
            })
            .collect(),
        rows: marks
            .iter()
            .skip(pages.skip(PER_PAGE))
            .take(PER_PAGE)
            .map(|mark| Row::of(mark, &events))
            .collect(),
        pages,
    })
}

/// Finds a batch that is theirs to keep, by what stands in the address.
pub(super) async fn found(app: &App, coordinator: &CoordinatorOf, id: &str) -> Result<Counted, HttpError> {
    let found = batches::find(&app.registry, coordinator, words::id(id)?).await?;
    found.ok_or(HttpError::NotFound)
}

fn wanted(mark: &StockMark, show: &str) -> bool {
    match show {
        "blank" => mark.is_blank(),
        "issued" => matches!(mark.status, MarkStatus::Issued | MarkStatus::Replaced),
        "void" => mark.status == MarkStatus::Void,
        _ => true,
    }
}

fn address(id: BatchId, show: &str) -> String {
    match show {
        "" => format!("/partner/batches/{id}"),
        _ => format!("/partner/batches/{id}?show={show}"),
    }
}

impl Row {
    fn of(mark: &StockMark, events: &[MarkingEvent]) -> Self {
        let (status, colour) = words::status(mark);
        let event = mark
            .event
            .and_then(|id| events.iter().find(|event| event.id == id));
        Self {
            position: mark.position,
            code: mark.code.to_string(),
            status,
            colour,
            event: event.map(words::event),
        }
    }
}
