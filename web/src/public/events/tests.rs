use super::{EventWords, calendar};
use domain::event::{EventDetails, MarkingEvent, NewMarkingEvent, Stage};
use domain::id::{EventId, OrganisationId};
use domain::place::Point;
use jiff::Timestamp;
use registry::event::ListedEvent;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn event(from: &str, to: &str) -> ListedEvent {
    let event = NewMarkingEvent {
        organisation: OrganisationId(3),
        name: "Market Square marking day".into(),
        place: "Market Square, Cambridge".into(),
        about: Some(" Bring your bike.\n\n  Dogs are welcome. ".into()),
        point: Point::new(52.2054, 0.119).ok(),
        starts_at: at(from),
        ends_at: at(to),
        details: EventDetails::default(),
    };
    ListedEvent {
        marking: MarkingEvent {
            id: EventId(7),
            event,
            stage: Stage::Published,
            revision: 0,
            cancelled_why: None,
        },
        organiser: "Cycle campaign".into(),
        partners: Vec::new(),
    }
}

#[test]
fn times_are_those_of_the_clock_on_the_wall() {
    for (from, to, day, hours) in [
        // In summer the clock is an hour ahead of the timestamp.
        (
            "2026-07-04T09:00:00Z",
            "2026-07-04T11:30:00Z",
            "Saturday 4 July 2026",
            "10am to 12:30pm",
        ),
        (
            "2026-11-28T10:00:00Z",
            "2026-11-28T12:00:00Z",
            "Saturday 28 November 2026",
            "10am to midday",
        ),
        // The clocks go back at 1am UTC, so half past one comes twice, and each time says which one it is.
        (
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:30:00Z",
            "Sunday 25 October 2026",
            "1:30am (before the clocks go back) to 1:30am (after the clocks go back)",
        ),
        (
            "2026-03-29T00:00:00Z",
            "2026-03-29T01:05:00Z",
            "Sunday 29 March 2026",
            "midnight to 2:05am",
        ),
        (
            "2026-06-05T09:00:00Z",
            "2026-06-06T16:00:00Z",
            "Friday 5 June 2026, 10am to Saturday 6 June 2026, 5pm",
            "",
        ),
    ] {
        let words = EventWords::of(&event(from, to), at("2026-01-01T00:00:00Z"));
        assert_eq!((words.day.as_str(), words.hours.as_str()), (day, hours), "{from}");
    }
}

#[test]
fn an_event_is_to_come_then_on_then_over() {
    let event = event("2026-11-28T10:00:00Z", "2026-11-28T14:00:00Z");
    for (now, is_on, is_over) in [
        ("2026-11-28T09:59:59Z", false, false),
        ("2026-11-28T10:00:00Z", true, false),
        ("2026-11-28T13:59:59Z", true, false),
        ("2026-11-28T14:00:00Z", false, true),
    ] {
        let words = EventWords::of(&event, at(now));
        assert_eq!((words.is_on, words.is_over), (is_on, is_over), "{now}");
    }
}

#[test]
fn what_to_expect_is_shown_line_by_line_and_the_place_on_a_map() {
    let words = EventWords::of(
        &event("2026-11-28T10:00:00Z", "2026-11-28T14:00:00Z"),
        at("2026-01-01T00:00:00Z"),
    );
    assert_eq!(words.about, ["Bring your bike.", "Dogs are welcome."]);
    assert_eq!(words.href, "/events/7");
    assert_eq!(words.leaf, ("28".to_owned(), "Nov".to_owned()));
    assert!(words.streets().unwrap().contains("mlat=52.20540&mlon=0.11900"));
}

#[test]
fn a_calendar_has_the_right_hour_whatever_the_clocks_did() {
    // Ten in the morning on the day before and the day on which the clocks go back.
    let mut summer = event("2026-10-24T09:00:00Z", "2026-10-24T13:00:00Z");
    let mut winter = event("2026-10-25T10:00:00Z", "2026-10-25T14:00:00Z");
    summer.marking.event.name = r"Bikes; locks, and \ more 🚲".into();
    winter.marking.id = EventId(8);
    winter.marking.revision = 3;
    winter.marking.stage = Stage::Cancelled;
    winter.marking.event.about = Some("Café Mill Road ".repeat(40) + "\nBring a lock");
    let now = at("2026-10-01T08:00:00Z");
    let text = calendar::written(&[summer, winter], "https://bikes.example.org", now);
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} bytes: {line}", line.len());
        assert!(!line.contains(['\r', '\n']), "{line:?}");
    }
    let whole = text.replace("\r\n ", "");
    let of = |name: &str| -> Vec<&str> {
        let lines = whole.lines().filter(|line| line.starts_with(name));
        lines.map(|line| &line[name.len()..]).collect()
    };
    assert_eq!(of("DTSTART:"), ["20261024T090000Z", "20261025T100000Z"]);
    assert_eq!(of("DTEND:"), ["20261024T130000Z", "20261025T140000Z"]);
    assert_eq!(of("DTSTAMP:"), ["20261001T080000Z"; 2]);
    assert_eq!(
        of("UID:"),
        ["event-7@bikes.example.org", "event-8@bikes.example.org"]
    );
    assert_eq!(of("SUMMARY:")[0], r"Bikes\; locks\, and \\ more 🚲");
    assert_eq!(of("STATUS:"), ["CONFIRMED", "CANCELLED"]);
    assert_eq!(of("SEQUENCE:"), ["0", "3"]);
    assert_eq!(of("GEO:"), ["52.205400;0.119000"; 2]);
    assert!(
        of("DESCRIPTION:")[1].contains(r"\nBring a lock\n\nhttps://bikes.example.org/events/8"),
        "{whole}"
    );
    assert_eq!(
        (of("VERSION:"), of("PRODID:").len(), of("BEGIN:").len()),
        (vec!["2.0"], 1, 3)
    );
}
