//! Events for people's own calendars (RFC 5545).
//!
//! Times are in UTC, so that every calendar shows the right hour, even if the clocks change in between.

use crate::shared::App;
use crate::shared::HttpError;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::event::{Slots, Stage};
use domain::id::BookingId;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use jiff::{SignedDuration, Timestamp};
use registry::event::ListedEvent;

/// The most events in a calendar.
const MOST: u64 = 200;

/// Answers with all events to come.
pub(super) async fn all(State(app): State<App>) -> Result<Response, HttpError> {
    let found = registry::event::upcoming(&app.registry, MOST).await?;
    Ok(answer(&app, &found, "events.ics"))
}

/// Answers with one event; if it is cancelled, the calendar crosses it out.
pub(super) fn one(app: &App, event: &ListedEvent) -> Result<Response, HttpError> {
    let name = format!("event-{}.ics", event.marking.id);
    Ok(answer(app, std::slice::from_ref(event), &name))
}

/// Answers with the time of a booking and a link to it. It is for the person who has the link.
pub(super) fn of_booking(
    app: &App,
    event: &ListedEvent,
    (slot, bikes): (Timestamp, u8),
    (id, token): (BookingId, &str),
) -> Response {
    let site = &app.site.public_url;
    let booked = Booked {
        slot,
        bikes,
        uid: format!("booking-{id}"),
        page: format!("{site}/events/bookings/{token}"),
    };
    let mut calendar = empty();
    calendar.push(booked_entry(event, &booked, site, app.registry.now()));
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"booking.ics\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    (headers, calendar.to_string()).into_response()
}

/// A time that was booked.
pub(super) struct Booked {
    pub(super) slot: Timestamp,
    /// The number of bikes.
    pub(super) bikes: u8,
    /// The id of the calendar entry, so that the entry moves if the booking is moved.
    pub(super) uid: String,
    /// The address at which it can be changed.
    pub(super) page: String,
}

fn answer(app: &App, events: &[ListedEvent], name: &str) -> Response {
    let text = written(events, &app.site.public_url, app.registry.now());
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "public, max-age=900".to_owned()),
    ];
    (headers, text).into_response()
}

/// Writes events as a calendar.
pub(super) fn written(events: &[ListedEvent], site: &str, now: Timestamp) -> String {
    let mut calendar = empty();
    for listed in events {
        calendar.push(entry(listed, site, now));
    }
    calendar.to_string()
}

fn empty() -> Calendar {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("PRODID", "-//Framemark//Marking events//EN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.name("Bike marking events");
    calendar
}

/// The entry for a booked time, which is as long as a slot of the event.
pub(super) fn booked_entry(listed: &ListedEvent, booked: &Booked, site: &str, now: Timestamp) -> Event {
    let plan = &listed.marking.event;
    let length = plan.details.slots.map_or(SignedDuration::ZERO, Slots::length);
    let ends_at = (booked.slot + length).min(plan.ends_at);
    let mut event = entry(listed, site, now);
    let bikes = match booked.bikes {
        1 => "For 1 bike".to_owned(),
        bikes => format!("For {bikes} bikes"),
    };
    let about = [Some(&*bikes), plan.details.bring.as_deref(), Some(&booked.page)];
    let about: Vec<&str> = about.into_iter().flatten().collect();
    event
        .uid(&format!("{}@{}", booked.uid, host(site)))
        .summary(&format!("Bike marking: {}", plan.name))
        .description(&about.join("\n\n"))
        .url(&booked.page)
        .append_property(Property::new("DTSTART", stamp(booked.slot)))
        .append_property(Property::new("DTEND", stamp(ends_at)));
    event.done()
}

fn host(site: &str) -> &str {
    site.split_once("://").map_or(site, |(_, host)| host)
}

fn entry(listed: &ListedEvent, site: &str, now: Timestamp) -> Event {
    let marking = &listed.marking;
    let plan = &marking.event;
    let page = format!("{site}/events/{}", marking.id);
    let cancelled = marking.stage == Stage::Cancelled;
    let mut about: Vec<&str> = plan.about.as_deref().into_iter().collect();
    about.extend(plan.details.bring.as_deref());
    about.push(&page);
    let mut event = Event::new();
    event
        .uid(&format!("event-{}@{}", marking.id, host(site)))
        .summary(&plan.name)
        .location(&plan.place)
        .description(&about.join("\n\n"))
        .url(&page)
        .sequence(marking.revision)
        .status(if cancelled {
            EventStatus::Cancelled
        } else {
            EventStatus::Confirmed
        })
        .append_property(Property::new("DTSTAMP", stamp(now)))
        .append_property(Property::new("DTSTART", stamp(plan.starts_at)))
        .append_property(Property::new("DTEND", stamp(plan.ends_at)));
    if let Some(point) = plan.point {
        let geo = format!("{:.6};{:.6}", point.lat(), point.lng());
        event.append_property(Property::new("GEO", geo));
    }
    event.done()
}

/// `20261128T100000Z`.
fn stamp(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}
