//! The public pages about marking events: the list, each event, the calendar and the booking.

mod book;
mod booking;
mod calendar;
mod words;

#[cfg(test)]
mod tests;

use crate::shared::wards::{self, Map};
use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::id::EventId;
use registry::event::ListedEvent;
use registry::event::bookings::{self, SlotTime};
pub(crate) use words::{EventWords, when};

/// The most events on the page. No partnership plans that many.
const MOST: u64 = 60;

/// The addresses of marking events.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/events", get(list))
        .route("/events.ics", get(calendar::all))
        .route("/events/{id}", get(one))
        .route("/events/{id}/book", get(book::show).post(book::send))
        .route("/events/{id}/booked", get(book::booked))
        .route("/events/bookings/{token}", get(booking::show).post(booking::act))
}

#[derive(Template)]
#[template(path = "public/events/list.html")]
struct ListPage {
    page: Page,
    events: Vec<EventWords>,
    map: Option<Map>,
    map_words: &'static str,
}

#[derive(Template)]
#[template(path = "public/events/event.html")]
struct EventPage {
    page: Page,
    event: EventWords,
    map: Option<Map>,
    map_words: String,
    /// How many times people can still book or wait for.
    times: usize,
    /// The number of free places.
    free: u64,
}

async fn list(State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let mut events = soonest(&app, MOST).await?;
    let points = events.iter().enumerate();
    let points: Vec<_> = points
        .filter_map(|(index, event)| Some((index + 1, event.point?)))
        .collect();
    for (number, point) in &points {
        events[number - 1].pin = wards::ward_of(*point).map(|_| *number);
    }
    let map = wards::overview(&points);
    let page = visit.page("Marking events").await?.for_search_engines(
        "Find a marking event near you. A volunteer registers your bike and puts a label on the frame.",
    );
    html(&ListPage {
        page,
        events,
        map,
        map_words: "Map of the events in Cambridge and East Cambridgeshire. The table lists the same places.",
    })
}

async fn one(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Result<Response, HttpError> {
    if let Some(id) = id.strip_suffix(".ics") {
        return calendar::one(&app, &find(&app, id).await?);
    }
    let found = find(&app, &id).await?;
    let event = EventWords::of(&found, app.registry.now());
    let times = bookings::times(&app.registry, &found.marking).await?;
    let mut page = visit.page(format!("{}, {}", event.name, event.day)).await?;
    if !event.is_cancelled && !event.is_over {
        page = page.for_search_engines(format!(
            "{}, {} at {}. Have your bike registered and marked.",
            event.name, event.day, event.place
        ));
    }
    html(&EventPage {
        page,
        map: event.map(),
        map_words: map_words(&event),
        times: times.len(),
        free: times.iter().map(|time| time.free).sum(),
        event,
    })
}

/// The description of an event's map, for people who cannot see it.
fn map_words(event: &EventWords) -> String {
    let ward = event.ward().unwrap_or_default();
    format!(
        "Map of the wards around {}, which is in {ward}. The table gives the same details.",
        event.place
    )
}

/// Finds the event in the address, if everybody may see it.
async fn find(app: &App, id: &str) -> Result<ListedEvent, HttpError> {
    // Anything that is not a number is not the address of an event.
    let id: EventId = id.parse().map_err(|_| HttpError::NotFound)?;
    let found = registry::event::find(&app.registry, id).await?;
    found.ok_or(HttpError::NotFound)
}

/// Reads the next events for a page.
pub(super) async fn soonest(app: &App, most: u64) -> Result<Vec<EventWords>, HttpError> {
    let now = app.registry.now();
    let found = registry::event::upcoming(&app.registry, most).await?;
    Ok(found.iter().map(|event| EventWords::of(event, now)).collect())
}

/// Says how full a time is.
fn fullness(time: &SlotTime) -> String {
    match (time.free, time.waiting) {
        (0, 0) => "Full. Join the waiting list: nobody is on it yet".to_owned(),
        (0, waiting) => format!("Full. Join the waiting list: {waiting} waiting"),
        (1, _) => "1 place left".to_owned(),
        (free, _) => format!("{free} places left"),
    }
}
