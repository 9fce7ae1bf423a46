//! The bookings of an event. Only coordinators of the organisation that runs it can see them.

use super::{day, event_id, kept};
use crate::partner::batches::{file, plain};
use crate::shared::door::Fresh;
use crate::shared::guard::Coordinator;
use crate::shared::{App, HttpError, Notice, Page, Visit, html, london};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::event::BookingStatus;
use domain::id::{BookingId, EventId};
use registry::event::bookings::{BookError, Booking, list};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "partner/events/bookings.html")]
struct BookingsPage {
    page: Page,
    id: EventId,
    name: String,
    day: String,
    is_open: bool,
    /// True if the event is about to start or has started, so that people can be ticked off.
    has_begun: bool,
    /// Whether bikes may have been marked at it.
    has_marked: bool,
    booked: u64,
    came: u64,
    waiting: u64,
    /// People with a place, then those who are waiting. `None` if this account may only see how many there are.
    rows: Option<(Vec<Row>, Vec<Row>)>,
}

#[derive(Template)]
#[template(path = "partner/events/cancel_booking.html")]
struct CancelBookingPage {
    page: Page,
    id: EventId,
    name: String,
    day: String,
    row: Row,
    is_booked: bool,
}

/// One booking.
struct Row {
    id: BookingId,
    time: String,
    name: String,
    email: String,
    phone: String,
    bikes: u8,
    came: bool,
    /// True if they have no e-mail address and nobody has rung them since they booked, got a place or lost it.
    to_ring: bool,
    /// Until when the place is held, if it has not been confirmed by e-mail yet.
    held_until: Option<String>,
}

pub(super) async fn show(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let kept = kept(&app, &coordinator, &id).await?;
    let marking = kept.listed.marking;
    let now = app.registry.now();
    let is_open = marking.has_places_to_give(now);
    let has_begun = marking.stage == domain::event::Stage::Published && marking.event.desks_open_at(now);
    let bookings = list::of_event(&app.registry, &coordinator, marking.id).await?;
    let rows = bookings.map(|all| {
        let (booked, waiting): (Vec<Booking>, Vec<Booking>) = all
            .into_iter()
            .partition(|booking| booking.status == BookingStatus::Booked);
        let rows = |all: Vec<Booking>| all.into_iter().map(Row::of).collect();
        (rows(booked), rows(waiting))
    });
    html(&BookingsPage {
        has_marked: day::may_have_marked(&marking, now),
        page: visit.form_page("Bookings").await?,
        id: marking.id,
        name: marking.event.name,
        day: london::named_day(marking.event.starts_at),
        is_open,
        has_begun,
        booked: kept.booked,
        came: kept.came,
        waiting: kept.waiting,
        rows,
    })
}

/// Asks before a booking is cancelled, because the place goes to somebody else at once.
pub(super) async fn ask_cancel(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path((id, booking)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let (event, booking) = ids(&id, &booking)?;
    let marking = kept(&app, &coordinator, &id).await?.listed.marking;
    if !marking.has_places_to_give(app.registry.now()) {
        return Err(HttpError::NotFound);
    }
    let all = list::of_event(&app.registry, &coordinator, event).await?;
    let mut all = all.ok_or(HttpError::NotFound)?.into_iter();
    let booking = all.find(|one| one.id == booking).ok_or(HttpError::NotFound)?;
    html(&CancelBookingPage {
        page: visit.form_page("Cancel this booking?").await?,
        id: event,
        name: marking.event.name,
        day: london::named_day(marking.event.starts_at),
        is_booked: booking.status == BookingStatus::Booked,
        row: Row::of(booking),
    })
}

pub(super) async fn cancel(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path((id, booking)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let (event, booking) = ids(&id, &booking)?;
    let done = list::cancel_for(&app.registry, &coordinator, event, booking).await;
    back(&visit, event, done, "The booking is cancelled").await
}

pub(super) async fn rung(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path((id, booking)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let (event, booking) = ids(&id, &booking)?;
    let done = list::was_rung(&app.registry, &coordinator, event, booking).await;
    back(&visit, event, done, "Marked as contacted").await
}

/// Whether they came, as the button says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Came {
    came: String,
}

/// Ticks somebody off, or removes the tick.
pub(super) async fn came(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path((id, booking)): Path<(String, String)>,
    Form(form): Form<Came>,
) -> Result<Response, HttpError> {
    let (event, booking) = ids(&id, &booking)?;
    let came = form.came != "no";
    let done = list::came(&app.registry, &coordinator, event, booking, came).await;
    let said = if came {
        "We have added the tick"
    } else {
        "We have removed the tick"
    };
    back(&visit, event, done, said).await
}

/// The bookings for a spreadsheet.
pub(super) async fn csv(
    Fresh(Coordinator(coordinator)): Fresh<Coordinator>,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let event = event_id(&id)?;
    let all = list::of_event(&app.registry, &coordinator, event).await?;
    let all = all.ok_or(HttpError::NotFound)?;
    let mut out = ::csv::Writer::from_writer(Vec::new());
    let columns = [
        "day",
        "time",
        "status",
        "name",
        "email",
        "phone",
        "bikes",
        "came",
        "booked_at",
    ];
    out.write_record(columns).map_err(HttpError::internal)?;
    for one in all {
        let (contact, _) = one.who.unwrap_or_default();
        let day = one.slot.map(|slot| london::date_of(slot).to_string());
        let row = [
            day.unwrap_or_default(),
            one.slot.map(london::clock_at).unwrap_or_default(),
            one.status.slug().to_owned(),
            plain(&contact.name.unwrap_or_default()),
            plain(&contact.email.map(String::from).unwrap_or_default()),
            plain(&contact.phone.map(String::from).unwrap_or_default()),
            one.bikes.to_string(),
            if one.came_at.is_some() { "yes" } else { "no" }.to_owned(),
            london::date_of(one.made_at).to_string(),
        ];
        out.write_record(row).map_err(HttpError::internal)?;
    }
    let bytes = out
        .into_inner()
        .map_err(|error| HttpError::internal(error.to_string()))?;
    let name = format!("framemark-bookings-{event}.csv");
    Ok(file("text/csv; charset=utf-8", &name, bytes))
}

fn ids(event: &str, booking: &str) -> Result<(EventId, BookingId), HttpError> {
    Ok((
        event_id(event)?,
        booking.parse().map_err(|_| HttpError::NotFound)?,
    ))
}

async fn back(
    visit: &Visit,
    event: EventId,
    done: Result<(), BookError>,
    said: &str,
) -> Result<Response, HttpError> {
    match done {
        Ok(()) => visit.notice(Notice::success(said)).await?,
        Err(error @ BookError::Over) => visit.notice(Notice::important(error.to_string())).await?,
        Err(BookError::Store(error)) => return Err(error.into()),
        Err(_) => return Err(HttpError::NotFound),
    }
    Ok(Redirect::to(&format!("/partner/events/{event}/bookings")).into_response())
}

impl Row {
    /// A phone number without spaces and brackets, for a link.
    fn tel(&self) -> String {
        self.phone
            .chars()
            .filter(|digit| digit.is_ascii_digit() || *digit == '+')
            .collect()
    }

    fn of(booking: Booking) -> Self {
        let forgotten = booking.who.is_none();
        let (contact, _) = booking.who.unwrap_or_default();
        let no_email = contact.email.is_none() && !forgotten;
        Self {
            id: booking.id,
            bikes: booking.bikes,
            came: booking.came_at.is_some(),
            time: booking
                .slot
                .map_or_else(|| "Any time".to_owned(), london::clock_at),
            name: contact.name.unwrap_or_else(|| "Deleted".to_owned()),
            email: contact.email.map(String::from).unwrap_or_default(),
            phone: contact.phone.map(String::from).unwrap_or_default(),
            to_ring: no_email && booking.told_at.is_none(),
            held_until: booking
                .held_until
                .map(|until| london::clock(london::time_of(until))),
        }
    }
}
