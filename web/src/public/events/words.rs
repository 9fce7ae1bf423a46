//! An event in the words of a page, its times as a clock in Cambridge shows them.

use crate::shared::HttpError;
use domain::place::Point;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use registry::events::ListedEvent;

/// An event, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EventWords {
    /// Its address.
    pub(crate) href: String,
    /// What it is called.
    pub(crate) name: String,
    /// Where.
    pub(crate) place: String,
    /// Who holds it.
    pub(crate) organiser: String,
    /// The lines of what to expect.
    pub(crate) about: Vec<String>,
    /// On which day, or days.
    pub(crate) day: String,
    /// From when to when, empty when that is part of the days.
    pub(crate) hours: String,
    /// The day of the month and the month's short name, for a leaf of a calendar.
    pub(crate) leaf: (String, String),
    /// The start for machines.
    pub(crate) stamp: String,
    /// A map of the place.
    pub(crate) map: Option<String>,
    /// Where it is in time: over, on now, or neither.
    pub(crate) is_over: bool,
    /// Whether it has begun and not ended.
    pub(crate) is_on: bool,
}

impl EventWords {
    /// Puts an event in words.
    pub(crate) fn of(listed: &ListedEvent, now: Timestamp) -> Result<Self, HttpError> {
        let zone = TimeZone::get("Europe/London").map_err(HttpError::internal)?;
        let event = &listed.marking.event;
        let start = event.starts_at.to_zoned(zone.clone());
        let end = event.ends_at.to_zoned(zone);
        let (day, hours) = if start.date() == end.date() {
            (day(&start), format!("{} to {}", clock(&start), clock(&end)))
        } else {
            let days = format!(
                "{}, {} to {}, {}",
                day(&start),
                clock(&start),
                day(&end),
                clock(&end)
            );
            (days, String::new())
        };
        Ok(Self {
            href: format!("/events/{}", listed.marking.id),
            name: event.name.clone(),
            place: event.place.clone(),
            organiser: listed.organiser.clone(),
            about: lines(event.about.as_deref()),
            day,
            hours,
            leaf: (start.day().to_string(), start.strftime("%b").to_string()),
            stamp: event.starts_at.to_string(),
            map: event.point.map(map),
            is_over: event.ends_at <= now,
            is_on: event.starts_at <= now && now < event.ends_at,
        })
    }
}

/// `Saturday 28 November 2026`.
fn day(at: &Zoned) -> String {
    at.strftime("%A %-d %B %Y").to_string()
}

/// `10am`, `2:30pm`, `midday`.
fn clock(at: &Zoned) -> String {
    let (hour, minute) = (at.hour(), at.minute());
    if minute == 0 && (hour == 12 || hour == 0) {
        return if hour == 12 { "midday" } else { "midnight" }.to_owned();
    }
    let half = if hour < 12 { "am" } else { "pm" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    if minute == 0 {
        format!("{hour}{half}")
    } else {
        format!("{hour}:{minute:02}{half}")
    }
}

fn lines(about: Option<&str>) -> Vec<String> {
    let lines = about.unwrap_or_default().lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn map(point: Point) -> String {
    let (lat, lng) = (point.lat(), point.lng());
    format!("https://www.openstreetmap.org/?mlat={lat:.5}&mlon={lng:.5}#map=17/{lat:.5}/{lng:.5}")
}
