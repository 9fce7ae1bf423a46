//! An event in the words of a page, its times as a clock in Cambridge shows them.

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
    /// Where.
    pub(crate) place: String,
    /// Who holds it.
    pub(crate) organiser: String,
    /// Who takes part beside them.
    pub(crate) partners: Vec<String>,
    /// The lines of what to expect.
    pub(crate) about: Vec<String>,
    /// The lines of what to bring beside the bike.
    pub(crate) bring: Vec<String>,
    /// What advice is given.
    pub(crate) advice: Vec<&'static str>,
    /// On which day, or days.
    pub(crate) day: String,
    /// From when to when, empty when that is part of the days.
    pub(crate) hours: String,
    /// The day of the month and the month's short name, for a leaf of a calendar.
    pub(crate) leaf: (String, String),
    /// The start for machines.
    pub(crate) stamp: String,
    /// Where it is, as a point.
    pub(crate) point: Option<Point>,
    /// The number that it has on a map of several, if it is on one.
    pub(crate) pin: Option<usize>,
    /// Where it is in time: over, on now, or neither.
    pub(crate) is_over: bool,
    /// Whether it has begun and not ended.
    pub(crate) is_on: bool,
    /// Whether it was called off.
    pub(crate) is_cancelled: bool,
    /// Why it was called off.
    pub(crate) why: Option<String>,
    /// Whether times can be booked.
    pub(crate) has_slots: bool,
    /// Whether those who have not booked are turned away.
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

    /// Says in a few words whether one must book.
    pub(crate) fn booking(&self) -> &'static str {
        match (self.has_slots, self.booking_only) {
            (false, _) => "No need to book",
            (true, false) => "Book a time or turn up",
            (true, true) => "Book a time",
        }
    }

    /// Draws where it is; nothing when that is in neither district.
    pub(crate) fn map(&self) -> Option<Map> {
        wards::close_up(self.point?)
    }

    /// Names the ward that it is in.
    pub(crate) fn ward(&self) -> Option<&'static str> {
        wards::ward_of(self.point?)
    }

    /// Returns the address of a map of the streets around it.
    pub(crate) fn streets(&self) -> Option<String> {
        self.point.map(streets)
    }

    /// Returns degrees north and east, as people copy them.
    pub(crate) fn degrees(&self) -> Option<String> {
        let point = self.point?;
        Some(format!("{:.5}, {:.5}", point.lat(), point.lng()))
    }
}

/// Puts the hours of an event in words: the day, and from when to when; on several days all of it is in the first.
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
