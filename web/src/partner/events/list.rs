//! The list of the coordinator's events.

use super::colour;
use crate::public::when;
use crate::shared::guard::Coordinator;
use crate::shared::{App, HttpError, Page, Pagination, Visit, html};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::id::EventId;
use registry::event::ListedEvent;
use registry::event::plan::{self, EventFilter};
use serde::Deserialize;

const PER_PAGE: usize = 25;
/// The last page. Nobody has this many events; the limit is for mistyped addresses.
const LAST_PAGE: usize = 10_000;

#[derive(Template)]
#[template(path = "partner/events/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
    pages: Pagination,
    past: bool,
    /// True if there are several organisations, so that each event has to show its own.
    several: bool,
    caption: &'static str,
}

/// One event.
struct Row {
    id: EventId,
    name: String,
    place: String,
    organiser: String,
    day: String,
    hours: String,
    stamp: String,
    stage: &'static str,
    colour: &'static str,
    booked: u64,
    waiting: u64,
    has_slots: bool,
}

/// The list and the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    which: String,
    page: String,
}

pub(super) async fn show(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let past = asked.which == "past";
    let (which, base) = if past {
        (EventFilter::Past, "/partner/events?which=past")
    } else {
        (EventFilter::Open, "/partner/events")
    };
    let number = asked.page.parse::<usize>().unwrap_or(1).clamp(1, LAST_PAGE);
    let skip = (number - 1) * PER_PAGE;
    // We read one row more than the page shows, to find out whether there is a next page.
    let found = plan::list(
        &app.registry,
        &coordinator,
        which,
        skip as u64,
        PER_PAGE as u64 + 1,
    )
    .await?;
    let pages = Pagination::new(base, number, skip + found.len(), PER_PAGE);
    let rows: Vec<Row> = found.into_iter().take(PER_PAGE).map(Row::of).collect();
    html(&ListPage {
        page: visit.page("Marking events").await?,
        several: rows.iter().any(|row| row.organiser != rows[0].organiser),
        rows,
        pages,
        past,
        caption: if past {
            "Closed and cancelled, newest first"
        } else {
            "Coming up, and waiting to be closed"
        },
    })
}

impl Row {
    fn of((listed, booked, waiting): (ListedEvent, u64, u64)) -> Self {
        let event = listed.marking.event;
        let (day, hours) = when(event.starts_at, event.ends_at);
        Self {
            id: listed.marking.id,
            name: event.name,
            place: event.place,
            organiser: listed.organiser,
            day,
            hours,
            stamp: event.starts_at.to_string(),
            stage: listed.marking.stage.label(),
            colour: colour(listed.marking.stage),
            booked,
            waiting,
            has_slots: event.details.slots.is_some(),
        }
    }
}
