//! A public meeting for people's own calendars (RFC 5545). Its UID never changes, and its SEQUENCE counts its moves.

use super::{public, title};
use crate::shared::{App, HttpError};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use jiff::Timestamp;
use registry::meeting::PublicMeeting;

pub(super) async fn one(
    State(app): State<App>,
    Path((slug, meeting)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let (of, meeting) = public(&app, &slug, &meeting).await?;
    if !meeting.is_listed {
        return Err(HttpError::NotFound);
    }
    let site = &app.site.public_url;
    let page = format!("{site}/partnership/{}/meetings/{}", of.slug, meeting.kept.id);
    let text = written(&meeting, site, &page, app.registry.now());
    let name = format!("meeting-{}.ics", meeting.kept.id);
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "public, max-age=300".to_owned()),
    ];
    Ok((headers, text).into_response())
}

/// Writes a meeting as a calendar. If it is cancelled, the calendar crosses it out.
fn written(public: &PublicMeeting, site: &str, page: &str, now: Timestamp) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("PRODID", "-//Framemark//Meetings//EN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    let meeting = &public.kept.meeting;
    let details = &meeting.details;
    let host = site.split_once("://").map_or(site, |(_, host)| host);
    let about: Vec<&str> = details.access.as_deref().into_iter().chain([page]).collect();
    let status = match meeting.cancelled {
        Some(_) => EventStatus::Cancelled,
        None => EventStatus::Confirmed,
    };
    let mut event = Event::new();
    event
        .uid(&format!("meeting-{}@{host}", public.kept.id))
        .summary(&title(public))
        .location(&details.place)
        .description(&about.join("\n\n"))
        .url(page)
        .sequence(meeting.revision)
        .status(status)
        .append_property(Property::new("DTSTAMP", stamp(now)))
        .append_property(Property::new("DTSTART", stamp(details.starts_at)))
        .append_property(Property::new("DTEND", stamp(details.ends_at)));
    calendar.push(event.done());
    calendar.to_string()
}

/// `20261128T100000Z`. Times are in UTC, so that every calendar shows the right hour.
fn stamp(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}
