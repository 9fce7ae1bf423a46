//! The words for an event on a page, with British times.

use crate::shared::london;
use crate::shared::wards::{self, Map};
use domain::event::Stage;
use domain::place::Point;
use jiff::Timestamp;
use registry::event::ListedEvent;

/// An event, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EventWords {
    /// Its address.
    pub(crate) href: String,
    /// What it is called.
    pub(crate) name: String,
    /// The place, in words.
    pub(crate) place: String,
    /// The organisation that runs it.
    pub(crate) organiser: String,
    /// Others who take part.
    pub(crate) partners: Vec<String>,
    /// What to expect, line by line.
    pub(crate) about: Vec<String>,
    /// What to bring besides the bike, line by line.
    pub(crate) bring: Vec<String>,
    /// The topics of advice that people get there.
    pub(crate) advice: Vec<&'static str>,
    /// The day or days.
    pub(crate) day: String,
    /// The hours. Empty if they are part of the days.
    pub(crate) hours: String,
    /// The day of the month and the short name of the month, for a calendar leaf.
    pub(crate) leaf: (String, String),
    /// The start in a form that programs can read.
    pub(crate) stamp: String,
    /// Where it is, as a point.
    pub(crate) point: Option<Point>,
    /// Its number on a map of several events, if it is on one.
    pub(crate) pin: Option<usize>,
    /// Whether it is over.
    pub(crate) is_over: bool,
    /// Whether it has begun and not ended.
    pub(crate) is_on: bool,
    /// Whether it is cancelled.
    pub(crate) is_cancelled: bool,
    /// Why it is cancelled.
    pub(crate) why: Option<String>,
    /// Whether people can book.
    pub(crate) has_slots: bool,
    /// Whether people who have not booked are turned away.
    pub(crate) booking_only: bool,
}

impl EventWords {
    /// Puts an event in words.
    pub(crate) fn of(listed: &ListedEvent, now: Timestamp) -> Self {
        let event = &listed.marking.event;
        let (day, hours) = when(event.starts_at, event.ends_at);
        let stage = listed.marking.stage;
        let slots = event.details.slots;
        let is_cancelled = stage == Stage::Cancelled;
        let is_over = event.ends_at <= now || stage == Stage::Closed;
        let start = london::date_of(event.starts_at);
        Self {
            href: format!("/events/{}", listed.marking.id),
            name: event.name.clone(),
            place: event.place.clone(),
            organiser: listed.organiser.clone(),
            partners: listed.partners.clone(),
            about: lines(event.about.as_deref()),
            bring: lines(event.details.bring.as_deref()),
            advice: event.details.advice.iter().map(|topic| topic.label()).collect(),
            day,
            hours,
            leaf: (start.day().to_string(), start.strftime("%b").to_string()),
            stamp: event.starts_at.to_string(),
            point: event.point,
            pin: None,
            is_over,
            is_on: event.starts_at <= now && !is_over && !is_cancelled,
            is_cancelled,
            why: listed.marking.cancelled_why.clone(),
            has_slots: slots.is_some(),
            booking_only: slots.is_some_and(|slots| slots.booking_only),
        }
    }

    /// Says in a few words whether people must book.
    pub(crate) fn booking(&self) -> &'static str {
        match (self.has_slots, self.booking_only) {
            (false, _) => "No need to book",
            (true, false) => "Book a time or turn up",
            (true, true) => "Book a time",
        }
    }

    /// Draws a map of the place, or returns `None` if it is in neither district.
    pub(crate) fn map(&self) -> Option<Map> {
        wards::close_up(self.point?)
    }

    /// Returns the name of the ward that it is in.
    pub(crate) fn ward(&self) -> Option<&'static str> {
        wards::ward_of(self.point?)
    }

    /// Returns the address of a map of the streets around it.
    pub(crate) fn streets(&self) -> Option<String> {
        self.point.map(streets)
    }

    /// Returns the latitude and longitude, for people to copy.
    pub(crate) fn degrees(&self) -> Option<String> {
        let point = self.point?;
        Some(format!("{:.5}, {:.5}", point.lat(), point.lng()))
    }
}

/// Writes the day and the hours of an event. If it lasts several days, the first text has everything.
pub(crate) fn when(from: Timestamp, to: Timestamp) -> (String, String) {
    let clock = |at| london::clock_at(at);
    if london::date_of(from) == london::date_of(to) {
        (
            london::named_day(from),
            format!("{} to {}", clock(from), clock(to)),
        )
    } else {
        let day = |at| format!("{}, {}", london::named_day(at), clock(at));
        (format!("{} to {}", day(from), day(to)), String::new())
    }
}

fn lines(about: Option<&str>) -> Vec<String> {
    let lines = about.unwrap_or_default().lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn streets(point: Point) -> String {
    let (lat, lng) = (point.lat(), point.lng());
    format!("https://www.openstreetmap.org/?mlat={lat:.5}&mlon={lng:.5}#map=17/{lat:.5}/{lng:.5}")
}
