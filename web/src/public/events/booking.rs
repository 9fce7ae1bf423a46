//! One booking, for anybody who has its link. A GET shows it; a POST changes or cancels it.

use super::book::refused;
use super::{EventWords, calendar, fullness};
use crate::shared::{App, Choice, Errors, HttpError, Notice, Page, Visit, html, html_again, london};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::event::{BookingStatus, Wish};
use registry::event::ListedEvent;
use registry::event::bookings::remind::due_at;
use registry::event::bookings::{self, BookError, Booking};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "public/events/booking.html")]
struct BookingPage {
    page: Page,
    event: EventWords,
    token: String,
    /// The day and time that they have booked or are waiting for.
    time: String,
    bikes: u8,
    is_booked: bool,
    /// Whether we will still send a reminder. People who book on the day before do not get one.
    is_reminded: bool,
    is_given_up: bool,
    /// When the hold ends, if the place has not been kept yet.
    held_until: Option<String>,
    has_email: bool,
    /// Whether it can still be changed.
    is_open: bool,
    /// Other times with free places.
    times: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "public/events/no_booking.html")]
struct NoBookingPage {
    page: Page,
}

/// What to do: `keep`, `move` with a time, or `cancel`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Act {
    act: String,
    time: String,
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(address): Path<String>,
) -> Result<Response, HttpError> {
    let (token, is_calendar) = match address.strip_suffix(".ics") {
        Some(token) => (token, true),
        None => (address.as_str(), false),
    };
    match bookings::find(&app.registry, token).await {
        Ok((booking, event)) if is_calendar => {
            let slot = booking.slot.filter(|_| booking.status == BookingStatus::Booked);
            let slot = slot.ok_or(HttpError::NotFound)?;
            Ok(calendar::of_booking(
                &app,
                &event,
                (slot, booking.bikes),
                (booking.id, token),
            ))
        }
        Ok((booking, event)) => {
            let page = page(&app, &visit, token, &booking, &event, Errors::default());
            html(&page.await?)
        }
        Err(BookError::Store(error)) => Err(error.into()),
        Err(_) => nothing(&visit).await,
    }
}

pub(super) async fn act(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
    Form(act): Form<Act>,
) -> Result<Response, HttpError> {
    let (booking, event) = match bookings::find(&app.registry, &token).await {
        Ok(found) => found,
        Err(BookError::Store(error)) => return Err(error.into()),
        Err(_) => return nothing(&visit).await,
    };
    let (done, said) = match (act.act.as_str(), act.time.parse::<Wish>()) {
        ("keep", _) => (
            bookings::hold::keep(&app.registry, &token).await,
            if booking.status == BookingStatus::Booked {
                "You have kept your place"
            } else {
                "You are on the waiting list"
            },
        ),
        ("cancel", _) => (
            bookings::cancel(&app.registry, &token).await,
            "Your booking is cancelled",
        ),
        (_, Ok(Wish::Place(slot))) => (
            bookings::move_to(&app.registry, &token, slot).await,
            "Your booking is changed",
        ),
        _ => (Err(BookError::NoSuchTime), ""),
    };
    match done {
        Ok(()) => {
            visit.notice(Notice::success(said)).await?;
            Ok(Redirect::to(&format!("/events/bookings/{token}")).into_response())
        }
        Err(error) => {
            let errors = refused(error)?;
            html_again(&page(&app, &visit, &token, &booking, &event, errors).await?)
        }
    }
}

async fn page(
    app: &App,
    visit: &Visit,
    token: &str,
    booking: &Booking,
    found: &ListedEvent,
    errors: Errors,
) -> Result<BookingPage, HttpError> {
    let now = app.registry.now();
    let event = EventWords::of(found, now);
    let is_given_up = booking.status == BookingStatus::Cancelled;
    let is_past = booking.slot.is_some_and(|slot| slot <= now);
    let is_open = !is_given_up && !event.is_cancelled && !event.is_over && !is_past;
    let times = bookings::times(&app.registry, &found.marking).await?;
    let others = times
        .iter()
        .filter(|time| time.free > 0 && booking.slot != Some(time.starts_at));
    let times = others.map(|time| {
        let label = london::clock_at(time.starts_at);
        Choice::new(Wish::Place(time.starts_at).to_string(), label).hint(fullness(time))
    });
    let is_booked = booking.status == BookingStatus::Booked;
    let held_until = booking.held_until.filter(|_| is_open);
    let title = match (is_given_up, event.is_cancelled, held_until, is_booked) {
        (true, ..) => "Your booking is cancelled",
        (_, true, ..) => "This event is cancelled",
        (.., Some(_), true) => "Keep your place",
        (.., Some(_), false) => "Keep your place on the waiting list",
        (.., true) => "Your place is booked",
        _ => "You are on the waiting list",
    };
    Ok(BookingPage {
        page: visit.form_page(title).await?.with_errors(errors),
        token: token.to_owned(),
        time: booking.slot.map_or_else(
            || format!("{}, any time that comes free", event.day),
            |slot| format!("{}, {}", london::named_day(slot), london::clock_at(slot)),
        ),
        bikes: booking.bikes,
        is_booked,
        is_reminded: is_booked && booking.slot.is_some_and(|slot| due_at(slot) > now),
        is_given_up,
        held_until: held_until.map(|until| london::clock(london::time_of(until))),
        has_email: booking.who.as_ref().is_some_and(|(who, _)| who.email.is_some()),
        is_open,
        times: if is_open { times.collect() } else { Vec::new() },
        event,
    })
}

async fn nothing(visit: &Visit) -> Result<Response, HttpError> {
    let page = visit.page("We cannot find this booking").await?;
    let mut response = html(&NoBookingPage { page })?;
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}
