//! The collection as a file for the owner's calendar (RFC 5545). Its times are in UTC, so that every calendar shows the
//! right hour.

use super::{Mine, Turned};
use crate::shared::guard::Account;
use crate::shared::{App, HttpError};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use icalendar::{Calendar, Component, Event, EventLike, Property};
use jiff::{SignedDuration, Timestamp};

/// Answers with the booked time.
pub(super) async fn collection(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
) -> Result<Response, Turned> {
    let mine = Mine::of(&app, account, &bike).await?;
    let home = &mine.way.home;
    let slot = home.slot.ok_or(HttpError::NotFound)?;
    let site = &app.site.public_url;
    let page = format!("{site}{}/home", mine.base);
    let host = site.split_once("://").map_or(site.as_str(), |(_, host)| host);
    let code = home.said.code.as_ref().map(|code| format!("Reference: {code}"));
    let about: Vec<String> = code.into_iter().chain([page.clone()]).collect();
    let length = SignedDuration::from_mins(i64::from(mine.way.store.minutes.max(15)));
    let mut event = Event::new();
    event
        .uid(&format!("collection-{}@{host}", home.recovery))
        .summary("Collect your bike from the police")
        .location(&mine.way.store.place)
        .description(&about.join("\n\n"))
        .url(&page)
        .append_property(Property::new("DTSTAMP", stamp(app.registry.now())))
        .append_property(Property::new("DTSTART", stamp(slot)))
        .append_property(Property::new("DTEND", stamp(slot + length)));
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("PRODID", "-//Framemark//Collections//EN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.push(event.done());
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"collection.ics\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, calendar.to_string()).into_response())
}

/// `20261128T100000Z`.
fn stamp(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}
