//! The list of one event: the entries that are waiting, those that desks have withdrawn, and the day's progress.

use super::says::short;
use crate::shared::guard::DeskCoordinator;
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::bike::BikeReference;
use domain::id::EventId;
use registry::desk::phones::{self, Phone};
use registry::desk::progress::{self, Progress};
use registry::desk::work_list::{self, Entry};

/// One entry of a list.
struct Row {
    id: String,
    slip: String,
    code: String,
    why: &'static str,
    desk: String,
    saved: String,
}

#[derive(Template)]
#[template(path = "desk/work_list/list.html")]
struct ListPage {
    page: Page,
    event: String,
    day: String,
    rows: Vec<Row>,
    withdrawn: Vec<Withdrawn>,
    phones: Vec<PhoneRow>,
    progress: Progress,
}

/// A phone at one of the desks.
struct PhoneRow {
    desk: String,
    seen: String,
    waiting: u32,
}

/// One bike that a desk has withdrawn.
struct Withdrawn {
    slip: String,
    bike: String,
    desk: String,
    at: String,
}

impl PhoneRow {
    fn of(phone: Phone) -> Self {
        Self {
            desk: phone.desk,
            seen: london::day_and_time(phone.seen_at),
            waiting: phone.waiting,
        }
    }
}

impl Withdrawn {
    fn of(entry: Entry) -> Self {
        Self {
            slip: entry.new.id.slip(),
            bike: entry.bike.map_or_else(
                || "Not on the register".to_owned(),
                |bike| BikeReference::of(bike).to_string(),
            ),
            desk: entry.new.desk,
            at: entry.withdrawn_at.map_or_else(String::new, london::day_and_time),
        }
    }
}

pub(super) async fn list(
    DeskCoordinator(viewer): DeskCoordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<EventId>,
) -> Result<Response, HttpError> {
    let (event, entries) = work_list::of_event(&app.registry, &viewer, id)
        .await?
        .ok_or(HttpError::NotFound)?;
    let whole = (london::day_around(event.event.starts_at).0, app.registry.now());
    let progress = progress::of_event(&app.registry, event.id, whole).await?;
    let rows = entries
        .into_iter()
        .map(|entry| Row {
            id: entry.new.id.to_string(),
            slip: entry.new.id.slip(),
            code: entry.new.mark.map_or_else(String::new, |code| code.to_string()),
            why: entry.reason.map_or("", short),
            desk: entry.new.desk,
            saved: london::clock(london::time_of(entry.new.made_at)),
        })
        .collect();
    let withdrawn = work_list::withdrawn(&app.registry, &viewer, event.id).await?;
    let withdrawn = withdrawn.into_iter().map(Withdrawn::of).collect();
    let phones = phones::of_event(&app.registry, event.id).await?;
    let phones = phones.into_iter().map(PhoneRow::of).collect();
    html(&ListPage {
        page: visit.page("Bikes to sort out").await?,
        withdrawn,
        phones,
        day: london::day(event.event.starts_at),
        event: event.event.name,
        rows,
        progress,
    })
}
