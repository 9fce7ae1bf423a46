use super::end::CloseForm;
use super::form::PlanForm;
use crate::shared::Errors;
use domain::account::{Organisation, OrganisationKind};
use domain::event::{AdviceTopic, NewMarkingEvent, Partner, Slots};
use domain::id::OrganisationId;
use jiff::Timestamp;
use proptest::prelude::*;

fn now() -> Timestamp {
    "2026-06-20T11:00:00Z".parse().unwrap()
}

fn council() -> Organisation {
    Organisation {
        id: OrganisationId(4),
        slug: "council".to_owned(),
        name: "Council".to_owned(),
        kind: OrganisationKind::Council,
        partnership: None,
        leads: false,
    }
}

/// A form as a browser sends it, with some fields changed.
fn typed(changes: &[(&str, &str)]) -> PlanForm {
    let mut fields = vec![
        ("organisation", "3"),
        ("name", "Market Square marking day"),
        ("place", "Market Square, Cambridge"),
        ("point", "cb23qj"),
        ("on_day", "24"),
        ("on_month", "10"),
        ("on_year", "2026"),
        ("starts", "10am"),
        ("ends", "13:00"),
        ("about", "By the fountain"),
        ("bring", "A lock"),
        ("booking", "offered"),
        ("minutes", "30"),
        ("places", "2"),
        ("others", "Reach\r\n\r\n Cycle Kitchen "),
    ];
    fields.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    fields.extend_from_slice(changes);
    let body = serde_urlencoded::to_string(fields).unwrap();
    serde_html_form(&body)
}

/// Reads a body as the handlers do, with repeated fields.
fn serde_html_form(body: &str) -> PlanForm {
    use axum::body::Body;
    use axum::extract::FromRequest;
    let request = axum::http::Request::post("/")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let form = runtime.block_on(axum_extra::extract::Form::<PlanForm>::from_request(request, &()));
    form.unwrap().0
}

fn parsed(changes: &[(&str, &str)]) -> Result<NewMarkingEvent, Errors> {
    typed(changes).parse(&[council()], now())
}

#[test]
fn a_plan_is_read_in_london_and_written_back() {
    let event = parsed(&[
        ("partner", "4"),
        ("partner", "99"),
        ("advice", "locks"),
        ("advice", "dragons"),
    ])
    .unwrap();
    // Summer time ends that night.
    assert_eq!(event.starts_at.to_string(), "2026-10-24T09:00:00Z");
    assert_eq!(event.ends_at.to_string(), "2026-10-24T12:00:00Z");
    assert_eq!(event.details.slots, Slots::new(30, 2, false).ok());
    assert_eq!(event.details.advice, [AdviceTopic::Locks]);
    let named = |name: &str| Partner::Named(name.to_owned());
    let partners = [
        Partner::Organisation(OrganisationId(4)),
        named("Reach"),
        named("Cycle Kitchen"),
    ];
    assert_eq!(event.details.partners, partners);
    assert!(event.point.is_some());
    let again = PlanForm::of(&event).parse(&[council()], now()).unwrap();
    let mut expected = event.clone();
    // Degrees are rounded to the metre.
    expected.point = again.point;
    assert!(again.point.unwrap().distance_km(event.point.unwrap()) < 0.002);
    assert_eq!(again, expected);
    let the_day_after = parsed(&[("on_day", "25")]).unwrap();
    assert_eq!(the_day_after.starts_at.to_string(), "2026-10-25T10:00:00Z");
}

#[test]
fn an_event_may_end_after_midnight() {
    for (day, starts, ends, from, to) in [
        ("26", "8pm", "1am", "2026-10-26T20:00:00Z", "2026-10-27T01:00:00Z"),
        (
            "26",
            "8pm",
            "midnight",
            "2026-10-26T20:00:00Z",
            "2026-10-27T00:00:00Z",
        ),
        // The night in which the clocks go back.
        (
            "24",
            "10pm",
            "1:30am",
            "2026-10-24T21:00:00Z",
            "2026-10-25T01:30:00Z",
        ),
        (
            "25",
            "1:30am",
            "1:15am",
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:15:00Z",
        ),
    ] {
        let event = parsed(&[("on_day", day), ("starts", starts), ("ends", ends)]).unwrap();
        let times = (event.starts_at.to_string(), event.ends_at.to_string());
        assert_eq!(times, (from.to_owned(), to.to_owned()), "{day} {starts} {ends}");
        let again = PlanForm::of(&event).parse(&[council()], now()).unwrap();
        assert_eq!((again.starts_at, again.ends_at), (event.starts_at, event.ends_at));
    }
}

#[test]
fn an_end_before_the_start_is_no_night() {
    let errors = parsed(&[("on_day", "26"), ("starts", "10am"), ("ends", "9am")]).unwrap_err();
    assert!(
        format!("{errors:?}").contains("must end after it starts"),
        "{errors:?}"
    );
}

#[test]
fn a_plan_is_repeated_weekly_at_the_same_time_of_the_clock() {
    let all = typed(&[("weeks", "3")]).parse_all(&[council()], now()).unwrap();
    let starts: Vec<String> = all.iter().map(|event| event.starts_at.to_string()).collect();
    assert_eq!(
        starts,
        [
            "2026-10-24T09:00:00Z",
            "2026-10-31T10:00:00Z",
            "2026-11-07T10:00:00Z"
        ]
    );
    assert!(all.iter().all(|event| event.details == all[0].details));
    assert_eq!(typed(&[]).parse_all(&[council()], now()).unwrap().len(), 1);
    for (weeks, said) in [
        ("0", "from 1 to 12"),
        ("13", "from 1 to 12"),
        ("many", "from 1 to 12"),
        ("-1", "from 1 to 12"),
    ] {
        let errors = typed(&[("weeks", weeks), ("name", "")])
            .parse_all(&[council()], now())
            .unwrap_err();
        assert!(errors.of("weeks").unwrap_or_default().contains(said), "{weeks}");
        assert_eq!(errors.list().len(), 2, "the other errors are reported too");
    }
    // The clocks skip this hour a week later.
    let skipped = [
        ("on_day", "21"),
        ("on_month", "3"),
        ("on_year", "2027"),
        ("starts", "1:30am"),
        ("weeks", "2"),
    ];
    let errors = typed(&skipped).parse_all(&[council()], now()).unwrap_err();
    let said = errors.of("weeks").unwrap_or_default();
    assert!(
        said.contains("clocks") && said.contains("28 March 2027"),
        "{said}"
    );
}

#[test]
fn a_plan_like_another_is_for_another_day() {
    let event = parsed(&[("advice", "locks")]).unwrap();
    let like = PlanForm::like(&event);
    assert!(like.on().is_empty());
    assert_eq!(
        (like.name.as_str(), like.starts.as_str()),
        ("Market Square marking day", "10am")
    );
    assert_eq!(wrong_of(&like), ["on_day"]);
}

fn wrong_of(form: &PlanForm) -> Vec<String> {
    let errors = form.parse(&[council()], now()).unwrap_err();
    errors.list().iter().map(|(id, _)| id.clone()).collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn what_cannot_be_says_what_to_do_beside_its_field() {
    let long = "x".repeat(300);
    // The most that the extractor reads. Anything larger never gets here.
    let huge = "x".repeat(1_900_000);
    let many = "Somebody\n".repeat(11);
    for (changes, field, said) in [
        (
            vec![("organisation", "")],
            "organisation",
            "Choose which organisation",
        ),
        (vec![("name", " ")], "name", "Enter a name"),
        (vec![("name", "a\u{0}b")], "name", "hidden characters"),
        (vec![("name", &*huge)], "name", "100 characters or fewer"),
        (vec![("place", "")], "place", "Enter the name of the place"),
        (vec![("place", &*long)], "place", "200 characters or fewer"),
        (vec![("point", "Market Square")], "point", "full postcode"),
        (
            vec![("point", "SW1A 1AA")],
            "point",
            "do not know where SW1A 1AA is",
        ),
        (vec![("point", "91, 0")], "point", "latitude must be"),
        (vec![("point", "NaN, 0")], "point", "latitude must be"),
        (vec![("on_day", "")], "on_day", "must include a day"),
        (vec![("on_day", "31"), ("on_month", "2")], "on_day", "real date"),
        (vec![("on_day", "-1")], "on_day", "real date"),
        (vec![("on_year", "2025")], "on_day", "in the future"),
        (vec![("on_year", "2036")], "on_day", "next two years"),
        (vec![("starts", "")], "starts", "Enter the time"),
        (vec![("starts", "-1:00")], "starts", "like 6:30pm"),
        (vec![("starts", "25:00")], "starts", "like 6:30pm"),
        (vec![("ends", "🚲")], "ends", "like 6:30pm"),
        (vec![("ends", "10am")], "ends", "must end after it starts"),
        (
            vec![
                ("on_day", "28"),
                ("on_month", "3"),
                ("on_year", "2027"),
                ("starts", "1:30am"),
            ],
            "starts",
            "clocks",
        ),
        (vec![("about", &*huge)], "about", "2000 characters or fewer"),
        (vec![("booking", "")], "booking", "Choose whether people book"),
        (vec![("minutes", "")], "minutes", "Enter the length of each slot"),
        (
            vec![("minutes", "-5")],
            "minutes",
            "Enter the length of each slot",
        ),
        (
            vec![("minutes", "1.5")],
            "minutes",
            "Enter the length of each slot",
        ),
        (vec![("minutes", "4")], "minutes", "from 5 to 240"),
        (vec![("minutes", "181")], "minutes", "longer than the whole event"),
        (vec![("places", "0")], "places", "from 1 to 100"),
        (vec![("places", "70000")], "places", "Enter how many"),
        (vec![("others", &*many)], "others", "10 partners or fewer"),
        (vec![("others", &*huge)], "others", "10 others or fewer"),
        (vec![("others", &*long)], "others", "100 characters or fewer"),
    ] {
        let errors = parsed(&changes).unwrap_err();
        let found = errors.of(field).unwrap_or_default();
        assert!(
            found.contains(said),
            "{field}: {found:?}, not {said:?} of {:?}",
            errors.list()
        );
        assert_eq!(errors.list().len(), 1, "{field}: {:?}", errors.list());
    }
    assert_eq!(
        parsed(&[("booking", "none"), ("minutes", "x")])
            .unwrap()
            .details
            .slots,
        None
    );
    let odd = parsed(&[("name", "<b>Bikes</b> 🚲 & \"friends\"")]).unwrap();
    assert_eq!(
        odd.name, "<b>Bikes</b> 🚲 & \"friends\"",
        "kept as it is; the page escapes it"
    );
}

#[test]
fn figures_are_counts() {
    let form = |bikes: &str, note: &str| {
        let body = [
            ("bikes_marked", bikes),
            ("walk_ins", "0"),
            ("advised", " 7 "),
            ("spoiled", "1"),
            ("note", note),
        ];
        let body = serde_urlencoded::to_string(body).unwrap();
        serde_urlencoded::from_str::<CloseForm>(&body).unwrap().parse()
    };
    let figures = form("42", "Rain\r\nMore tables").unwrap();
    assert_eq!((figures.bikes_marked, figures.advised), (42, 7));
    assert_eq!(figures.note.as_deref(), Some("Rain\nMore tables"));
    for bad in ["", "-1", "1e3", "10001", "99999999999999", "viele", "🚲"] {
        let errors = form(bad, "").unwrap_err();
        let said = errors.of("bikes_marked").unwrap_or_default();
        let start = if bad.is_empty() {
            "Enter how many bikes"
        } else {
            "Bikes marked must be"
        };
        assert!(said.starts_with(start), "{bad}: {said}");
    }
    assert!(
        form("1", &"x".repeat(10_000_000))
            .unwrap_err()
            .of("note")
            .is_some()
    );
}

proptest! {
    #[test]
    fn nothing_that_is_typed_breaks_a_plan(
        starts in "\\PC{0,12}", ends in "\\PC{0,12}", day in "\\PC{0,4}", point in "\\PC{0,20}", minutes in "\\PC{0,6}"
    ) {
        let changes = [
            ("starts", &*starts), ("ends", &*ends), ("on_day", &*day), ("point", &*point), ("minutes", &*minutes),
        ];
        if let Ok(event) = parsed(&changes) {
            prop_assert!(event.starts_at < event.ends_at);
            prop_assert!(!event.slot_starts().is_empty());
        }
    }
}
