//! Who comes to an event: for the coordinators of the organisation that holds it, and nobody else.

use super::{event_id, kept};
use crate::shared::guard::Coordinator;
use crate::shared::{App, HttpError, Notice, Page, Visit, html, london};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::event::BookingStatus;
use domain::id::{BookingId, EventId};
use registry::event::bookings::{BookError, Booking, list};

#[derive(Template)]
#[template(path = "partner/events/bookings.html")]
struct BookingsPage {
    page: Page,
    id: EventId,
    name: String,
    day: String,
    is_open: bool,
    booked: u64,
    waiting: u64,
    /// Those with a place, then those who wait; none when this account may only know how many.
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
    /// Whether somebody has no e-mail address and was not rung since they booked, got a place or lost it.
    to_ring: bool,
    /// Until when the place is held, when its e-mail address has not answered yet.
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
    let is_open = marking.has_places_to_give(app.registry.now());
    let bookings = list::of_event(&app.registry, &coordinator, marking.id).await?;
    let rows = bookings.map(|all| {
        let (booked, waiting): (Vec<Booking>, Vec<Booking>) = all
            .into_iter()
            .partition(|booking| booking.status == BookingStatus::Booked);
        let rows = |all: Vec<Booking>| all.into_iter().map(Row::of).collect();
        (rows(booked), rows(waiting))
    });
    html(&BookingsPage {
        page: visit.form_page("Bookings").await?,
        id: marking.id,
        name: marking.event.name,
        day: london::named_day(marking.event.starts_at),
        is_open,
        booked: kept.booked,
        waiting: kept.waiting,
        rows,
    })
}

/// Asks first: the place goes to somebody else at once.
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
    back(&visit, event, done, "Marked as told").await
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
    /// The number without what only people read.
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
            time: booking.slot.map_or_else(
                || "Any time".to_owned(),
                |slot| london::clock(london::time_of(slot)),
            ),
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
