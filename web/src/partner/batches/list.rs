//! The batches of the coordinator's organisations, newest first, and the kits of their events.

use super::words;
use crate::shared::guard::Coordinator;
use crate::shared::{App, HttpError, Page, Pagination, Visit, html, london};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::account::Organisation;
use domain::event::MarkingEvent;
use domain::id::{BatchId, EventId};
use domain::mark::stock::Tally;
use registry::account::organisations;
use registry::mark::batches::{self, Counted, Found};
use serde::Deserialize;

const PER_PAGE: usize = 25;
/// The last page. Nobody has this many batches; the limit is for mistyped addresses.
const LAST_PAGE: usize = 10_000;

#[derive(Template)]
#[template(path = "partner/batches/list.html")]
struct ListPage {
    page: Page,
    /// True if there are several organisations, so that each batch has to show its own.
    many: bool,
    rows: Vec<Row>,
    pages: Pagination,
    events: Vec<EventRow>,
    /// The search text and its results. Both are empty if nobody is searching.
    find: String,
    found: Vec<FoundRow>,
}

/// A batch, or a mark in one, that was found.
struct FoundRow {
    href: String,
    name: String,
    organisation: String,
}

/// One batch.
struct Row {
    id: BatchId,
    name: String,
    organisation: String,
    made: String,
    made_stamp: String,
    tally: Tally,
}

/// The kit of one event.
struct EventRow {
    id: EventId,
    name: String,
    held: String,
    held_stamp: String,
    tally: Tally,
}

/// The page of the list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    page: String,
    find: String,
}

pub(super) async fn show(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Query(which): Query<Which>,
) -> Result<Response, HttpError> {
    let number = which.page.parse::<usize>().unwrap_or(1).clamp(1, LAST_PAGE);
    let skip = (number - 1) * PER_PAGE;
    // We read one row more than the page shows, to find out whether there is a next page.
    let found = batches::list(&app.registry, &coordinator, skip as u64, PER_PAGE as u64 + 1).await?;
    let organisations = organisations::of_coordinator(&app.registry, &coordinator).await?;
    let events = batches::event_kits(&app.registry, &coordinator).await?;
    let matches = batches::find_marks(&app.registry, &coordinator, &which.find).await?;
    let pages = Pagination::new("/partner/batches", number, skip + found.len(), PER_PAGE);
    html(&ListPage {
        page: visit.page("Marks").await?,
        many: organisations.len() > 1,
        rows: found
            .into_iter()
            .take(PER_PAGE)
            .map(|counted| Row::of(counted, &organisations))
            .collect(),
        pages,
        events: events.into_iter().map(EventRow::of).collect(),
        found: matches
            .into_iter()
            .map(|one| FoundRow::of(one, &organisations))
            .collect(),
        find: which.find,
    })
}

impl FoundRow {
    fn of(Found { batch, mark }: Found, organisations: &[Organisation]) -> Self {
        let in_batch = words::batch(&batch);
        let (href, name) = match mark {
            Some(code) => (
                format!("/partner/batches/{}/marks/{code}", batch.id),
                format!("Mark {code}, {in_batch}"),
            ),
            None => (format!("/partner/batches/{}", batch.id), in_batch),
        };
        let organisation = words::owner(organisations, batch.organisation);
        Self {
            href,
            name,
            organisation,
        }
    }
}

impl Row {
    fn of(Counted { batch, tally }: Counted, organisations: &[Organisation]) -> Self {
        Self {
            id: batch.id,
            name: words::batch(&batch),
            organisation: words::owner(organisations, batch.organisation),
            made: london::day(batch.made_at),
            made_stamp: london::date_of(batch.made_at).to_string(),
            tally,
        }
    }
}

impl EventRow {
    fn of((event, tally): (MarkingEvent, Tally)) -> Self {
        Self {
            id: event.id,
            held: london::day(event.event.starts_at),
            held_stamp: london::date_of(event.event.starts_at).to_string(),
            name: event.event.name,
            tally,
        }
    }
}
