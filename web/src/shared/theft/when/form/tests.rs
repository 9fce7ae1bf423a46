use super::*;

fn typed(day: &str, by: &str, time: &str, twice: &str) -> Typed {
    let part = |n: usize| day.split('-').nth(n).unwrap_or_default().to_owned();
    Typed {
        on_day: part(2),
        on_month: part(1),
        on_year: part(0),
        time_by: by.into(),
        time: time.into(),
        twice: twice.into(),
    }
}

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn wrong(read: Result<Moment, Errors>) -> Vec<String> {
    let errors = read.err().unwrap_or_default();
    errors.list().iter().map(|(id, _)| id.clone()).collect()
}

/// What is typed (day, kind of time, time, which of two), and when it begins and ends.
const MOMENTS: [[&str; 6]; 7] = [
    [
        "2026-11-20",
        "clock",
        "6pm",
        "",
        "2026-11-20T18:00:00Z",
        "2026-11-20T18:00:00Z",
    ],
    // A typed time counts without the button beside it.
    [
        "2026-07-01",
        "",
        "18:00",
        "",
        "2026-07-01T17:00:00Z",
        "2026-07-01T17:00:00Z",
    ],
    [
        "2026-07-01",
        "night",
        "",
        "",
        "2026-07-01T21:00:00Z",
        "2026-07-02T04:59:59.999Z",
    ],
    [
        "2026-11-20",
        "day",
        "ignored",
        "",
        "2026-11-20T00:00:00Z",
        "2026-11-20T23:59:59.999Z",
    ],
    [
        "2026-10-25",
        "clock",
        "1:15am",
        "earlier",
        "2026-10-25T00:15:00Z",
        "2026-10-25T00:15:00Z",
    ],
    [
        "2026-10-25",
        "clock",
        "1:15am",
        "later",
        "2026-10-25T01:15:00Z",
        "2026-10-25T01:15:00Z",
    ],
    [
        "2026-10-25",
        "clock",
        "1:15am",
        "either",
        "2026-10-25T00:15:00Z",
        "2026-10-25T01:15:00Z",
    ],
];

#[test]
fn a_moment_is_read_in_the_time_here_as_exactly_as_it_was_told() {
    for [day, by, time, twice, seen, gone] in MOMENTS {
        let typed = typed(day, by, time, twice);
        for (end, expected) in [(End::Seen, seen), (End::Gone, gone)] {
            let moment = typed.parse(end, None, now()).unwrap();
            assert_eq!(moment.at().to_string(), expected, "{day} {by} {time} {end:?}");
            assert_eq!(
                Typed::of(moment).parse(end, None, now()),
                Ok(moment),
                "an earlier answer fills its own form"
            );
        }
    }
}

#[test]
fn the_hour_that_comes_twice_is_asked_about_by_name() {
    let october = typed("2026-10-25", "clock", "1:15am", "");
    let errors = october.parse(End::Seen, None, now()).unwrap_err();
    assert_eq!(
        errors.of("twice"),
        Some("The clocks went back that night, so 1:15am happened twice. Choose which one it was")
    );
    let labels: Vec<String> = october
        .two_hours()
        .into_iter()
        .map(|choice| choice.label)
        .collect();
    assert_eq!(
        labels,
        [
            "1:15am, before the clocks went back",
            "1:15am, after the clocks went back",
            "Not sure"
        ]
    );
    let (summer, unread) = (
        typed("2026-07-01", "clock", "1:15am", ""),
        typed("2026-10-25", "clock", "late", ""),
    );
    assert!(summer.two_hours().is_empty() && unread.two_hours().is_empty());
}

#[test]
fn what_cannot_be_says_where_and_why() {
    let seen = Moment::exactly("2026-11-20T18:00:00Z".parse().unwrap());
    for (day, by, time, end, other, fields) in [
        ("", "", "", End::Seen, None, &["on_day", "time_by"][..]),
        ("2026-11-20", "clock", "later", End::Seen, None, &["time"]),
        ("2026-11-20", "clock", "", End::Seen, None, &["time"]),
        ("2026-02-31", "day", "", End::Seen, None, &["on_day"]),
        ("1026-11-20", "day", "", End::Seen, None, &["on_year"]),
        ("2026-11-23", "day", "", End::Gone, None, &["on_day"]),
        ("2026-11-22", "clock", "1pm", End::Gone, None, &["time"]),
        ("2026-11-22", "evening", "", End::Gone, None, &["time_by"]),
        ("2026-11-22", "evening", "", End::Seen, None, &["time_by"]),
        ("2026-11-20", "noon", "", End::Seen, None, &["time_by"]),
        ("2026-11-20", "either-hour", "", End::Seen, None, &["time_by"]),
        ("2026-03-29", "clock", "1:30am", End::Seen, None, &["time"]),
        ("9999-12-31", "night", "", End::Gone, None, &["on_day"]),
        ("2026-11-19", "day", "", End::Gone, Some(seen), &["on_day"]),
        ("2026-11-20", "morning", "", End::Gone, Some(seen), &["on_day"]),
        ("2026-11-21", "clock", "9am", End::Seen, Some(seen), &["on_day"]),
        (
            "🚲-<b>-2026",
            "'; DROP",
            "",
            End::Gone,
            None,
            &["on_year", "time_by"],
        ),
    ] {
        let read = typed(day, by, time, "").parse(end, other, now());
        assert_eq!(wrong(read), fields, "{day} {by} {time} {end:?}");
    }
    let evening = typed("2026-11-20", "evening", "", "").parse(End::Gone, Some(seen), now());
    assert!(evening.is_ok(), "{evening:?}");
    let today = typed("2026-11-22", "day", "", "").parse(End::Gone, Some(seen), now());
    assert!(today.is_ok(), "today is not over, but it has begun: {today:?}");
}
